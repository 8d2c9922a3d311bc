import type { Call } from '../call.ts'
import type { WebhookEvent } from '../event.ts'
import { isRecord } from '../plain.ts'
import { eventName, numberAt, peekDialedNumber, present, recordAt, stringAt, toCall, toolArguments } from './fields.ts'

/** What the two modern dialects spell differently in `{ message: { type, call, … } }`. */
export interface RequestSpelling {
  readonly toolCallList: string
  readonly durationSeconds: string
  readonly recordingUrl: string
  readonly startedAt: string
  readonly endedAt: string
  readonly endReason: string
  readonly callKinds: ReadonlyMap<string, Call['kind']>
}

/** Reads a webhook of a modern dialect. */
export function decodeRequest(
  body: Readonly<Record<string, unknown>>,
  receivedAt: number,
  request: RequestSpelling,
): WebhookEvent {
  const message = recordAt(body, 'message')
  const wireCall = recordAt(message, 'call')
  const wireKind = stringAt(wireCall, 'type', 100) ?? ''
  const call = toCall(
    {
      id: stringAt(wireCall, 'id', 500),
      kind: request.callKinds.get(wireKind) ?? 'unknown',
      caller: recordAt(message, 'customer').number,
      dialedNumber: peekDialedNumber(body),
    },
    receivedAt,
  )
  const name = eventName(stringAt(message, 'type', 100) ?? '')
  switch (name) {
    case 'assistant-request':
      return { name, call }
    case 'tool-calls':
      return { name, call, toolCalls: decodeToolCalls(message[request.toolCallList]) }
    case 'status-update':
      return present({
        name,
        call,
        status: stringAt(wireCall, 'status', 100),
        error: stringAt(message, 'error'),
        endReason: stringAt(message, request.endReason, 200),
      }) as WebhookEvent
    case 'end-of-call-report':
      return present({
        name,
        call,
        durationSeconds: numberAt(message, request.durationSeconds),
        summary: stringAt(message, 'summary', 100_000),
        transcript: decodeTranscript(message.messages),
        analysis: isRecord(message.analysis) ? message.analysis : undefined,
        recordingUrl: stringAt(message, request.recordingUrl),
        startedAt: stringAt(message, request.startedAt, 100),
        endedAt: stringAt(message, request.endedAt, 100),
        endReason: stringAt(message, request.endReason, 200),
        metadata: isRecord(recordAt(message, 'assistant').metadata)
          ? recordAt(recordAt(message, 'assistant'), 'metadata')
          : undefined,
      }) as WebhookEvent
    default:
      return { name: 'unknown', call }
  }
}

function decodeToolCalls(list: unknown) {
  return (Array.isArray(list) ? list : []).flatMap((item: unknown) => {
    const id = stringAt(item, 'id', 500)
    const called = recordAt(item, 'function')
    return id === undefined
      ? []
      : [{ id, name: stringAt(called, 'name', 200) ?? '', arguments: toolArguments(called.arguments) }]
  })
}

function decodeTranscript(messages: unknown) {
  if (!Array.isArray(messages)) return undefined
  return messages.flatMap((item: unknown) => {
    const role = stringAt(item, 'role', 100)
    const content = stringAt(item, 'content', 100_000)
    return role === undefined || content === undefined ? [] : [{ role, content }]
  })
}
