import { languageTag } from '@preanswer/core'
import { describe, expect, it } from 'vitest'
import { areaFinder, knownAreas } from './areas.ts'
import { loadCountryFinder } from './country.ts'

describe('knownAreas', () => {
  it('begins numbers of a country each, in areas of their own', async () => {
    const countryOf = await loadCountryFinder()
    const countries = Object.keys(knownAreas).map((start) => {
      const lengths = [9, 10, 11, 12, 13].filter((length) => length > start.length)
      const numbers = lengths.flatMap((length) => ['2', '3', '5'].map((digit) => start.padEnd(length, digit)))
      return numbers.map(countryOf).find((country) => country !== undefined)
    })
    expect(new Set(countries)).toEqual(new Set(['BE', 'CA', 'CH', 'FI', 'IT']))
  })

  it('speaks in tags', () => {
    const tags = Object.values(knownAreas).flat()
    expect(tags.filter((tag) => !languageTag.safeParse(tag).success)).toEqual([])
  })
})

describe('areaFinder', () => {
  const languagesOfArea = areaFinder({ '+32': ['nl'], '+3287': ['de', 'fr'], '+4': ['de'] })

  it.each([
    { number: '+3287553000', languages: ['de', 'fr'], why: 'the longest beginning' },
    { number: '+3281553000', languages: ['nl'], why: 'a shorter one' },
    { number: '+41227654321', languages: ['de'], why: 'the shortest' },
    { number: '+31612345678', languages: [], why: 'none' },
    { number: '+3', languages: [], why: 'a number shorter than all' },
  ])('takes $why for $number', ({ number, languages }) => {
    expect(languagesOfArea(number)).toEqual(languages)
  })
})
