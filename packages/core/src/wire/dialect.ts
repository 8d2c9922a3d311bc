import type { Draft, Snapshot } from '../draft.ts'
import type { EventName, WebhookEvent } from '../event.ts'
import type { Dropped } from '../trace.ts'

export type DialectName = 'legacy' | 'camel' | 'snake'

/** A response body, and what of the draft has no place in it. */
export interface Encoded {
  readonly body: Readonly<Record<string, unknown>>
  readonly dropped: readonly Dropped[]
}

/** One platform's shape of webhook and response. A plugin never notices which. */
export interface Dialect {
  readonly name: DialectName
  /** Whether the platform may have an assistant of its own for a line; where not, a response is always a whole one */
  readonly hasSavedAssistants: boolean
  /** Whether a response can name a saved assistant */
  readonly carriesAssistantId: boolean
  /** Whether its documentation knows rejections */
  readonly documentsRejections: boolean
  /** Longest keyterm list */
  readonly maximumKeyterms: number
  /** ms that the platform waits for a response to this event */
  limitMs(event: EventName): number
  /** Reads a body that was told to be of this dialect. Whatever is odd counts as absent */
  decode(body: Readonly<Record<string, unknown>>, receivedAt: number): WebhookEvent
  /** An `assistant-request` answered with what is in the draft */
  encode(draft: Draft): Encoded
  encodeRejection(text: string): Readonly<Record<string, unknown>>
  /** One result for each tool call */
  encodeToolResults(
    results: readonly { readonly id: string; readonly result: string }[],
  ): Readonly<Record<string, unknown>>
  /** Reads a saved assistant as the platform's REST interface gives it */
  decodeAssistant(saved: Readonly<Record<string, unknown>>): { snapshot: Snapshot; ignored: string[] }
}

/** The dialects that Flireo has spoken wait 5 s for an assistant and, but for the first, 10 s for a tool. */
export const flireoLimitsMs = { answer: 5_000, tools: 10_000 } as const
