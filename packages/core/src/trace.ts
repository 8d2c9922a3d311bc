import type { BreakerState } from './breaker.ts'
import type { ErrorCode } from './errors.ts'
import type { HookName } from './hook-table.ts'

/**
 * How a tap ended:
 * - `used`: what it returned was taken
 * - `unchanged`: it returned nothing
 * - `rejected`: it refused the call
 * - `timed-out`: it spent its budget
 * - `failed`: it threw
 * - `invalid`: it returned something that cannot be taken
 * - `skipped`: it did not run; `reason` says why
 */
export type Outcome = 'used' | 'unchanged' | 'rejected' | 'timed-out' | 'failed' | 'invalid' | 'skipped'

/** What one tap did in one exchange. Holds paths, never values. */
export interface TapTrace {
  /** Name of the entry that the tap belongs to */
  readonly entry: string
  readonly hook: HookName
  /** ms after the webhook arrived */
  readonly startMs: number
  readonly durationMs: number
  /** ms in which the tap held the thread: to its first `await`, and with `blame: 'full'` in all that followed */
  readonly syncMs: number
  /** What the tap was given: its budget, or what remained before the deadline */
  readonly budgetMs: number
  readonly outcome: Outcome
  /** A kebab-case word: why it was skipped (`no-time`, `breaker-open`, `not-set-up`), rejected, or found invalid */
  readonly reason?: string
  /** Present when its breaker was open, was opened by this run, or let this one run try again */
  readonly breaker?: BreakerState
  readonly error?: { readonly code: ErrorCode; readonly name?: string; readonly at?: readonly string[] }
  /** What `onFailure` did instead */
  readonly onFailure?: 'patch' | 'reject'
  /** ms after its start at which it answered all the same; absent unless that has come, and came after its budget */
  readonly lateMs?: number
  /** Remarks of the plugin, in kebab-case */
  readonly notes: readonly string[]
  /** Paths of the response or the facts that it set and that stood to the end */
  readonly set: readonly string[]
  /** Paths that it set and lost, and the entry that overrode them */
  readonly lost: readonly { readonly path: string; readonly to: string }[]
}

/** Something that a plugin or the config asked for and that was not sent. */
export interface Dropped {
  readonly path: string
  readonly reason:
    | 'incomplete-block'
    | 'invalid-block'
    | 'invalid-field'
    | 'not-in-dialect'
    | 'realtime-assistant'
    | 'over-limit'
    | 'schema-conflict'
    | 'unknown-variable'
    | 'already-set'
  readonly entry?: string
}

/** What kind of response went out. `acknowledged`, `tool-results` and `forwarded` answer the other events. */
export type ResponseKind =
  | 'default'
  | 'assistant'
  | 'rejection'
  | 'fallback'
  | 'acknowledged'
  | 'tool-results'
  | 'forwarded'

/** The record of one exchange: how each tap ended, and who set each field of the response. */
export interface Trace {
  /** Ours, random; the platform's id of the call may hold a number */
  readonly id: string
  readonly event: string
  readonly dialect: string
  readonly line: string
  /** ms since the Unix epoch */
  readonly receivedAt: number
  readonly deadline: {
    /** What the platform allows */
    readonly limitMs: number
    readonly marginMs: number
    /** What was left when the response was ready */
    readonly remainingMs: number
  }
  readonly durationMs: number
  /** Each fact and the entry that found it */
  readonly facts: Readonly<Record<string, string>>
  readonly taps: readonly TapTrace[]
  readonly response: {
    readonly kind: ResponseKind
    /** Each path of the response and the entry that set it; `snapshot`, `fallback` and `host` are the config's own */
    readonly owners: Readonly<Record<string, string>>
    readonly overridden: readonly { readonly path: string; readonly entry: string; readonly by: string }[]
    readonly dropped: readonly Dropped[]
    /** The entry whose rejection was spoken */
    readonly rejectedBy?: string
    readonly reason?: string
  }
}
