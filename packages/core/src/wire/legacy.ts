import type { Draft, LlmPatch, Snapshot, Tool } from '../draft.ts'
import type { WebhookEvent } from '../event.ts'
import { isRecord } from '../plain.ts'
import type { Dropped } from '../trace.ts'
import {
  addNative,
  decodeBlock,
  decodeMessages,
  encodeBlock,
  encodeMessages,
  spellEndedReason,
  withoutNulls,
} from './blocks.ts'
import { type Dialect, type Encoded, flireoLimitsMs } from './dialect.ts'
import { eventName, numberAt, peekDialedNumber, present, recordAt, stringAt, toCall, toolArguments } from './fields.ts'
import { type Names, rename, sameNames } from './names.ts'
import { decodeTool, encodeTool, type ToolSpelling } from './tools.ts'

const tts: Names = sameNames(
  'provider',
  'voiceId',
  'model',
  'language',
  'speed',
  'stability',
  'similarityBoost',
  'style',
  'useSpeakerBoost',
)
const stt: Names = sameNames('provider', 'model', 'language', 'languages', 'keyterms')
const llm: Names = sameNames('provider', 'model', 'messages', 'tools', 'maxTokens', 'temperature', 'voice')
const analysisPlan: Names = {
  structuredData: ['structuredDataPlan', sameNames('enabled', 'schema', 'messages')],
  minMessages: 'minMessagesThreshold',
}
const scalars: Names = sameNames('voicemailMessage', 'maxDurationSeconds', 'silenceTimeoutSeconds')

const tools: ToolSpelling = {
  transfer: sameNames('destinations'),
  mcp: { serverId: 'mcpServerId', allowedTools: 'allowedTools', required: 'required' },
  endCallType: 'endCall',
  transferCallType: 'transferCall',
}

/** What the platform keeps about a saved assistant and does not take in a response. */
const recordKeys = ['id', 'orgId', 'createdAt', 'updatedAt', 'name', 'isServerUrlSecretSet']

/** Of our fields, those that the dialect has no key for. */
const unknownFields = [
  'assistantId',
  'speech',
  'autonomousSilenceHandling',
  'voicemailDetection',
  'webhookUrl',
  'webhookSecret',
  'webhookEvents',
  'metadata',
] as const

/**
 * The first generation of Flireo: flat requests, responses in Vapi's vocabulary. It has no saved assistants: a response is
 * always a whole one.
 *
 * @see https://doc.flireo.nl/assistant-request-event-1424589m0
 */
export const legacy: Dialect = {
  name: 'legacy',
  hasSavedAssistants: false,
  carriesAssistantId: false,
  documentsRejections: false,
  maximumKeyterms: 100,
  limitMs: () => flireoLimitsMs.answer,
  decode,
  encode,
  encodeRejection: (text) => ({ error: text }),
  encodeToolResults: (results) => ({ results: results.map(({ id, result }) => ({ toolCallId: id, result })) }),
  decodeAssistant: decodeLegacyAssistant,
}

function decode(body: Readonly<Record<string, unknown>>, receivedAt: number): WebhookEvent {
  const id = stringAt(body, 'callId', 500) ?? stringAt(body, 'callSession', 500) ?? stringAt(body, 'call_id', 500)
  const call = toCall(
    { id, kind: 'unknown', caller: body.fromCaller, dialedNumber: peekDialedNumber(body) },
    receivedAt,
  )
  const name = eventName(stringAt(body, 'eventType', 100) ?? '')
  switch (name) {
    case 'assistant-request':
      return { name, call }
    case 'tool-calls':
      return { name, call, toolCalls: decodeTasks(body.tasksInitiated) }
    case 'status-update':
      return present({
        name,
        call,
        status: stringAt(body, 'status', 100),
        error: stringAt(body, 'debugging-artifact'),
      }) as WebhookEvent
    case 'end-of-call-report':
      return present({
        name,
        call,
        durationSeconds: numberAt(body, 'callLengthSeconds'),
        summary: stringAt(body, 'summaryText', 100_000),
        transcript: decodeTranscript(stringAt(body, 'transcriptText', 250_000)),
        recordingUrl: stringAt(recordAt(body, 'recordings'), 'linkStereo'),
      }) as WebhookEvent
    default:
      return { name: 'unknown', call }
  }
}

function decodeTasks(list: unknown) {
  return (Array.isArray(list) ? list : []).flatMap((task: unknown) => {
    const id = stringAt(task, 'taskId', 500)
    const payload = isRecord(task) ? task.taskPayload : undefined
    return id === undefined
      ? []
      : [{ id, name: stringAt(task, 'taskName', 200) ?? '', arguments: toolArguments(payload) }]
  })
}

/** One string; a turn begins with `AI:` or, in Dutch, `Gebruiker:`. Any other line goes on with the turn before it. */
function decodeTranscript(text: string | undefined) {
  const turns: { role: string; content: string }[] = []
  for (const line of text?.split(/\r?\n/) ?? []) {
    const [, speaker, said] = /^(AI|Gebruiker|User):\s*(.*)$/.exec(line) ?? []
    const last = turns.at(-1)
    if (said !== undefined) turns.push({ role: speaker === 'AI' ? 'assistant' : 'user', content: said })
    else if (line.trim() === '') continue
    else if (last === undefined) turns.push({ role: 'user', content: line })
    else last.content += `\n${line}`
  }
  return text === undefined ? undefined : turns
}

function encode(draft: Draft): Encoded {
  const dropped: Dropped[] = unknownFields
    .filter((key) => draft[key] !== undefined)
    .map((key) => ({ path: key, reason: 'not-in-dialect' }))
  const write = (block: object | undefined | null, names: Names, path: string) =>
    block ? encodeBlock(block, names, path, 'legacy', dropped) : undefined
  const plan = draft.analysisPlan && spellEndedReason(draft.analysisPlan, '{{endedReason}}')
  const assistant: Record<string, unknown> = present({
    firstMessage: draft.firstMessage,
    model: write(draft.llm && llmFields(draft.llm), llm, 'llm'),
    transcriber: write(draft.stt, stt, 'stt'),
    voice: write(draft.tts && { ...draft.tts, provider: providerOut(draft.tts.provider) }, tts, 'tts'),
    analysisPlan: write(plan, analysisPlan, 'analysisPlan'),
    ...rename(draft, scalars),
  })
  addNative(assistant, draft.native, 'native', 'legacy', dropped)
  return { body: Object.keys(assistant).length === 0 ? {} : { assistant }, dropped }
}

function llmFields({ prompt, messages, ...fields }: LlmPatch): object {
  return {
    ...fields,
    messages: encodeMessages(prompt, messages),
    tools: fields.tools?.map((tool) => encodeTool(tool as Tool, tools)),
  }
}

/** Vapi's id of a provider that later generations name in full. */
function providerOut(provider: string | undefined): string | undefined {
  return provider === 'elevenlabs' ? '11labs' : provider
}

function decodeLegacyAssistant(saved: Readonly<Record<string, unknown>>): { snapshot: Snapshot; ignored: string[] } {
  const {
    firstMessage,
    model,
    transcriber,
    voice,
    analysisPlan: plan,
    voicemailMessage,
    maxDurationSeconds,
    ...rest
  } = withoutNulls(saved)
  const read = (value: unknown, names: Names) => (isRecord(value) ? decodeBlock(value, names, 'legacy') : undefined)
  const { messages, tools: wireTools, ...modelFields } = read(model, llm) ?? {}
  const voiceFields = read(voice, tts)
  const snapshot = present({
    firstMessage,
    llm:
      model === undefined
        ? undefined
        : present({
            ...modelFields,
            ...decodeMessages(messages),
            tools: Array.isArray(wireTools) ? wireTools.map((tool) => decodeTool(tool, tools)) : undefined,
          }),
    stt: read(transcriber, stt),
    tts: voiceFields?.provider === '11labs' ? { ...voiceFields, provider: 'elevenlabs' } : voiceFields,
    analysisPlan: read(plan, analysisPlan),
    voicemailMessage,
    maxDurationSeconds,
  })
  const ignored = Object.keys(rest).filter((key) => recordKeys.includes(key))
  // a whole assistant is sent each time, so nothing of it may be lost
  const kept = Object.fromEntries(Object.entries(rest).filter(([key]) => !recordKeys.includes(key)))
  const native = Object.keys(kept).length === 0 ? {} : { native: { legacy: kept } }
  return { snapshot: { ...snapshot, ...native } as Snapshot, ignored }
}
