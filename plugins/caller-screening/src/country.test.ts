import { describe, expect, it } from 'vitest'
import { loadCountryFinder, unknownCountries } from './country.ts'

describe('loadCountryFinder', () => {
  it.each([
    { number: '+31612345678', expected: 'NL' },
    { number: '+12025550123', expected: 'US' },
    { number: '+14165550123', expected: 'CA' },
    { number: '+442079460123', expected: 'GB' },
    { number: '+77012345678', expected: 'KZ' },
    { number: '+31800123456', expected: 'NL' },
    { number: '+870773111632', expected: undefined },
    { number: '+883510001234567', expected: undefined },
    { number: '+3112', expected: undefined },
    { number: '+999123456789', expected: undefined },
  ])('finds $expected for $number', async ({ number, expected }) => {
    const countryOf = await loadCountryFinder()
    expect(countryOf(number)).toBe(expected)
  })
})

describe('unknownCountries', () => {
  it('names what is no country that a number can belong to', async () => {
    expect(await unknownCountries(['NL', 'UK', 'XK', 'nl', ''])).toEqual(['UK', 'nl', ''])
  })
})
