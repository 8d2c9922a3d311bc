import type { Draft, Snapshot } from '../draft.ts'
import type { WebhookEvent } from '../event.ts'
import { isRecord } from '../plain.ts'
import type { Dropped } from '../trace.ts'
import { addNativeTop, decodeBlock, encodeBlock, spellEndedReason } from './blocks.ts'
import { type Dialect, type Encoded, flireoLimitsMs } from './dialect.ts'
import { eventName, numberAt, peekDialedNumber, present, recordAt, stringAt, toCall, toolArguments } from './fields.ts'
import { decodeLlm, encodeLlm } from './llm.ts'
import { type Names, rename, sameNames, unrename } from './names.ts'
import type { ToolSpelling } from './tools.ts'

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
const blockNames = { llm: 'model', stt: 'transcriber', tts: 'voice', analysisPlan: 'analysisPlan' }

const tools: ToolSpelling = {
  transfer: sameNames('destinations'),
  mcp: { serverId: 'mcpServerId', allowedTools: 'allowedTools', required: 'required' },
  endCallType: 'endCall',
  transferCallType: 'transferCall',
}

/** What the platform keeps about a saved assistant and does not take in a response. */
const recordKeys = ['id', 'orgId', 'createdAt', 'updatedAt', 'name', 'isServerUrlSecretSet', 'error']

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
    model: write(draft.llm && encodeLlm(draft.llm, tools, dropped), llm, 'llm'),
    transcriber: write(draft.stt, stt, 'stt'),
    voice: write(draft.tts && { ...draft.tts, provider: providerOut(draft.tts.provider) }, tts, 'tts'),
    analysisPlan: write(plan, analysisPlan, 'analysisPlan'),
    ...rename(draft, scalars),
  })
  addNativeTop(assistant, draft.native, Object.values(blockNames), 'legacy', dropped)
  return { body: Object.keys(assistant).length === 0 ? {} : { assistant }, dropped }
}

/** Vapi's id of a provider that later generations name in full. */
function providerOut(provider: string | undefined): string | undefined {
  return provider === 'elevenlabs' ? '11labs' : provider
}

function decodeLegacyAssistant(saved: Readonly<Record<string, unknown>>): { snapshot: Snapshot; ignored: string[] } {
  const { fields, rest } = unrename(saved, { firstMessage: 'firstMessage', ...scalars, ...blockNames })
  const { llm: model, stt: transcriber, tts: voice, analysisPlan: plan, ...others } = fields
  const read = (block: unknown, names: Names) => (isRecord(block) ? decodeBlock(block, names, 'legacy') : block)
  const voiceFields = read(voice ?? undefined, tts)
  // a whole assistant is sent each time, so nothing of it may be lost
  const kept = Object.entries(rest).filter(([key]) => !recordKeys.includes(key))
  const snapshot = present({
    ...others,
    llm: isRecord(model) ? decodeLlm(decodeBlock(model, llm, 'legacy'), tools) : model,
    stt: read(transcriber, stt),
    tts:
      isRecord(voiceFields) && voiceFields.provider === '11labs'
        ? { ...voiceFields, provider: 'elevenlabs' }
        : voiceFields,
    analysisPlan: read(plan, analysisPlan),
    native: kept.length === 0 ? undefined : { legacy: Object.fromEntries(kept) },
  })
  return { snapshot: snapshot as Snapshot, ignored: Object.keys(rest).filter((key) => recordKeys.includes(key)) }
}
