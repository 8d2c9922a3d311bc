import { languageTag } from '@preanswer/core'
import cldr from 'cldr-core/supplemental/territoryInfo.json' with { type: 'json' }
import { getCountries } from 'libphonenumber-js/max'
import { describe, expect, it } from 'vitest'
import { countryLanguages } from './country-languages.ts'
import { isSameLanguage, languagesOf, servingTag, speechOf } from './languages.ts'

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

  it('begins with the official language that most people speak, but where nobody would expect it', () => {
    const differing = getCountries().filter((country) => {
      const [first] = officialLanguages(country)
      return first !== undefined && !languagesOf(country)[0]?.startsWith(`${first}-`)
    })
    // Cantonese is spoken and Chinese written; few speak no Spanish; English is the language of business
    expect(differing).toEqual(['HK', 'MO', 'PY', 'UG'])
  })

  it('has no row for a country that does not exist', () => {
    const countries: readonly string[] = getCountries()
    expect(Object.keys(countryLanguages).filter((country) => !countries.includes(country))).toEqual([])
  })
})

describe('languagesOf with a number', () => {
  it.each([
    { number: '+3222345678', country: 'BE', languages: ['fr', 'nl', 'de'], where: 'Brussels' },
    { number: '+3243456789', country: 'BE', languages: ['fr', 'nl', 'de'], where: 'Liège' },
    { number: '+3281234567', country: 'BE', languages: ['fr', 'nl', 'de'], where: 'Namur' },
    { number: '+3287553000', country: 'BE', languages: ['fr', 'de', 'nl'], where: 'Verviers and Eupen' },
    { number: '+3280221100', country: 'BE', languages: ['fr', 'de', 'nl'], where: 'Stavelot and Sankt Vith' },
    { number: '+3291234567', country: 'BE', languages: ['nl', 'fr', 'de'], where: 'Ghent' },
    { number: '+32470123456', country: 'BE', languages: ['nl', 'fr', 'de'], where: 'a Belgian mobile' },
    { number: '+32430123456', country: 'BE', languages: ['fr', 'nl', 'de'], where: 'a number beside the plan' },
    { number: '+41227654321', country: 'CH', languages: ['fr', 'de', 'it'], where: 'Geneva' },
    { number: '+41263456789', country: 'CH', languages: ['fr', 'de', 'it'], where: 'Fribourg' },
    { number: '+41911234567', country: 'CH', languages: ['it', 'de', 'fr'], where: 'the Ticino' },
    { number: '+41441234567', country: 'CH', languages: ['de', 'fr', 'it'], where: 'Zurich' },
    { number: '+41791234567', country: 'CH', languages: ['de', 'fr', 'it'], where: 'a Swiss mobile' },
    { number: '+15142345678', country: 'CA', languages: ['fr', 'en'], where: 'Montreal' },
    { number: '+13672345678', country: 'CA', languages: ['fr', 'en'], where: 'Quebec City' },
    { number: '+15062345678', country: 'CA', languages: ['en', 'fr'], where: 'New Brunswick' },
    { number: '+14162345678', country: 'CA', languages: ['en', 'fr'], where: 'Toronto' },
    { number: '+390471123456', country: 'IT', languages: ['de', 'it'], where: 'Bolzano' },
    { number: '+390461123456', country: 'IT', languages: ['it'], where: 'Trento' },
    { number: '+393123456789', country: 'IT', languages: ['it'], where: 'an Italian mobile' },
    { number: '+35818123456', country: 'AX', languages: ['sv'], where: 'Åland' },
    { number: '+3584573123456', country: 'FI', languages: ['sv', 'fi'], where: 'a mobile of Åland' },
    { number: '+358412345678', country: 'FI', languages: ['fi', 'sv'], where: 'a Finnish mobile' },
  ])('begins with what is spoken in $where', ({ number, country, languages }) => {
    expect(languagesOf(country, number)).toEqual(languages.map((language) => `${language}-${country}`))
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

describe('speechOf', () => {
  it.each([
    { tag: 'nb-NO', speech: 'no' },
    { tag: 'nn', speech: 'no' },
    { tag: 'tl-PH', speech: 'fil' },
    { tag: 'cmn-CN', speech: 'zh' },
    { tag: 'yue-HK', speech: 'yue' },
    { tag: 'NL-be', speech: 'nl' },
  ])('is $speech for $tag', ({ tag, speech }) => {
    expect(speechOf(tag)).toBe(speech)
  })
})

/** From CLDR, most speakers first; empty where it names none. */
function officialLanguages(country: string): string[] {
  const territories: Readonly<Record<string, Territory>> = cldr.supplemental.territoryInfo
  return Object.entries(territories[country]?.languagePopulation ?? {})
    .filter(([, { _officialStatus: status }]) => status === 'official' || status === 'de_facto_official')
    .sort(([, one], [, other]) => Number(other._populationPercent) - Number(one._populationPercent))
    .map(([language]) => language.split('_', 1).join())
}

interface Territory {
  readonly _population: string
  readonly languagePopulation?: Readonly<Record<string, { _populationPercent: string; _officialStatus?: string }>>
}
