/** The country that a number belongs to, as ISO 3166-1 alpha-2; `undefined` for a number that belongs to none. */
export type CountryFinder = (number: string) => string | undefined

/** Kinds of numbers that are given out by place or by country. All others are sold for a service. */
const ordinaryTypes: ReadonlySet<string> = new Set(['FIXED_LINE', 'MOBILE', 'FIXED_LINE_OR_MOBILE'])

/**
 * Calling codes under which countries of some size have the same service numbers: +1 900 may be of the United States, of
 * Canada or of an island, +7 809 of Russia or Kazakhstan. Elsewhere the one country is as good as all of it.
 */
const sharedServices: ReadonlySet<string> = new Set(['1', '7'])

/**
 * Loads the numbering plans of all countries. They take 50 to 100 ms, so this is for the start and never for a call.
 *
 * @returns A function that takes E.164. It knows no country for numbers that nobody can have, for toll-free numbers,
 * for service numbers that several countries share, and for those that belong to no country, such as +870 and +883.
 * Ascension, Tristan da Cunha and Kosovo have the codes AC, TA and XK.
 * @see https://github.com/google/libphonenumber/blob/master/FAQ.md
 */
export async function loadCountryFinder(): Promise<CountryFinder> {
  const { parsePhoneNumberFromString } = await import('libphonenumber-js/max')
  const countryOf: CountryFinder = (number) => {
    const parsed = parsePhoneNumberFromString(number, { extract: false })
    // only a number that fits its country's plan has a type
    const type = parsed?.getType()
    if (parsed === undefined || type === undefined || type === 'TOLL_FREE') return undefined
    return ordinaryTypes.has(type) || !sharedServices.has(parsed.countryCallingCode) ? parsed.country : undefined
  }
  // the first look-up costs milliseconds, and the shared plans are the largest
  for (const number of ['+12025550123', '+442079460123', '+79161234567']) countryOf(number)
  return countryOf
}

/** Tells which of these are no code of a country that a number can belong to. Loads the numbering plans. */
export async function unknownCountries(codes: readonly string[]): Promise<string[]> {
  if (codes.length === 0) return []
  const { isSupportedCountry } = await import('libphonenumber-js/max')
  return codes.filter((code) => !isSupportedCountry(code))
}
