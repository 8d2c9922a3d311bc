import { ListProblem } from './problem.ts'
import type { NationalReader } from './read-number.ts'

/**
 * Loads the numbering plans, and reads numbers as they are written in one country: with its trunk prefix (`06…`), its
 * international prefix (`00…`, `011…`), and without either, as spreadsheets leave them.
 *
 * @param country ISO 3166-1 alpha-2
 * @throws {ListProblem} when there is no such numbering plan
 */
export async function loadNationalReader(country: string): Promise<NationalReader> {
  const { isSupportedCountry, parsePhoneNumberFromString } = await import('libphonenumber-js/min')
  if (!isSupportedCountry(country)) throw new ListProblem(`no country has the code ${country}: write it like GB`)
  return (text) => {
    const parsed = parsePhoneNumberFromString(text, { defaultCountry: country, extract: false })
    return parsed?.isPossible() ? parsed.number : undefined
  }
}
