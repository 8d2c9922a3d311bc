import type { Dropped, HookName, Outcome, PlannedHook, ResponseKind, TapTrace, Verification } from '@preanswer/core'

/** What the page gets of the host, as JSON. Types only: the server makes it, the page shows it. */

/** A call in the list. Holds nothing that tells who rang. */
export interface CallSummary {
  readonly id: string
  /** ms since the Unix epoch */
  readonly at: number
  /** `refused`: it got no exchange */
  readonly kind: ResponseKind | 'refused'
  /** Name of the event; absent where it was refused */
  readonly event?: string
  readonly line?: string
  /** Masked: `+31•••••••78`, or `withheld` */
  readonly caller?: string
  /** Of a rejection; of a refusal its code */
  readonly reason?: string
  readonly durationMs?: number
  /** What it might have taken */
  readonly allowedMs?: number
  /** One a plugin, in config order: the worst that its taps came to */
  readonly plugins: readonly PluginMark[]
}

export interface PluginMark {
  readonly entry: string
  readonly outcome: Outcome
}

/** All that is known of one call, but the request. */
export interface CallDetail {
  readonly summary: CallSummary
  /** The decision in one sentence */
  readonly decision: string
  /** What the caller hears first: the greeting or the rejection */
  readonly spoken?: string
  readonly dialect?: string
  /** ms that were left before the deadline */
  readonly remainingMs?: number
  readonly taps: readonly TapTrace[]
  readonly facts: readonly Field[]
  /** The response, field by field, in neutral words */
  readonly fields: readonly Field[]
  readonly dropped: readonly Dropped[]
  /** What each tap changed, in the order in which it was laid */
  readonly history: readonly HistoryStep[]
  /** The body that the platform got, parsed */
  readonly response?: unknown
  readonly verification?: Verification
  readonly refusal?: { readonly status: number; readonly message: string; readonly hint: string }
}

export interface Field {
  readonly path: string
  readonly value: unknown
  /** The entry that set it; `snapshot`, `fallback` and `host` are the config's own */
  readonly owner: string
  /** Entries that had set it, too, and lost */
  readonly overrode: readonly string[]
}

export interface HistoryStep {
  readonly entry: string
  readonly hook: HookName
  readonly changes: readonly Change[]
  /** The text of a rejection */
  readonly rejection?: string
}

export interface Change {
  readonly path: string
  /** Absent where it was added */
  readonly before?: unknown
  /** Absent where it was taken away */
  readonly after?: unknown
}

/** What came in. Full of personal data: asked for only when somebody wants to see it. */
export interface RequestView {
  /** Without those that prove who sent it */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly curl: string
  /** Absent where the body names no call */
  readonly simulate?: string
}

/** A call to be tried: of two numbers, or a whole body. */
export type Question = {
  /** ISO 8601 without an offset, in the time zone of the line; now where absent */
  readonly at?: string
} & (
  | { readonly from: string; readonly to: string; readonly dialect: 'legacy' | 'camel' | 'snake' }
  | { readonly body: string }
)

export interface Answer {
  readonly call: CallDetail
  readonly request: RequestView
}

/** The host as it is now. */
export interface HostView {
  readonly version: string
  readonly status: 'ready' | 'closing' | 'closed'
  /** ms since the Unix epoch */
  readonly startedAt: number
  readonly webhookPath: string
  readonly counts: readonly { readonly name: string; readonly count: number }[]
  /** The first few hundred */
  readonly lines: readonly LineView[]
  readonly lineCount: number
  readonly plugins: readonly PluginView[]
  readonly plan: {
    readonly hooks: readonly PlannedHook[]
    readonly neededMs: number
    readonly availableMs: number
  }
}

export interface LineView {
  readonly name: string
  readonly numbers: readonly string[]
  readonly status: 'ready' | 'fallback'
  readonly reason?: string
  /** IANA */
  readonly timeZone: string
}

/** A plugin in the config, and how it did in the calls that are remembered. */
export interface PluginView {
  readonly entry: string
  readonly plugin: string
  /** Whose it is; the default line's are shared */
  readonly line: string
  /** What it was given, secrets hidden */
  readonly options: unknown
  readonly hooks: readonly HookName[]
  /** What of it does not work now; absent where all does */
  readonly trouble?: string
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>
  /** ms; absent where it has not run */
  readonly medianMs?: number
  readonly p95Ms?: number
  readonly late: number
  readonly detached: number
}

/** What a caller would get at a time. */
export interface WeekAnswer {
  /** ms since the Unix epoch */
  readonly at: number
  readonly kind: ResponseKind
  readonly rejectedBy?: string
  readonly reason?: string
  /** What the caller hears first */
  readonly spoken?: string
  readonly language?: string
  readonly model?: string
  readonly notes: readonly string[]
}

/** What a caller would get at the beginning of an hour, and what changes within it. */
export interface WeekHour extends WeekAnswer {
  /** What the clock shows, 0 to 23 */
  readonly hour: number
  readonly changes: readonly WeekAnswer[]
}

export interface WeekDay {
  /** `2026-12-24` */
  readonly date: string
  /** What makes it special: a holiday, a change of the clocks */
  readonly remarks: readonly string[]
  /** 24; 23 or 25 where the clocks change */
  readonly hours: readonly WeekHour[]
}

/** What a caller would get over a week, by the clock of the line. */
export interface WeekView {
  /** `2026-W52` */
  readonly week: string
  readonly line: string
  readonly timeZone: string
  readonly days: readonly WeekDay[]
}
