/** The country that a number belongs to, as ISO 3166-1 alpha-2; `undefined` for a number that belongs to none. */
export type CountryFinder = (number: string) => string | undefined

/**
 * Loads the numbering plans of all countries. They take 50 to 100 ms, so this is for the start and never for a call.
 *
 * @returns A function that takes E.164. It knows no country for numbers that nobody can have, and for those that belong
 * to no country, such as +870 and +883
 */
export async function loadCountryFinder(): Promise<CountryFinder> {
  const { parsePhoneNumberFromString } = await import('libphonenumber-js/max')
  const countryOf: CountryFinder = (number) => {
    const parsed = parsePhoneNumberFromString(number, { extract: false })
    // only a number that fits its country's plan has a type
    return parsed?.getType() === undefined ? undefined : parsed.country
  }
  // the first look-up costs milliseconds, and the shared plans are the largest
  for (const number of ['+12025550123', '+442079460123', '+79161234567']) countryOf(number)
  return countryOf
}

/** Tells which of these are no code of a country that a number can belong to. Loads the numbering plans. */
export async function unknownCountries(codes: readonly string[]): Promise<string[]> {
  const { isSupportedCountry } = await import('libphonenumber-js/max')
  return codes.filter((code) => !isSupportedCountry(code))
}
