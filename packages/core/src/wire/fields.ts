import { type Call, parseNumber } from '../call.ts'
import type { ToolCall } from '../event.ts'
import { isRecord, isShallowerThan } from '../plain.ts'

type Fields = Readonly<Record<string, unknown>>

/** The object at a key; an empty one when there is none. */
export function recordAt(parent: unknown, key: string): Fields {
  const value = isRecord(parent) ? parent[key] : undefined
  return isRecord(value) ? value : {}
}

/** The string at a key, not empty and of a sane length. */
export function stringAt(parent: unknown, key: string, maximum = 10_000): string | undefined {
  const value = isRecord(parent) ? parent[key] : undefined
  return typeof value === 'string' && value !== '' && value.length <= maximum ? value : undefined
}

export function numberAt(parent: unknown, key: string): number | undefined {
  const value = isRecord(parent) ? parent[key] : undefined
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

/** Without the keys that have no value, so that absent and undefined are one thing. */
export function present<T extends object>(fields: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } & T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never
}

/**
 * The dialed number as it was sent: all that may be read of a body before it is trusted. Every dialect decodes the same
 * one, so that a webhook is never trusted as one line's and answered as another's.
 */
export function peekDialedNumber(body: unknown): unknown {
  if (!isRecord(body)) return undefined
  const { message, toAssistant } = body
  return recordAt(message, 'phone_number').number ?? recordAt(message, 'phoneNumber').number ?? toAssistant
}

/** A call from what every dialect has in some place. */
export function toCall(
  parts: { id?: string | undefined; kind: Call['kind']; caller: unknown; dialedNumber: unknown },
  receivedAt: number,
): Call {
  return present({
    id: parts.id,
    kind: parts.kind,
    caller: parseNumber(parts.caller),
    dialedNumber: parseNumber(parts.dialedNumber),
    receivedAt,
  }) as Call
}

/** Arguments of a tool call: an object, or one in a JSON string as OpenAI writes it; as flat as a body has to be. */
export function toolArguments(value: unknown): ToolCall['arguments'] {
  if (isRecord(value)) return value
  if (typeof value !== 'string') return {}
  try {
    const parsed: unknown = JSON.parse(value)
    return isRecord(parsed) && isShallowerThan(parsed, 64) ? parsed : {}
  } catch {
    return {}
  }
}

/** `status-updates` stands on one page of the documentation; the event is the same. */
export function eventName(type: string): string {
  return type === 'status-updates' ? 'status-update' : type
}
