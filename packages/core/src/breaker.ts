/** When a tap is left alone, and for how long. */
export interface BreakerLimits {
  /** Failures after which the tap is skipped */
  readonly failures: number
  /** ms within which they count */
  readonly windowMs: number
  /** ms for which the tap is skipped before one call tries it again */
  readonly coolDownMs: number
}

/** How a tap may fail by its own doing. */
export type Failure = 'failed' | 'timed-out' | 'invalid'

/** Why a tap is skipped, and until when. */
export interface BreakerState {
  /** `half-open` while one call tries the tap again */
  readonly state: 'open' | 'half-open'
  /** How its last run failed */
  readonly reason: Failure
  /** ms since the Unix epoch: from then on one call tries the tap again */
  readonly nextTryAt: number
}

/**
 * Leaves a tap alone once it keeps failing: what does not answer costs every call its whole budget. Opens after so many
 * failures within the window, if no more than half of the runs since the first of them went well.
 */
export class Breaker {
  readonly #limits: BreakerLimits
  /** Newest last; never more than open it */
  #failures: { readonly at: number; readonly run: number }[] = []
  #runs = 0
  #open: { readonly reason: Failure; readonly until: number } | undefined
  #trying: object | undefined

  constructor(limits: BreakerLimits) {
    this.#limits = limits
  }

  /** Absent while the tap runs as usual. */
  get state(): BreakerState | undefined {
    if (this.#open === undefined) return undefined
    const { reason, until } = this.#open
    return {
      state: this.#trying === undefined ? 'open' : 'half-open',
      reason,
      nextTryAt: Math.round(Date.now() + until - performance.now()),
    }
  }

  /** Tells whether a run may begin. The first one after the cool-down is the try; until it ends all others are skipped. */
  admit(run: object): boolean {
    if (!this.wouldAdmit()) return false
    if (this.#open === undefined) this.#runs += 1
    else this.#trying = run
    return true
  }

  /** Tells whether a run might begin now, and counts nothing. */
  wouldAdmit(): boolean {
    if (this.#open === undefined) return true
    return this.#trying === undefined && performance.now() >= this.#open.until
  }

  /**
   * Takes note of how an admitted run ended.
   *
   * @param failure `undefined` when it went well
   * @returns What has changed, if anything has
   */
  settle(run: object, failure: Failure | undefined): 'opened' | 'closed' | undefined {
    if (this.#open === undefined) return failure === undefined ? undefined : this.#count(failure)
    // what began before it opened says nothing about now
    if (run !== this.#trying) return undefined
    this.#trying = undefined
    if (failure !== undefined) return this.#openFor(failure)
    this.#open = undefined
    return 'closed'
  }

  #count(failure: Failure): 'opened' | undefined {
    const { failures, windowMs } = this.#limits
    const at = performance.now()
    this.#failures.push({ at, run: this.#runs })
    if (this.#failures.length > failures) this.#failures.shift()
    const [first] = this.#failures
    if (first === undefined || this.#failures.length < failures) return undefined
    const wentWell = this.#runs - first.run + 1 - failures
    return at - first.at <= windowMs && wentWell <= failures ? this.#openFor(failure) : undefined
  }

  #openFor(reason: Failure): 'opened' {
    this.#failures = []
    this.#open = { reason, until: performance.now() + this.#limits.coolDownMs }
    return 'opened'
  }
}
