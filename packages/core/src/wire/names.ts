import { isRecord } from '../plain.ts'

/**
 * How a dialect spells our keys: our key, then the platform's, in the order in which they are written. A nested table
 * is for a nested object or a list of such.
 */
export interface Names {
  readonly [key: string]: string | readonly [name: string, inner: Names]
}

type Fields = Record<string, unknown>

/** Writes an object with the platform's keys. Keys that the table does not have are left out. */
export function rename(fields: Readonly<Fields>, names: Names): Fields {
  const result: Fields = {}
  for (const [key, entry] of Object.entries(names)) {
    const value = fields[key]
    if (value === undefined) continue
    if (typeof entry === 'string') result[entry] = value
    else result[entry[0]] = mapInner(value, (inner) => rename(inner, entry[1]))
  }
  return result
}

/**
 * Reads an object with the platform's keys into ours.
 *
 * @returns The fields that the table knows, and the others as they are
 */
export function unrename(wire: Readonly<Fields>, names: Names): { fields: Fields; rest: Fields } {
  const fields: Fields = {}
  const rest: Fields = { ...wire }
  for (const [key, entry] of Object.entries(names)) {
    const name = typeof entry === 'string' ? entry : entry[0]
    const value = wire[name]
    if (value === undefined) continue
    delete rest[name]
    fields[key] = typeof entry === 'string' ? value : mapInner(value, (inner) => unrename(inner, entry[1]).fields)
  }
  return { fields, rest }
}

/** A copy whose keys are the same on both sides. */
export function sameNames(...keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(keys.map((key) => [key, key]))
}

function mapInner(value: unknown, map: (inner: Fields) => Fields): unknown {
  if (Array.isArray(value)) return value.map((item) => (isRecord(item) ? map(item) : item))
  return isRecord(value) ? map(value) : value
}
