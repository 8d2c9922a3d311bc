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
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((keys[middle] as number) < key) low = middle + 1
    else high = middle
  }
  if (keys[low] !== key) return undefined
  return typeof codes === 'number' ? codes : codes[low]
}

function sortKeys({ keys, codes }: Entries): SortedKeys {
  const [code = 0] = codes
  if (codes.every((other) => other === code)) {
    const sorted = Float64Array.from(keys).sort()
    return { keys: sorted.filter((key, index) => key !== sorted[index - 1]), codes: code }
  }
  // a key and its code in one integer: a typed array sorts ten times as fast as one with a comparison
  const packed = BigUint64Array.from(keys, (key, index) => (BigInt(key) << 8n) | BigInt(codes[index] ?? 0)).sort()
  const first = packed.filter((value, index) => index === 0 || value >> 8n !== (packed[index - 1] ?? 0n) >> 8n)
  return {
    keys: Float64Array.from(first, (value) => Number(value >> 8n)),
    codes: Uint8Array.from(first, (value) => Number(value & 255n)),
  }
}
