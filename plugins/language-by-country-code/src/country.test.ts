import { getExample, getSupportedRegionCodes, type PhoneNumberTypes, parsePhoneNumber } from 'awesome-phonenumber'
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

  // the other library runs Google's own code, so it is a second opinion on the same plans
  it.each([
    { type: 'fixed-line', atLeast: 240 },
    { type: 'fixed-line-or-mobile', atLeast: 240 },
    { type: 'mobile', atLeast: 240 },
    { type: 'pager', atLeast: 20 },
    { type: 'personal-number', atLeast: 50 },
    { type: 'premium-rate', atLeast: 140 },
    { type: 'shared-cost', atLeast: 50 },
    { type: 'toll-free', atLeast: 180 },
    { type: 'uan', atLeast: 60 },
    { type: 'voip', atLeast: 90 },
  ] as const)('agrees with Google’s code about example numbers of type $type', ({ type, atLeast }) => {
    const found = exampleNumbers(type).map(({ region, number }) => ({ region, number, country: countryOf(number) }))
    expect(found.length).toBeGreaterThanOrEqual(atLeast)
    const expected = found.map(({ region, number }) => ({ region, number, country: expectedCountry(number, type) }))
    const isKnown = ({ region }: { region: string }) => missingFromThePort.includes(`${region} ${type}`)
    expect(found.filter((example) => !isKnown(example))).toEqual(expected.filter((example) => !isKnown(example)))
  })

  it.each([
    { number: '+31880001234', country: 'NL', what: 'a business number' },
    { number: '+319001234', country: 'NL', what: 'a premium number' },
    { number: '+41848123456', country: 'CH', what: 'a shared-cost number' },
    { number: '+448451234567', country: 'GB', what: 'a premium number beside islands' },
    { number: '+358600123456', country: 'FI', what: 'a premium number beside Åland' },
  ])('finds $country for $what: it says that much', ({ number, country }) => {
    expect(countryOf(number)).toBe(country)
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
    { number: '+882161234567', what: 'an international voice network' },
    { number: '+808123456789', what: 'an international shared-cost number' },
    { number: '+979123456789', what: 'an international premium number' },
    { number: '+19005551234', what: 'a premium number of +1' },
    { number: '+15005551234', what: 'a personal number of +1' },
    { number: '+78091234567', what: 'a premium number of +7' },
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

/** Plans that libphonenumber-js has not, as of 1.13. */
const missingFromThePort = ['BJ uan', 'BJ voip', 'ZW fixed-line', 'ZW fixed-line-or-mobile']

function exampleNumbers(type: PhoneNumberTypes): { region: string; number: string }[] {
  return getSupportedRegionCodes().flatMap((region) => {
    try {
      const example = getExample(region, type)
      return example.valid ? [{ region, number: example.number.e164 }] : []
    } catch {
      // this region has no numbers of the type
      return []
    }
  })
}

function expectedCountry(number: string, type: PhoneNumberTypes): string | undefined {
  const { regionCode, countryCode = 0 } = parsePhoneNumber(number)
  const isService = !['fixed-line', 'fixed-line-or-mobile', 'mobile'].includes(type)
  return type === 'toll-free' || (isService && [1, 7].includes(countryCode)) ? undefined : regionCode
}

describe('unknownCountries', () => {
  it('names the codes that no number belongs to', async () => {
    expect(await unknownCountries(['BE', 'UK', 'nl', 'XK', 'EU', 'TA'])).toEqual(['UK', 'nl', 'EU'])
  })
})
