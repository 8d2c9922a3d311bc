import type { AnalysisPlanPatch, Draft } from '../draft.ts'
import { isRecord } from '../plain.ts'
import type { Dropped } from '../trace.ts'
import type { DialectName } from './dialect.ts'
import { type Names, rename, unrename } from './names.ts'

type Fields = Record<string, unknown>

/**
 * Writes a block with the platform's keys, then what only this platform knows.
 *
 * @returns `undefined` for a block with nothing in it: sent, it would wipe out the saved one
 */
export function encodeBlock(
  block: object,
  names: Names,
  path: string,
  dialect: DialectName,
  dropped: Dropped[],
): Fields | undefined {
  const { native, ...fields } = block as { native?: Draft['native'] } & Fields
  for (const key of Object.keys(fields)) {
    if (fields[key] !== undefined && !Object.hasOwn(names, key))
      dropped.push({ path: `${path}.${key}`, reason: 'not-in-dialect' })
  }
  const result = rename(fields, names)
  addNative(result, nativeOf(native, `${path}.native`, dialect, dropped), names, `${path}.native.${dialect}`, dropped)
  if (Object.keys(result).length > 0) return result
  dropped.push({ path, reason: 'incomplete-block' })
  return undefined
}

/** Reads a block. What we have no words for goes to `native`: it must not be lost when the block is sent whole. */
export function decodeBlock(wire: Fields, names: Names, dialect: DialectName): Fields {
  const { fields, rest } = unrename(wire, names)
  return Object.keys(rest).length === 0 ? fields : { ...fields, native: { [dialect]: rest } }
}

/**
 * Adds the keys of an assistant that only this platform has. Not its blocks: they have a name in our words, and whether
 * one is whole could not be told here.
 */
export function addNativeTop(
  assistant: Fields,
  native: Draft['native'],
  blockNames: readonly string[],
  dialect: DialectName,
  dropped: Dropped[],
): void {
  const keys = { ...nativeOf(native, 'native', dialect, dropped) }
  for (const name of blockNames) {
    if (keys[name] === undefined) continue
    dropped.push({ path: `native.${dialect}.${name}`, reason: 'invalid-block' })
    delete keys[name]
  }
  addNative(assistant, keys, {}, `native.${dialect}`, dropped)
}

/** Ours is `{{endedReason}}`; texts of an analysis plan are otherwise sent as they are. */
export function spellEndedReason(plan: AnalysisPlanPatch, placeholder: string): AnalysisPlanPatch {
  const messages = plan.structuredData?.messages?.map((message) => ({
    ...message,
    content: message.content.replace(/\{\{\s*(?:endedReason|ended_reason)\s*\}\}/g, placeholder),
  }))
  return messages === undefined ? plan : { ...plan, structuredData: { ...plan.structuredData, messages } }
}

/** The keys for one dialect; those for others are reported. */
function nativeOf(native: Draft['native'], path: string, dialect: DialectName, dropped: Dropped[]): Fields {
  for (const name of Object.keys(native ?? {})) {
    if (name !== dialect) dropped.push({ path: `${path}.${name}`, reason: 'not-in-dialect' })
  }
  return native?.[dialect] ?? {}
}

/** Adds keys where our own words have said nothing, down into nested objects that both have. */
function addNative(target: Fields, native: Fields, names: Names, path: string, dropped: Dropped[]): void {
  for (const [key, value] of Object.entries(native)) {
    // the one would hang up on the caller, the other set a prototype
    if (key === 'error' || key === '__proto__') continue
    const own = Object.hasOwn(target, key) ? target[key] : undefined
    const inner = innerNames(names, key)
    if (own === undefined) target[key] = value
    else if (inner !== undefined && isRecord(own) && isRecord(value))
      addNative(own, value, inner, `${path}.${key}`, dropped)
    else dropped.push({ path: `${path}.${key}`, reason: 'already-set' })
  }
}

function innerNames(names: Names, wireName: string): Names | undefined {
  for (const entry of Object.values(names)) {
    if (typeof entry !== 'string' && entry[0] === wireName) return entry[1]
  }
  return undefined
}
