import type { EndReason } from './thread.ts'

/** How the workers of an entry are doing. */
export interface WorkerHealth {
  /** `restarting` while none of them can take a tap */
  readonly state: 'running' | 'restarting' | 'given-up'
  /** Workers that could take a tap now; two, but for a while after one has ended */
  readonly ready: number
  /** Workers that ended otherwise than by closing */
  readonly lost: number
  /** Why the last of them ended */
  readonly reason?: EndReason
}

/**
 * ms before a new worker starts, by how many have ended in a row before this one. The fifth is the last. Not at once: to
 * start one takes a processor, which the worker that takes over needs first.
 */
const delaysMs: readonly number[] = [100, 200, 500, 2_000]

/** A worker that lived so long, ms, does not stand in a row with those before it. */
const longLifeMs = 60_000

/** ms before a plugin whose setup failed is set up again: it may wait for something outside, so that has no end. */
const retryMs = { first: 1_000, most: 30_000 }

/** Counts workers that end one after the other, without a tap answered between. */
export class Restarts {
  #inARow = 0
  #failures = 0
  #total = 0

  /** Workers that have ended so far. */
  get total(): number {
    return this.#total
  }

  /**
   * A worker has ended.
   *
   * @returns ms to wait before the next one; `undefined` when it is the fifth in a row: it is given up
   */
  ended(livedMs: number): number | undefined {
    if (livedMs >= longLifeMs) this.#inARow = 0
    const delayMs = delaysMs[this.#inARow]
    this.#inARow += 1
    this.#total += 1
    return delayMs
  }

  /** A worker did not get ready. Returns ms to wait before the next one. */
  failedToStart(): number {
    this.#failures += 1
    return Math.min(retryMs.most, retryMs.first * 2 ** (this.#failures - 1))
  }

  /** A tap was answered. */
  answered(): void {
    this.#inARow = 0
    this.#failures = 0
  }
}
