import examples from 'libphonenumber-js/examples.mobile.json'
import { getCountries, getExampleNumber } from 'libphonenumber-js/max'
import { beforeAll, describe, expect, it } from 'vitest'
import { type CountryFinder, loadCountryFinder, unknownCountries } from './country.ts'

/** Mobile numbers that fit the plan of a larger neighbour as well; it comes first. */
const sharedMobilePlans: Readonly<Record<string, string>> = {
  AX: 'FI',
  BL: 'GP',
  CC: 'AU',
  CX: 'AU',
  EH: 'MA',
  IM: 'GB',
  MF: 'GP',
  SJ: 'NO',
  VA: 'IT',
}

let countryOf: CountryFinder

beforeAll(async () => {
  countryOf = await loadCountryFinder()
})

describe('loadCountryFinder', () => {
  it.each(getCountries())('finds %s, or the neighbour that shares its plan, by an example number', (country) => {
    const number = getExampleNumber(country, examples)?.number ?? ''
    expect(countryOf(number)).toBe(sharedMobilePlans[country] ?? country)
  })

  it.each([
    { number: '+12025550123', country: 'US' },
    { number: '+14165550123', country: 'CA' },
    { number: '+18765550123', country: 'JM' },
    { number: '+17875550123', country: 'PR' },
    { number: '+79161234567', country: 'RU' },
    { number: '+77012345678', country: 'KZ' },
    { number: '+442079460123', country: 'GB' },
    { number: '+441534712345', country: 'JE' },
    { number: '+441481712345', country: 'GG' },
    { number: '+441624612345', country: 'IM' },
    { number: '+447624123456', country: 'IM' },
    { number: '+5997151234', country: 'BQ' },
    { number: '+59995181234', country: 'CW' },
    { number: '+35818123456', country: 'AX' },
    { number: '+390669812345', country: 'VA' },
    { number: '+4779123456', country: 'SJ' },
    { number: '+61891621234', country: 'CC' },
    { number: '+61891641234', country: 'CX' },
    { number: '+262639012345', country: 'YT' },
    { number: '+2908123', country: 'TA' },
    { number: '+29051234', country: 'SH' },
  ])('tells $country from the others that share its calling code', ({ number, country }) => {
    expect(countryOf(number)).toBe(country)
  })

  it.each([
    { number: '+80012345678', what: 'an international toll-free number' },
    { number: '+870773111632', what: 'a satellite number' },
    { number: '+881612345678', what: 'a satellite network' },
    { number: '+883510000000090', what: 'an international network' },
    { number: '+979123456789', what: 'an international premium number' },
    { number: '+18005551234', what: 'a toll-free number of +1' },
    { number: '+318001234567', what: 'a toll-free number of one country' },
    { number: '+31612', what: 'a number that is too short' },
    { number: '+3161234567890', what: 'a number that is too long' },
    { number: '+12005550123', what: 'an area code that does not exist' },
    { number: '+2101234567', what: 'a calling code that does not exist' },
    { number: '+999123456789', what: 'a calling code that is kept free' },
    { number: '0612345678', what: 'a national number' },
    { number: 'call +31612345678', what: 'a text with a number in it' },
    { number: '', what: 'nothing' },
  ])('knows no country for $what', ({ number }) => {
    expect(countryOf(number)).toBeUndefined()
  })
})

describe('unknownCountries', () => {
  it('names the codes that no number belongs to', async () => {
    expect(await unknownCountries(['BE', 'UK', 'nl', 'XK', 'EU', 'TA'])).toEqual(['UK', 'nl', 'EU'])
  })
})
