/** The records in an answer: a list at this path, or one record; none when there is nothing. */
export function recordsAt(answer: unknown, path: string | undefined): unknown[] {
  const found = path === undefined ? leaves(answer) : valuesAt(answer, path)
  return found.filter((record) => typeof record === 'object' && record !== null)
}

/**
 * What stands in a record under a path, without what is empty. A path is the name of a field, or names and indexes with
 * dots between them: `properties.phone`, `phones.0.value`. Without an index it goes through all items of a list.
 */
export function valuesAt(record: unknown, path: string): unknown[] {
  // a column may have a dot in its name
  const own = ownValue(record, path)
  return (own === undefined ? walk(record, path.split('.')) : leaves(own)).filter(isFilled)
}

function walk(value: unknown, path: readonly string[]): unknown[] {
  const [key, ...rest] = path
  if (key === undefined) return leaves(value)
  if (Array.isArray(value) && !/^\d+$/.test(key)) return value.flatMap((item) => walk(item, path))
  return walk(ownValue(value, key), rest)
}

function leaves(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value]
}

function ownValue(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  return (value as Readonly<Record<string, unknown>>)[key]
}

function isFilled(value: unknown): boolean {
  return value !== undefined && value !== null && value !== ''
}
