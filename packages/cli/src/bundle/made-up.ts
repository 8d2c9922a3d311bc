import { getExample, parsePhoneNumber } from 'awesome-phonenumber'

/** Makes numbers up, the same one for the same number. */
export interface MadeUpNumbers {
  /**
   * A number of the same country and kind, made of the example that its numbering plan gives; of one that fits no plan the
   * first digits are left.
   *
   * @param number E.164
   */
  inPlaceOf(number: string): string
  /** The same for a number as people write it, national ones among them; `[number]` when it fits no plan */
  inPlaceOfText(text: string): string
}

/** How many numbers are made up in the place of numbers of one country and kind. */
const maximumAlike = 100

/** @param home Dialed where the texts are from, E.164: national numbers are of its country */
export function createMadeUpNumbers(home: string | undefined): MadeUpNumbers {
  const made = new Map<string, string>()
  const regionCode = home === undefined ? undefined : parsePhoneNumber(home).regionCode

  function inPlaceOf(number: string): string {
    const known = made.get(number)
    if (known !== undefined) return known
    const taken = new Set(made.values())
    const candidate =
      candidatesFor(number).find((candidate) => candidate !== number && !taken.has(candidate)) ?? '[number]'
    made.set(number, candidate)
    return candidate
  }

  return {
    inPlaceOf,
    inPlaceOfText(text) {
      const parsed = parsePhoneNumber(text, regionCode === undefined ? {} : { regionCode })
      if (!parsed.valid) return text.startsWith('+') ? inPlaceOf(text.replace(/[^+\d]/g, '')) : '[number]'
      const replacement = inPlaceOf(parsed.number.e164)
      if (text.startsWith('+')) return replacement
      return parsePhoneNumber(replacement).number?.national ?? replacement
    },
  }
}

function candidatesFor(number: string): string[] {
  const beginning = exampleOf(number)?.slice(0, -2) ?? number.slice(0, 4).padEnd(number.length - 2, '0')
  return Array.from({ length: maximumAlike }, (_, index) => `${beginning}${String(index).padStart(2, '0')}`)
}

function exampleOf(number: string): string | undefined {
  const { valid, regionCode, type } = parsePhoneNumber(number)
  if (!valid) return undefined
  try {
    return getExample(regionCode, type).number?.e164
  } catch {
    // of a few kinds there is no example, and the package throws
    return undefined
  }
}
