import { parseNumber } from './call.ts'

/** Finds what stands under a dialed number. */
export interface Directory<Value> {
  /** @param dialedNumber As it was sent; what is no number finds the default */
  find(dialedNumber: unknown): Value
}

/** A number in E.164, or a beginning of numbers with a `*` behind it, and what stands under it. */
export type Listing<Value> = readonly [number: string, value: Value]

/**
 * Makes a directory: an exact number goes before every beginning, a longer beginning before a shorter one, and of two that
 * are the same the first counts. A look-up takes as many steps as there are lengths of beginnings, at most 14.
 */
export function createDirectory<Value>(listings: readonly Listing<Value>[], fallback: Value): Directory<Value> {
  const exact = new Map<string, Value>()
  const beginnings = new Map<string, Value>()
  for (const [number, value] of listings) {
    const [map, key] = number.endsWith('*') ? [beginnings, number.slice(0, -1)] : [exact, number]
    if (!map.has(key)) map.set(key, value)
  }
  const lengths = [...new Set([...beginnings.keys()].map((key) => key.length))].toSorted((one, other) => other - one)
  if (exact.size + beginnings.size === 0) return { find: () => fallback }
  return {
    find(dialedNumber) {
      const number = parseNumber(dialedNumber)
      if (number === undefined) return fallback
      const value = exact.get(number)
      if (value !== undefined) return value
      for (const length of lengths) {
        const found = beginnings.get(number.slice(0, length))
        if (found !== undefined) return found
      }
      return fallback
    },
  }
}
