import { LRUCache } from 'lru-cache'
import pTimeout from 'p-timeout'
import type { Found } from './customer.ts'
import { SourceError } from './sources/source.ts'

/** How long answers are kept, ms, and how many. */
export interface CacheOptions {
  /** A customer counts as known without asking again */
  readonly hitMs: number
  /** The same for a number that nobody has */
  readonly missMs: number
  /** After this age a customer is not served any more, whatever happens */
  readonly staleMs: number
  /** A call whose customer is older than `hitMs` gives the source so long before the old answer is taken */
  readonly staleWaitMs: number
  readonly entries: number
}

export interface LookupOptions {
  readonly cache: CacheOptions
  /** ms that a question may take; a call waits no longer than its budget, and the answer serves the next one */
  readonly timeoutMs: number
  /** Asks the source. The signal fires after `timeoutMs` */
  ask(number: string, signal: AbortSignal): Promise<Found>
  /** Told when the source stops answering, and when it answers again */
  onChange(failure: SourceError | undefined): void
}

/** What is known about callers. */
export interface Lookup {
  /**
   * Finds the customer of a number, at once where nobody has to be asked. Never rejects: when the source cannot tell,
   * the last answer serves, and the notes say why.
   *
   * @param waitMs Longest wait
   */
  find(number: string, waitMs: number): Found | Promise<Found>
  /** Gives up the questions that are under way */
  close(): void | Promise<void>
}

/** An answer, and until when it counts, of `performance.now()`. */
interface Answer {
  readonly found: Found
  readonly freshUntil: number
  readonly servableUntil: number
}

/**
 * Remembers what a source said, also that it knows nobody. Calls about the same number share one question, and no call
 * can break it off for the others.
 */
export function createLookup({ cache, timeoutMs, ask, onChange }: LookupOptions): Lookup {
  let isAnswering = true
  let pausedUntil = 0
  const answers = new LRUCache<string, Answer>({
    max: cache.entries,
    noDeleteOnFetchRejection: true,
    async fetchMethod(number, _old, { signal }) {
      const found = await askInTime(number, signal)
      const now = performance.now()
      // that nobody was known is not worth serving later
      return found.customer === undefined
        ? { found, freshUntil: now + cache.missMs, servableUntil: now }
        : { found, freshUntil: now + cache.hitMs, servableUntil: now + cache.staleMs }
    },
  })

  async function askInTime(number: string, closed: AbortSignal): Promise<Found> {
    if (performance.now() < pausedUntil) throw new SourceError('source-busy')
    const aborter = new AbortController()
    closed.addEventListener('abort', () => aborter.abort())
    try {
      const slow = new SourceError('source-slow')
      const found = await pTimeout(ask(number, aborter.signal), { milliseconds: timeoutMs, message: slow })
      if (!isAnswering) onChange(undefined)
      isAnswering = true
      return found
    } catch (error) {
      aborter.abort()
      const failure = failureOf(error)
      pausedUntil = Math.max(pausedUntil, performance.now() + failure.pauseMs)
      if (isAnswering && !closed.aborted) onChange(failure)
      isAnswering = false
      throw failure
    }
  }

  async function wait(number: string, old: Found | undefined, waitMs: number): Promise<Found> {
    try {
      // joins a question about this number that is under way
      const asked = answers.fetch(number, { forceRefresh: true })
      const message = new SourceError('source-slow')
      const answer = await pTimeout(asked, { milliseconds: Math.max(1, waitMs), message })
      return answer?.found ?? { notes: [] }
    } catch (error) {
      const { failure } = failureOf(error)
      return old === undefined ? { notes: [failure] } : { ...old, notes: [...old.notes, 'stale', failure] }
    }
  }

  return {
    find(number, waitMs) {
      const known = answers.get(number)
      const now = performance.now()
      if (known !== undefined && now < known.freshUntil) {
        return { ...known.found, notes: [...known.found.notes, 'cached'] }
      }
      if (known === undefined || now >= known.servableUntil) return wait(number, undefined, waitMs)
      return wait(number, known.found, Math.min(waitMs, cache.staleWaitMs))
    },
    close() {
      answers.clear()
    },
  }
}

function failureOf(error: unknown): SourceError {
  return error instanceof SourceError ? error : new SourceError('source-down')
}
