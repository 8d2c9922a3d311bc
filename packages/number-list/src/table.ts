/** Numbers and prefixes, each with a code, ready to be asked. Typed arrays: a worker hands them over without a copy. */
export interface NumberTable {
  readonly numbers: SortedKeys
  readonly prefixes: SortedKeys
  /** How many digits the prefixes have, the longest first, each once */
  readonly prefixLengths: readonly number[]
}

/** Digits of E.164 as numbers, ascending, each once. 15 digits are less than 2^53. */
export interface SortedKeys {
  readonly keys: Float64Array
  /** For each key, 0 to 255; one number where all have the same */
  readonly codes: Uint8Array | number
}

/** What a table is built from: keys in any order, also twice, and the code of each. */
export interface Entries {
  readonly keys: number[]
  readonly codes: number[]
}

/** Most codes that a table can tell apart. */
export const maximumCodes = 256

/** Sorts the entries. Of a key that is there twice, the lowest code counts. */
export function buildTable(numbers: Entries, prefixes: Entries): NumberTable {
  const sorted = sortKeys(prefixes)
  const lengths = new Set<number>()
  for (const key of sorted.keys) lengths.add(String(key).length)
  return { numbers: sortKeys(numbers), prefixes: sorted, prefixLengths: [...lengths].sort((a, b) => b - a) }
}

/**
 * Asks tables for a number: its own entry in the first table that has one, else the longest prefix in any of them.
 *
 * @param number E.164
 * @returns The code, or `undefined` when no table lists the number
 */
export function findCode(tables: readonly NumberTable[], number: string): number | undefined {
  const key = Number(number)
  for (const { numbers } of tables) {
    const code = codeAt(numbers, key)
    if (code !== undefined) return code
  }
  return findByPrefix(tables, number)
}

function findByPrefix(tables: readonly NumberTable[], number: string): number | undefined {
  let found: number | undefined
  let foundLength = 0
  for (const { prefixes, prefixLengths } of tables) {
    for (const length of prefixLengths) {
      if (length <= foundLength) break
      // one more for the plus sign
      const code = length < number.length ? codeAt(prefixes, Number(number.slice(0, length + 1))) : undefined
      if (code === undefined) continue
      found = code
      foundLength = length
      break
    }
  }
  return found
}

function codeAt({ keys, codes }: SortedKeys, key: number): number | undefined {
  const index = firstAtLeast(keys, key)
  if (keys[index] !== key) return undefined
  return typeof codes === 'number' ? codes : codes[index]
}

/** Where the key is, or would be. */
function firstAtLeast(keys: Float64Array, key: number): number {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((keys[middle] as number) < key) low = middle + 1
    else high = middle
  }
  return low
}

function sortKeys({ keys: given, codes: givenCodes }: Entries): SortedKeys {
  const sorted = Float64Array.from(given).sort()
  const keys = sorted.filter((key, index) => key !== sorted[index - 1])
  const [code = 0] = givenCodes
  if (givenCodes.every((other) => other === code)) return { keys, codes: code }
  // to sort both at once would take a comparison in JavaScript, ten times as long
  const codes = new Uint8Array(keys.length).fill(maximumCodes - 1)
  for (const [position, key] of given.entries()) {
    const index = firstAtLeast(keys, key)
    codes[index] = Math.min(codes[index] ?? 0, givenCodes[position] ?? 0)
  }
  return { keys, codes }
}
