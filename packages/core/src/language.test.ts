import { describe, expect, it } from 'vitest'
import { settleLanguage, speak } from './language.ts'

describe('speak', () => {
  const texts = { en: 'Hello', 'nl-BE': 'Dag', nl: 'Hallo', 'pt-BR': 'Olá', 'zh-Hant': '您好' }

  it.each([
    { languages: ['nl-BE'], expected: 'Dag', how: 'exactly' },
    { languages: ['NL-be'], expected: 'Dag', how: 'exactly, in any case' },
    { languages: ['nl-NL'], expected: 'Hallo', how: 'by its base' },
    { languages: ['pt-PT'], expected: 'Olá', how: 'by another region' },
    { languages: ['pt'], expected: 'Olá', how: 'by a region of it' },
    { languages: ['zh-Hant-TW'], expected: '您好', how: 'by a longer tag' },
    { languages: ['fr', 'nl'], expected: 'Hallo', how: 'in the second language' },
    { languages: ['nl', 'nl-BE'], expected: 'Hallo', how: 'in the first language that there is' },
    { languages: [undefined, 'nl'], expected: 'Hallo', how: 'in the first language that is known' },
    { languages: ['fr'], expected: 'Hello', how: 'in the first text of the map' },
    { languages: [], expected: 'Hello', how: 'in the first text of the map' },
    { languages: ['nlx'], expected: 'Hello', how: 'not in a language that begins alike' },
    { languages: ['constructor'], expected: 'Hello', how: 'not in a word of Object.prototype' },
  ])('says $languages $how', ({ languages, expected }) => {
    expect(speak(texts, languages)).toBe(expected)
  })

  it('says a single text in every language', () => {
    expect(speak('Hoi', ['en'])).toBe('Hoi')
  })

  it('says nothing of an empty map', () => {
    expect(speak({}, ['en'])).toBe('')
  })
})

describe('settleLanguage', () => {
  const decided = 'de'
  const customer = { language: 'fr' }
  const languages = ['it', 'es']

  it.each([
    { facts: { language: decided, customer, languages }, line: { language: 'nl' }, expected: 'de', who: 'a plugin' },
    { facts: { customer, languages }, line: { language: 'nl' }, expected: 'fr', who: 'the customer' },
    { facts: { customer: {}, languages }, line: { language: 'nl' }, expected: 'it', who: 'the first candidate' },
    { facts: {}, line: { language: 'nl' }, expected: 'nl', who: 'the line' },
    { facts: { languages: [] }, line: {}, expected: undefined, who: 'nobody' },
    {
      facts: { customer, languages },
      line: { languages: ['nl', 'es'] },
      expected: 'es',
      who: 'the first candidate that the line speaks',
    },
    {
      facts: { language: decided },
      line: { language: 'nl', languages: ['nl', 'en'] },
      expected: 'nl',
      who: 'the line, which does not speak what a plugin decided',
    },
    {
      facts: { languages: ['nl-BE'] },
      line: { languages: ['nl'] },
      expected: 'nl-BE',
      who: 'a candidate of the same base',
    },
    { facts: { languages: ['nl'] }, line: { languages: ['nl-BE'] }, expected: 'nl', who: 'a candidate of a region' },
    {
      facts: { languages: ['en-GB'] },
      line: { languages: ['en-US'] },
      expected: 'en-GB',
      who: 'a candidate of another region',
    },
    {
      facts: { languages: ['de'] },
      line: { languages: ['nl'] },
      expected: undefined,
      who: 'nobody the line speaks like',
    },
  ])('$who decides: $expected', ({ facts, line, expected }) => {
    expect(settleLanguage(facts, { name: 'default', ...line })).toBe(expected)
  })
})
