import type { LlmPatch, Message } from '../draft.ts'
import { isRecord } from '../plain.ts'
import type { Dropped } from '../trace.ts'
import { present } from './fields.ts'
import { decodeTools, encodeTools, type ToolSpelling } from './tools.ts'

type Fields = Record<string, unknown>

/** The model with its messages and tools as the platform writes them; the other keys stay ours. */
export function encodeLlm(
  { prompt, messages, tools, ...fields }: LlmPatch,
  spelling: ToolSpelling,
  dropped: Dropped[],
): Fields {
  return { ...fields, messages: encodeMessages(prompt, messages), tools: encodeTools(tools, spelling, dropped) }
}

/** The other way round, for a block whose keys are ours already. */
export function decodeLlm({ messages, tools, ...fields }: Fields, spelling: ToolSpelling): Fields {
  return present({ ...fields, ...decodeMessages(messages), tools: decodeTools(tools, spelling) })
}

/** The prompt is the first system message of the platform's list; `undefined` when there is nothing to send. */
function encodeMessages(prompt: string | undefined, messages: readonly Message[] = []): Message[] | undefined {
  const all: Message[] = prompt === undefined ? [...messages] : [{ role: 'system', content: prompt }, ...messages]
  return all.length === 0 ? undefined : all
}

/** A leading system message is the prompt. An empty message says nothing; one that is odd is left for the schema. */
function decodeMessages(value: unknown): { prompt?: unknown; messages?: unknown } {
  if (!Array.isArray(value)) return value === undefined ? {} : { messages: value }
  const [first, ...others] = value.filter((message: unknown) => !isRecord(message) || message.content !== '')
  if (first === undefined) return {}
  const isPrompt = isRecord(first) && first.role === 'system' && Object.keys(first).length === 2
  if (!isPrompt || typeof first.content !== 'string') return { messages: [first, ...others] }
  return others.length === 0 ? { prompt: first.content } : { prompt: first.content, messages: others }
}
