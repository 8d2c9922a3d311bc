import type { Facts } from './call.ts'
import type { Draft, Patch } from './draft.ts'
import type { HookName } from './hook-table.ts'

/** What one tap handed in, after its check. */
export type HandedIn = {
  /** `host` and `app` are the config's own and the embedding app's */
  readonly entry: string
  readonly hook: HookName
  /** Index of the run in `Trace.taps`; absent for what no tap of this exchange said */
  readonly run?: number
} & (
  | { readonly facts: Facts }
  | { readonly patch: Patch }
  /** The text as it was spoken */
  | { readonly rejection: string }
)

/**
 * The values of one exchange, where its trace has paths. Full of personal data: for recorders, and for tools that show it
 * to the operator. Never to be logged.
 */
export interface ExchangeDetail {
  /** E.164; absent when withheld */
  readonly caller?: string
  /** E.164 */
  readonly dialedNumber?: string
  /** ms since the Unix epoch */
  readonly receivedAt: number
  readonly request: {
    /** Lower-case names; signatures and tokens among them */
    readonly headers: Readonly<Record<string, string | string[] | undefined>>
    /** The body exactly as it arrived */
    readonly body: string
  }
  readonly facts: Facts
  /** The response in neutral words; empty for an event that needs no decision */
  readonly draft: Draft
  /** The text spoken to a caller who is refused */
  readonly rejection?: string
  /** The body that the platform got, JSON */
  readonly response: string
  /** In the order in which they were laid: facts, then patches, then a rejection */
  readonly patches: readonly HandedIn[]
}
