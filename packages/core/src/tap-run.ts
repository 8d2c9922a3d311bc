import type { z } from 'zod'
import type { Breaker, BreakerLimits, BreakerState, Failure } from './breaker.ts'
import type { patchSchema } from './draft.ts'
import { type ErrorCode, type Issue, isPreanswerError } from './errors.ts'
import type { Exchange } from './exchange.ts'
import { addHold, type Holder, heldSoFar } from './holds.ts'
import type { HookName } from './hook-table.ts'
import { describeError, type Logger, redactingLogger } from './log.ts'
import type { OutputMemory } from './memory.ts'
import { NotPlainError } from './plain.ts'
import type { TapContext } from './plugin.ts'
import type { Owner } from './provenance.ts'
import { RunContext } from './tap-context.ts'
import type { Outcome, TapTrace } from './trace.ts'

/** Why the taps of an entry are missing. */
export interface Degraded {
  /** `does-not-fit`: it was set up in the end, and its taps do not fit into the plan or with its `onFailure` */
  readonly reason: 'setup-failed' | 'setup-timed-out' | 'does-not-fit'
  /** The outage in a word, like `ECONNREFUSED` */
  readonly outage?: string
  /** ms since the Unix epoch; absent when its set-up is not tried again */
  readonly nextTryAt?: number
}

/** What taps of one entry share. */
export interface TapEntry {
  readonly name: string
  readonly plugin: string
  readonly onFailure:
    | 'skip'
    | { readonly patch: z.output<typeof patchSchema> }
    | { readonly reject: string | Readonly<Record<string, string>> }
  /** Of each of its taps; `undefined`: they are never skipped for failing */
  readonly breaker: BreakerLimits | undefined
  readonly log: Logger
  /** Counted over the life of the host */
  readonly counts: { failures: number; late: number; skipped: number; detached: number }
  /** Present until its set-up has ended well */
  degraded: Degraded | undefined
}

/** An entry that no config has: what the app or an override says in a call. */
export function ownEntry(name: string, log: Logger): TapEntry {
  return {
    name,
    plugin: name,
    onFailure: 'skip',
    breaker: undefined,
    log: redactingLogger(log, { entry: name }),
    counts: { failures: 0, late: 0, skipped: 0, detached: 0 },
    degraded: undefined,
  }
}

/** A plugin's function on a hook, with its budget. */
export interface Tap {
  readonly entry: TapEntry
  readonly hook: HookName
  readonly budgetMs: number
  /** Place among the taps of its hook */
  readonly order: number
  readonly breaker: Breaker | undefined
  readonly outputs: OutputMemory
  readonly fn: (context: TapContext) => unknown
}

/**
 * Takes what a tap returned: checks it, keeps it in the exchange.
 *
 * @throws whatever makes the value invalid
 */
export type Accept = (value: unknown, run: TapRun, exchange: Exchange) => 'used' | 'rejected'

/** How a tap's promise ended, or that it did not. */
export type Settled =
  | { readonly value: unknown }
  | { readonly error: unknown }
  | typeof timedOut
  | typeof noTime
  | typeof breakerOpen
  | typeof notSetUp

export const timedOut = { kind: 'timed-out' } as const
export const noTime = { kind: 'no-time' } as const
export const breakerOpen = { kind: 'breaker-open' } as const
export const notSetUp = { kind: 'not-set-up' } as const

/** A tap holds the thread when a stretch of its code is longer than this. */
const holdsThreadMs = 100

/** One run of a tap in one exchange. */
export class TapRun implements Holder {
  readonly owner: Owner
  readonly hook: HookName
  readonly order: number
  readonly budgetMs: number
  readonly notes: string[] = []
  readonly context: TapContext
  onFailure: 'patch' | 'reject' | undefined
  reason: string | undefined
  #breaker: BreakerState | undefined
  readonly #tap: Tap
  readonly #exchange: Exchange
  readonly #startedAt = performance.now()
  /** What taps had held the thread by then, and what this one has held it since */
  #heldBefore = heldSoFar()
  /** Until when it is waited for, where a timer was late; ms as `performance.now()` counts */
  #extendedTo = 0
  #syncMs = 0
  #endedAt: number | undefined
  #lateAt: number | undefined
  #outcome: Outcome = 'skipped'
  #error: TapTrace['error']
  #aborter: AbortController | undefined

  constructor(tap: Tap, exchange: Exchange) {
    this.#tap = tap
    this.#exchange = exchange
    this.hook = tap.hook
    this.order = tap.order
    this.owner = { entry: tap.entry.name, run: exchange.runs.length }
    // what happens after the response is off the clock
    this.budgetMs = tap.hook === 'observe' ? tap.budgetMs : Math.min(tap.budgetMs, exchange.remainingMs())
    this.context = new RunContext(this, exchange)
    exchange.runs.push(this)
  }

  get entry(): TapEntry {
    return this.#tap.entry
  }

  get outputs(): OutputMemory {
    return this.#tap.outputs
  }

  get isOpen(): boolean {
    return this.#endedAt === undefined
  }

  /** It should have said something and could not: what `onFailure` is for. */
  get hasFailed(): boolean {
    return this.#failure !== undefined || this.#outcome === 'skipped'
  }

  get isUnchanged(): boolean {
    return this.#outcome === 'unchanged'
  }

  get signal(): AbortSignal {
    this.#aborter ??= new AbortController()
    if (this.#outcome === 'timed-out') this.#aborter.abort()
    return this.#aborter.signal
  }

  /** Asks the breaker, once and before the run begins. */
  isAdmitted(): boolean {
    const { breaker } = this.#tap
    if (breaker === undefined) return true
    const isAdmitted = this.#exchange.isRehearsal ? breaker.wouldAdmit() : breaker.admit(this)
    this.#breaker = breaker.state
    return isAdmitted
  }

  /** Time in which other taps held the thread does not count. */
  remainingMs(): number {
    const dueAt = this.#startedAt + this.budgetMs + heldSoFar() - this.#heldBefore
    const leftMs = Math.max(0, Math.max(dueAt, this.#extendedTo) - performance.now())
    return this.hook === 'observe' ? leftMs : Math.min(leftMs, this.#exchange.remainingMs())
  }

  /** Gives back, once, what it lost to code that nobody measures, at most its budget. */
  extend(lateMs: number): void {
    if (this.#extendedTo === 0) this.#extendedTo = performance.now() + Math.min(lateMs, this.budgetMs)
  }

  leaveThread(): void {
    this.held(performance.now() - this.#startedAt)
  }

  held(ms: number): void {
    this.#syncMs += ms
    // its own time counts
    this.#heldBefore += addHold(ms)
    if (ms <= holdsThreadMs) return
    if (!this.notes.includes('held-the-thread')) this.notes.push('held-the-thread')
    this.entry.log.warn({ ...this.#place, heldMs: Math.round(ms) }, 'a tap held the thread')
  }

  end(settled: Settled, accept: Accept): void {
    if (settled === noTime || settled === breakerOpen || settled === notSetUp) this.#skip(settled.kind)
    else if (settled === timedOut) this.#fail('timed-out', 'PREANSWER_TAP_TIMED_OUT')
    else if ('error' in settled) this.#failWith(settled.error)
    else this.#accept((settled as { value: unknown }).value, accept)
    this.#endedAt = performance.now()
    if (this.#failure !== undefined) this.#count('failures')
    if (!this.#exchange.isRehearsal) this.#settleBreaker()
    if (this.#outcome === 'timed-out') this.#aborter?.abort()
  }

  countLate(): void {
    this.#lateAt = performance.now()
    this.#count('late')
    this.entry.log.debug({ exchange: this.#exchange.id, ...this.#place }, 'an answer came after its budget')
  }

  trace(exchangeStartedAt: number): Omit<TapTrace, 'set' | 'lost'> {
    return {
      entry: this.entry.name,
      hook: this.hook,
      startMs: round(this.#startedAt - exchangeStartedAt),
      durationMs: round((this.#endedAt ?? performance.now()) - this.#startedAt),
      syncMs: round(this.#syncMs),
      budgetMs: round(this.budgetMs),
      outcome: this.#outcome,
      ...(this.reason === undefined ? {} : { reason: this.reason }),
      ...(this.#breaker === undefined ? {} : { breaker: this.#breaker }),
      ...(this.#error === undefined ? {} : { error: this.#error }),
      ...(this.onFailure === undefined ? {} : { onFailure: this.onFailure }),
      ...(this.#lateAt === undefined ? {} : { lateMs: round(this.#lateAt - this.#startedAt) }),
      notes: [...this.notes],
    }
  }

  get #failure(): Failure | undefined {
    const outcome = this.#outcome
    return outcome === 'failed' || outcome === 'timed-out' || outcome === 'invalid' ? outcome : undefined
  }

  #skip(reason: string): void {
    this.reason = reason
    this.#count('skipped')
  }

  #count(what: 'failures' | 'late' | 'skipped'): void {
    if (!this.#exchange.isRehearsal) this.entry.counts[what] += 1
  }

  /** What a line of the log says about where it happened. */
  get #place() {
    return { line: this.#exchange.setting.line.name, hook: this.hook }
  }

  #settleBreaker(): void {
    const { breaker } = this.#tap
    const change = breaker?.settle(this, this.#failure)
    if (change === undefined) return
    if (change === 'closed') this.entry.log.info(this.#place, 'a tap answers again')
    else {
      this.#breaker = breaker?.state
      this.entry.log.warn(
        { ...this.#place, reason: this.#outcome, coolDownMs: this.entry.breaker?.coolDownMs },
        'a breaker opened: the tap is skipped for a while',
      )
    }
  }

  #accept(value: unknown, accept: Accept): void {
    if (value === undefined || value === null) {
      this.#outcome = 'unchanged'
      return
    }
    try {
      this.#outcome = accept(value, this, this.#exchange)
    } catch (error) {
      this.reason = invalidReason(error)
      this.#fail('invalid', 'PREANSWER_TAP_OUTPUT_INVALID', error)
    }
  }

  #failWith(error: unknown): void {
    const code = isPreanswerError(error) ? error.code : undefined
    if (code === 'PREANSWER_WORKER_CRASHED' || code === 'PREANSWER_WORKER_GIVEN_UP') {
      this.reason = code === 'PREANSWER_WORKER_CRASHED' ? 'crashed' : 'given-up'
      this.#fail('failed', code)
    } else this.#fail('failed', 'PREANSWER_TAP_FAILED', error)
  }

  #fail(outcome: Outcome, code: ErrorCode, cause?: unknown): void {
    this.#outcome = outcome
    const described = cause === undefined ? undefined : describeError(cause)
    this.#error = described === undefined ? { code } : { code, name: described.name, at: described.frames.slice(0, 3) }
    const { id, isRehearsal } = this.#exchange
    const where = isPreanswerError(cause) ? { paths: pathsOf(cause.issues) } : {}
    const fields = { exchange: id, ...this.#place, outcome, ...where, ...this.#error }
    this.entry.log.warn(isRehearsal ? { ...fields, rehearsal: true } : fields, 'a tap failed')
  }
}

function invalidReason(error: unknown): string {
  if (error instanceof NotPlainError) return 'not-plain-data'
  return isPreanswerError(error) ? 'schema' : 'unreadable'
}

function pathsOf(issues: readonly Issue[]): string[] {
  // a record's keys may be anything; the names of our own fields are safe to log
  return issues.slice(0, 5).map(({ path }) => path.slice(0, 2).map(String).filter(isFieldName).join('.'))
}

function isFieldName(key: string): boolean {
  return /^[A-Za-z]{1,40}$/.test(key)
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000
}
