import type { Call } from './call.ts'

/** One call of a tool that the model asked for. */
export interface ToolCall {
  readonly id: string
  readonly name: string
  readonly arguments: Readonly<Record<string, unknown>>
}

/**
 * A webhook in our words. Everything that a platform may leave out is optional; `unknown` keeps an event that no
 * documentation names.
 */
export type WebhookEvent =
  | { readonly name: 'assistant-request'; readonly call: Call }
  | { readonly name: 'tool-calls'; readonly call: Call; readonly toolCalls: readonly ToolCall[] }
  | {
      readonly name: 'status-update'
      readonly call: Call
      /** An open set: `in-progress`, `ended`, `ended-with-error`, … */
      readonly status?: string
      readonly error?: string
      readonly endReason?: string
    }
  | {
      readonly name: 'end-of-call-report'
      readonly call: Call
      readonly durationSeconds?: number
      readonly summary?: string
      readonly transcript?: readonly { readonly role: string; readonly content: string }[]
      readonly analysis?: Readonly<Record<string, unknown>>
      readonly recordingUrl?: string
      /** ISO 8601 */
      readonly startedAt?: string
      readonly endedAt?: string
      readonly endReason?: string
      readonly metadata?: Readonly<Record<string, unknown>>
    }
  | { readonly name: 'unknown'; readonly call: Call }

export type EventName = WebhookEvent['name']
