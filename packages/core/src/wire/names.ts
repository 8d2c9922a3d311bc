import { isRecord } from '../plain.ts'

/**
 * How a dialect spells our keys: our key, then the platform's, in the order in which they are written. A nested table
 * is for a nested object.
 */
export interface Names {
  readonly [key: string]: string | readonly [name: string, inner: Names]
}

type Fields = Record<string, unknown>

/** Ours that null says something about: no voice, as the model has one; never to take an interruption for false. */
const nullableKeys: ReadonlySet<string> = new Set(['tts', 'falseInterruptionTimeoutSeconds'])

/** Writes an object with the platform's keys. Keys that the table does not have are left out. */
export function rename(fields: Readonly<Fields>, names: Names): Fields {
  const result: Fields = {}
  for (const [key, entry] of Object.entries(names)) {
    const value = fields[key]
    if (value === undefined) continue
    if (typeof entry === 'string') result[entry] = value
    else result[entry[0]] = isRecord(value) ? rename(value, entry[1]) : value
  }
  return result
}

/**
 * Reads an object with the platform's keys into ours. Null says no more than absence; an empty text is none of our
 * values, and stays as it is.
 *
 * @returns The fields that the table knows, and the others as they are; nested alike
 */
export function unrename(wire: Readonly<Fields>, names: Names): { fields: Fields; rest: Fields } {
  const fields: Fields = {}
  const rest = Object.fromEntries(Object.entries(wire).filter(([key, value]) => value !== null && key !== '__proto__'))
  for (const [key, entry] of Object.entries(names)) {
    const [name, inner] = typeof entry === 'string' ? [entry] : entry
    const value = Object.hasOwn(wire, name) ? wire[name] : undefined
    if (value === undefined || value === '' || (value === null && !nullableKeys.has(key))) continue
    delete rest[name]
    if (inner === undefined || !isRecord(value)) {
      fields[key] = value
      continue
    }
    const below = unrename(value, inner)
    fields[key] = below.fields
    if (Object.keys(below.rest).length > 0) rest[name] = below.rest
  }
  return { fields, rest }
}

/** A copy whose keys are the same on both sides. */
export function sameNames(...keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(keys.map((key) => [key, key]))
}
