import type { Call } from '../call.ts'
import type { Draft, LlmPatch, Snapshot, Tool } from '../draft.ts'
import type { WebhookEvent } from '../event.ts'
import { isRecord } from '../plain.ts'
import type { Dropped } from '../trace.ts'
import { addNative, decodeBlock, decodeMessages, encodeBlock, encodeMessages, spellEndedReason } from './blocks.ts'
import { type Dialect, type DialectName, type Encoded, flireoLimitsMs } from './dialect.ts'
import { eventName, numberAt, peekDialedNumber, present, recordAt, stringAt, toCall, toolArguments } from './fields.ts'
import { type Names, rename, unrename } from './names.ts'
import { decodeTool, encodeTool, type ToolSpelling } from './tools.ts'

/** What the two modern dialects spell differently: both send `{ message: { type, call, … } }`. */
export interface Spelling {
  readonly name: DialectName
  /** Whether the response can name a saved assistant and lay an override upon it */
  readonly carriesAssistantId: boolean
  readonly request: {
    readonly toolCallList: string
    readonly durationSeconds: string
    readonly recordingUrl: string
    readonly startedAt: string
    readonly endedAt: string
    readonly endReason: string
    readonly toolCallId: string
    readonly callKinds: ReadonlyMap<string, Call['kind']>
  }
  /** Top level of the response */
  readonly maxDurationSeconds: string
  /** The blocks, and the fields beside them */
  readonly blocks: {
    readonly llm: readonly [string, Names]
    readonly stt: readonly [string, Names]
    readonly tts: readonly [string, Names]
    readonly analysisPlan: readonly [string, Names]
    readonly speech: readonly [string, Names]
  }
  readonly scalars: Names
  readonly tools: ToolSpelling
  /** How the platform writes the placeholder that we write `{{endedReason}}` */
  readonly endedReason: string
}

/** Makes a dialect out of a spelling. */
export function modernDialect(spelling: Spelling): Dialect {
  return {
    name: spelling.name,
    hasSavedAssistants: true,
    carriesAssistantId: spelling.carriesAssistantId,
    documentsRejections: true,
    maximumKeyterms: 100,
    limitMs: (event) => (event === 'tool-calls' ? flireoLimitsMs.tools : flireoLimitsMs.answer),
    decode: (body, receivedAt) => decodeMessage(body, receivedAt, spelling),
    encode: (draft) => encodeDraft(draft, spelling),
    encodeRejection: (text) => ({ error: text }),
    encodeToolResults: (results) => ({
      results: results.map(({ id, result }) => ({ [spelling.request.toolCallId]: id, result })),
    }),
    decodeAssistant: (saved) => decodeAssistant(saved, spelling),
  }
}

function decodeMessage(
  body: Readonly<Record<string, unknown>>,
  receivedAt: number,
  { request }: Spelling,
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

function encodeDraft(draft: Draft, spelling: Spelling): Encoded {
  const dropped: Dropped[] = []
  const { name, blocks, scalars } = spelling
  const { firstMessage, llm, stt, tts, analysisPlan, speech, ...others } = draft
  const assistant = rename({ firstMessage }, scalars)
  const write = (key: keyof Spelling['blocks'], block: object) => {
    assistant[blocks[key][0]] = encodeBlock(block, blocks[key][1], key, name, dropped)
  }
  if (llm !== undefined) write('llm', llmFields(llm, spelling))
  if (stt !== undefined) write('stt', stt)
  if (tts) write('tts', tts)
  if (analysisPlan !== undefined) write('analysisPlan', spellEndedReason(analysisPlan, spelling.endedReason))
  if (speech !== undefined) write('speech', speech)
  Object.assign(assistant, rename(others, scalars))
  addNative(assistant, draft.native, 'native', name, dropped)

  const body: Record<string, unknown> = {}
  const isHybrid = draft.assistantId !== undefined && spelling.carriesAssistantId
  if (isHybrid) body.assistant_id = draft.assistantId
  if (Object.keys(assistant).length > 0) body[isHybrid ? 'assistant_override' : 'assistant'] = assistant
  if (draft.maxDurationSeconds !== undefined) body[spelling.maxDurationSeconds] = draft.maxDurationSeconds
  return { body, dropped }
}

function llmFields({ prompt, messages, maxTokens, ...llm }: LlmPatch, spelling: Spelling): object {
  return {
    ...llm,
    messages: encodeMessages(prompt, messages),
    tools: llm.tools?.map((tool) => encodeTool(tool as Tool, spelling.tools)),
    // one wish, two keys on this platform, by provider
    [llm.provider === 'google_realtime' ? 'maxOutputTokens' : 'maxTokens']: maxTokens,
  }
}

function decodeAssistant(
  saved: Readonly<Record<string, unknown>>,
  spelling: Spelling,
): { snapshot: Snapshot; ignored: string[] } {
  const blocks = Object.entries(spelling.blocks)
  const top = { ...spelling.scalars, maxDurationSeconds: spelling.maxDurationSeconds }
  const { fields, rest } = unrename(saved, {
    ...top,
    ...Object.fromEntries(blocks.map(([key, [name]]) => [key, name])),
  })
  const snapshot: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(fields)) {
    const names = spelling.blocks[key as keyof Spelling['blocks']]?.[1]
    if (names !== undefined && isRecord(value)) snapshot[key] = decodeBlock(value, names, spelling.name)
    // null says no more than absence, but for the voice: a realtime model needs none
    else if (value !== null || key === 'tts') snapshot[key] = value
  }
  if (isRecord(snapshot.llm)) snapshot.llm = decodeLlm(snapshot.llm, spelling)
  return { snapshot: snapshot as Snapshot, ignored: Object.keys(rest) }
}

function decodeLlm({ messages, tools, maxOutputTokens, ...llm }: Record<string, unknown>, spelling: Spelling): object {
  return present({
    ...llm,
    maxTokens: llm.maxTokens ?? maxOutputTokens,
    ...decodeMessages(messages),
    tools: Array.isArray(tools) ? tools.map((tool) => decodeTool(tool, spelling.tools)) : undefined,
  })
}
