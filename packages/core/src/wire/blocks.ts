import type { AnalysisPlanPatch, Draft, Message } from '../draft.ts'
import { isRecord } from '../plain.ts'
import type { Dropped } from '../trace.ts'
import type { DialectName } from './dialect.ts'
import { type Names, rename, unrename } from './names.ts'

type Fields = Record<string, unknown>

/** Writes a block with the platform's keys, then what only this platform knows. */
export function encodeBlock(
  block: object,
  names: Names,
  path: string,
  dialect: DialectName,
  dropped: Dropped[],
): Fields {
  const { native, ...fields } = block as { native?: Draft['native'] } & Fields
  for (const key of Object.keys(fields)) {
    if (fields[key] !== undefined && names[key] === undefined)
      dropped.push({ path: `${path}.${key}`, reason: 'not-in-dialect' })
  }
  const result = rename(fields, names)
  addNative(result, native, `${path}.native`, dialect, dropped)
  return result
}

/** Reads a block. What we have no words for goes to `native`: it must not be lost when the block is sent whole. */
export function decodeBlock(wire: Fields, names: Names, dialect: DialectName): Fields {
  const { fields, rest } = unrename(withoutNulls(wire), names)
  return Object.keys(rest).length === 0 ? fields : { ...fields, native: { [dialect]: rest } }
}

/** Adds keys that only this platform has, where our own words have said nothing. */
export function addNative(
  target: Fields,
  native: Draft['native'],
  path: string,
  dialect: DialectName,
  dropped: Dropped[],
): void {
  for (const name of Object.keys(native ?? {})) {
    if (name !== dialect) dropped.push({ path: `${path}.${name}`, reason: 'not-in-dialect' })
  }
  for (const [key, value] of Object.entries(native?.[dialect] ?? {})) {
    if (Object.hasOwn(target, key)) dropped.push({ path: `${path}.${dialect}.${key}`, reason: 'already-set' })
    else if (key !== 'error') target[key] = value
  }
}

/** The prompt is the first system message of the platform's list; `undefined` when there is nothing to send. */
export function encodeMessages(prompt: string | undefined, messages: readonly Message[] = []): Message[] | undefined {
  const all: Message[] = prompt === undefined ? [...messages] : [{ role: 'system', content: prompt }, ...messages]
  return all.length === 0 ? undefined : all
}

/** A leading system message is the prompt. */
export function decodeMessages(value: unknown): { prompt?: string; messages?: Message[] } {
  if (!Array.isArray(value)) return {}
  const [first, ...others] = value.filter(isRecord) as unknown as Message[]
  if (first === undefined) return {}
  if (first.role !== 'system') return { messages: [first, ...others] }
  return others.length === 0 ? { prompt: first.content } : { prompt: first.content, messages: others }
}

/** Ours is `{{endedReason}}`; texts of an analysis plan are otherwise sent as they are. */
export function spellEndedReason(plan: AnalysisPlanPatch, placeholder: string): AnalysisPlanPatch {
  const messages = plan.structuredData?.messages?.map((message) => ({
    ...message,
    content: message.content.replace(/\{\{\s*ended_?[Rr]eason\s*\}\}/g, placeholder),
  }))
  return messages === undefined ? plan : { ...plan, structuredData: { ...plan.structuredData, messages } }
}

/** Null clears a field on the platform; in a snapshot it says no more than absence. */
export function withoutNulls(fields: Readonly<Fields>): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))
}
