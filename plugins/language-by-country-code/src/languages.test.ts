import { languageTag } from '@preanswer/core'
import { getCountries } from 'libphonenumber-js/max'
import { describe, expect, it } from 'vitest'
import { countryLanguages } from './country-languages.ts'
import { isSameLanguage, languagesOf, servingTag } from './languages.ts'

describe('languagesOf', () => {
  it.each(getCountries())('knows languages of %s, each a tag with that region', (country) => {
    const languages = languagesOf(country)
    expect(languages).not.toHaveLength(0)
    expect(new Set(languages).size).toBe(languages.length)
    for (const language of languages) {
      expect(languageTag.safeParse(language).success).toBe(true)
      expect(new Intl.Locale(language).region).toBe(country)
      expect(new Intl.DisplayNames('en', { type: 'language', fallback: 'none' }).of(language)).toBeDefined()
    }
  })

  it.each([
    { country: 'NL', languages: ['nl-NL'] },
    { country: 'DE', languages: ['de-DE'] },
    { country: 'US', languages: ['en-US'] },
    { country: 'BR', languages: ['pt-BR'] },
    { country: 'TW', languages: ['zh-TW'] },
    { country: 'BE', languages: ['nl-BE', 'fr-BE', 'de-BE'] },
    { country: 'CH', languages: ['de-CH', 'fr-CH', 'it-CH'] },
    { country: 'CA', languages: ['en-CA', 'fr-CA'] },
    { country: 'LU', languages: ['fr-LU', 'lb-LU', 'de-LU'] },
    { country: 'NO', languages: ['nb-NO', 'no-NO', 'nn-NO'] },
  ])('names the languages of $country, most speakers first', ({ country, languages }) => {
    expect(languagesOf(country)).toEqual(languages)
  })

  it.each([
    { country: 'AC', language: 'en-AC' },
    { country: 'BQ', language: 'nl-BQ' },
    { country: 'CC', language: 'en-CC' },
    { country: 'GH', language: 'en-GH' },
    { country: 'ML', language: 'fr-ML' },
    { country: 'NA', language: 'en-NA' },
    { country: 'NE', language: 'fr-NE' },
    { country: 'PH', language: 'en-PH' },
    { country: 'SS', language: 'en-SS' },
    { country: 'TA', language: 'en-TA' },
  ])('puts the official language of $country before the likely one', ({ country, language }) => {
    expect(languagesOf(country)[0]).toBe(language)
  })

  it('has no row for a country that does not exist', () => {
    const countries: readonly string[] = getCountries()
    expect(Object.keys(countryLanguages).filter((country) => !countries.includes(country))).toEqual([])
  })
})

describe('servingTag', () => {
  it.each([
    { tags: ['nl', 'nl-BE'], language: 'nl-BE', own: undefined, tag: 'nl-BE', why: 'exactly' },
    { tags: ['nl', 'NL-be'], language: 'nl-BE', own: undefined, tag: 'NL-be', why: 'in another case' },
    { tags: ['nl-NL', 'nl'], language: 'nl-BE', own: undefined, tag: 'nl', why: 'by its base' },
    { tags: ['en', 'pt-BR'], language: 'pt-PT', own: 'en', tag: 'pt-BR', why: 'by another region' },
    { tags: ['nl-BE'], language: 'nl-NL', own: 'nl', tag: undefined, why: 'not by another region than the line’s' },
    { tags: ['nl'], language: 'nl-BE', own: 'nl-BE', tag: 'nl', why: 'by its base though it is the line’s' },
    { tags: ['en', 'de'], language: 'fr-FR', own: 'nl', tag: undefined, why: 'not by another language' },
    { tags: ['fi'], language: 'fil', own: undefined, tag: undefined, why: 'not by a tag that starts alike' },
  ])('of $tags serves $language $why', ({ tags, language, own, tag }) => {
    expect(servingTag(tags, language, own)).toBe(tag)
  })
})

describe('isSameLanguage', () => {
  it('compares without region and case', () => {
    expect(isSameLanguage('PT-pt', 'pt-BR')).toBe(true)
    expect(isSameLanguage('fi', 'fil')).toBe(false)
    expect(isSameLanguage(undefined, 'nl')).toBe(false)
  })
})
