/**
 * Areas where another language than the country's first is the likely one: the digits that follow the calling code, and
 * the area's languages, most speakers first. The country's others come after them.
 *
 * - Belgium: Flanders needs no row, it speaks the country's first language. The zones of Stavelot (80) and Verviers (87)
 *   hold the nine German municipalities. Mobile numbers begin with 45 to 49 and say nothing.
 * - Switzerland: Fribourg (26), the Valais (27) and Neuchâtel, Jura and Biel (32) are bilingual, with more French.
 * - Canada: the twelve codes of Quebec, and New Brunswick's, where a third speaks French. All others are English.
 * - Italy: the province of Bolzano, of which 68.6 % declared themselves German in 2024 and 4.4 % Ladin.
 * - Finland: Åland's fixed numbers (18) have a country of their own; 4570, 4573 and 4575 belong to its mobile operator.
 *
 * @see https://www.bipt.be/en/consumers/telephone/numbering/numbering-principles
 * @see https://www.bakom.admin.ch/en/numbering-and-telephony
 * @see https://cnac.ca and the list by province of https://www.crtc.gc.ca/eng/INFO_SHT/t1000.htm
 * @see https://astat.provinz.bz.it for the census of language groups of 2024
 * @see https://github.com/google/libphonenumber/tree/master/resources with names of areas in `geocoding/en` and of mobile
 * operators in `carrier/en`
 */
const areas: readonly (readonly [callingCode: string, starts: string, languages: readonly string[]])[] = [
  ['32', '2', ['fr', 'nl']],
  ['32', '10 19 42 43 60 61 63 64 65 67 68 69 71 81 82 83 84 85 86', ['fr']],
  ['32', '80 87', ['fr', 'de']],
  ['41', '21 22 24', ['fr']],
  ['41', '26 27 32', ['fr', 'de']],
  ['41', '91', ['it']],
  ['1', '263 354 367 418 438 450 468 514 579 581 819 873', ['fr']],
  ['1', '506', ['en', 'fr']],
  ['39', '0471 0472 0473 0474', ['de', 'it']],
  ['358', '4570 4573 4575', ['sv', 'fi']],
]

/** Languages by the beginnings of numbers in E.164: `+3287`. */
export type LanguagesByStart = Readonly<Record<string, readonly string[]>>

/** The areas above. */
export const knownAreas: LanguagesByStart = Object.fromEntries(
  areas.flatMap(([callingCode, starts, languages]) =>
    starts.split(' ').map((start) => [`+${callingCode}${start}`, languages]),
  ),
)

/**
 * Prepares a table for look-ups. The longest beginning counts.
 *
 * @returns A function that takes E.164 and gives no languages for a number that the table says nothing about
 */
export function areaFinder(languages: LanguagesByStart): (number: string) => readonly string[] {
  const table = new Map(Object.entries(languages))
  const lengths = [...new Set([...table.keys()].map((start) => start.length))].sort((a, b) => b - a)
  return function languagesOfArea(number) {
    for (const length of lengths) {
      const found = table.get(number.slice(0, length))
      if (found !== undefined) return found
    }
    return []
  }
}
