import type { Draft, Snapshot } from '../draft.ts'
import { isRecord } from '../plain.ts'
import type { Dropped } from '../trace.ts'
import { addNativeTop, decodeBlock, encodeBlock, spellEndedReason } from './blocks.ts'
import { type Dialect, type DialectName, type Encoded, flireoLimitsMs } from './dialect.ts'
import { present } from './fields.ts'
import { decodeLlm, encodeLlm } from './llm.ts'
import { decodeRequest, type RequestSpelling } from './modern-request.ts'
import { type Names, rename, unrename } from './names.ts'
import type { ToolSpelling } from './tools.ts'

/** What the two modern dialects spell differently: both send `{ message: { type, call, … } }`. */
export interface Spelling {
  readonly name: DialectName
  /** Whether the response can name a saved assistant and lay an override upon it */
  readonly carriesAssistantId: boolean
  readonly request: RequestSpelling
  /** Key of the id in a result of a tool */
  readonly toolCallId: string
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
  /** `llm.maxTokens` of the one provider for which it is another key */
  readonly maxOutputTokens: string
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
    decode: (body, receivedAt) => decodeRequest(body, receivedAt, spelling.request),
    encode: (draft) => encodeDraft(draft, spelling),
    encodeRejection: (text) => ({ error: text }),
    encodeToolResults: (results) => ({
      results: results.map(({ id, result }) => ({ [spelling.toolCallId]: id, result })),
    }),
    decodeAssistant: (saved) => decodeAssistant(saved, spelling),
  }
}

function encodeDraft(draft: Draft, spelling: Spelling): Encoded {
  const dropped: Dropped[] = []
  const { name, blocks, scalars } = spelling
  const { firstMessage, llm, stt, tts, analysisPlan, speech, metadata, ...others } = draft
  const assistant = rename({ firstMessage }, scalars)
  const write = (key: keyof Spelling['blocks'], block: object, names = blocks[key][1]) => {
    const written = encodeBlock(block, names, key, name, dropped)
    if (written !== undefined) assistant[blocks[key][0]] = written
  }
  if (llm !== undefined) write('llm', encodeLlm(llm, spelling.tools, dropped), llmNames(llm.provider, spelling))
  if (stt !== undefined) write('stt', stt)
  if (tts) write('tts', tts)
  if (analysisPlan !== undefined) write('analysisPlan', spellEndedReason(analysisPlan, spelling.endedReason))
  if (speech !== undefined) write('speech', speech)
  Object.assign(assistant, rename(others, scalars))
  if (metadata !== undefined && Object.keys(metadata).length > 0)
    Object.assign(assistant, rename({ metadata }, scalars))
  addNativeTop(assistant, draft.native, [...Object.values(blocks).map(([key]) => key), 'metadata'], name, dropped)

  const body: Record<string, unknown> = {}
  if (draft.assistantId !== undefined) {
    if (spelling.carriesAssistantId) body.assistant_id = draft.assistantId
    else dropped.push({ path: 'assistantId', reason: 'not-in-dialect' })
  }
  const isHybrid = body.assistant_id !== undefined
  if (Object.keys(assistant).length > 0) body[isHybrid ? 'assistant_override' : 'assistant'] = assistant
  if (draft.maxDurationSeconds !== undefined) body[spelling.maxDurationSeconds] = draft.maxDurationSeconds
  return { body, dropped }
}

/** One wish, two keys on this platform, by provider. */
function llmNames(provider: unknown, { blocks, maxOutputTokens }: Spelling): Names {
  const names = blocks.llm[1]
  return provider === 'google_realtime' ? { ...names, maxTokens: maxOutputTokens } : names
}

function decodeAssistant(
  saved: Readonly<Record<string, unknown>>,
  spelling: Spelling,
): { snapshot: Snapshot; ignored: string[] } {
  const { blocks, scalars, maxDurationSeconds, name, tools } = spelling
  const blockNames = Object.fromEntries(Object.entries(blocks).map(([key, [wireName]]) => [key, wireName]))
  const { fields, rest } = unrename(saved, { ...scalars, maxDurationSeconds, ...blockNames })
  const { llm, stt, tts, analysisPlan, speech, ...others } = fields
  const read = (block: unknown, names: Names) => (isRecord(block) ? decodeBlock(block, names, name) : block)
  const asked = Object.entries(rest).filter(
    ([key, value]) => isConsent(key) && isRecord(value) && value.enabled === true,
  )
  const snapshot = present({
    ...others,
    llm: isRecord(llm) ? decodeLlm(decodeBlock(llm, llmNames(llm.provider, spelling), name), tools) : llm,
    stt: read(stt, blocks.stt[1]),
    tts: read(tts, blocks.tts[1]),
    analysisPlan: read(analysisPlan, blocks.analysisPlan[1]),
    speech: read(speech, blocks.speech[1]),
    native: asked.length === 0 ? undefined : { [name]: Object.fromEntries(asked) },
  })
  const kept = asked.map(([key]) => key)
  return { snapshot: snapshot as Snapshot, ignored: Object.keys(rest).filter((key) => !kept.includes(key)) }
}

/** What the platform asks a caller before the greeting: whoever writes the greeting has to know of it. */
function isConsent(key: string): boolean {
  return key === 'recording_consent' || key === 'recordingConsent'
}
