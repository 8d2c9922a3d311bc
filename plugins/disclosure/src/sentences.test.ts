import { describe, expect, it } from 'vitest'
import { builtInTexts, sentenceNames, sentencesOn, wordsOf } from './sentences.ts'

describe('sentencesOn', () => {
  it.each([
    { rules: { country: 'NL' }, expected: ['ai'], where: 'a member state' },
    { rules: { country: 'GR', recorded: true }, expected: ['ai', 'recording'], where: 'a member state' },
    { rules: { country: 'RE' }, expected: ['ai'], where: 'a part of one with a code of its own' },
    { rules: { country: 'NL', ai: false, recorded: true }, expected: ['recording'], where: 'a member state' },
    { rules: { country: 'CH' }, expected: [], where: 'another country' },
    { rules: { country: 'GB', recorded: true }, expected: ['recording'], where: 'another country' },
    { rules: { country: 'US', ai: true }, expected: ['ai'], where: 'another country' },
    { rules: { country: 'CW' }, expected: [], where: 'a country of the Kingdom outside the Union' },
  ])('says $expected with $rules, in $where', ({ rules, expected }) => {
    expect(sentencesOn(rules)).toEqual(expected)
  })

  it('knows all 27 member states', () => {
    const codes = 'ATBEBGCYCZDEDKEEESFIFRGRHRHUIEITLTLULVMTNLPLPTROSESISK'.match(/../g) ?? []
    expect(codes.filter((country) => sentencesOn({ country }).length === 1)).toHaveLength(27)
  })
})

describe('builtInTexts', () => {
  it.each(sentenceNames)('have the sentence "%s" in English first, Dutch, German and French', (name) => {
    expect(Object.keys(builtInTexts[name])).toEqual(['en', 'nl', 'de', 'fr'])
  })
})

describe('wordsOf', () => {
  it.each([
    { text: 'U spreekt met een AI-assistent.', words: ' u spreekt met een ai assistent ' },
    { text: '  Vous  parlez avec\nl’IA ! ', words: " vous parlez avec l'ia " },
    { text: 'Gespra\u0308ch, ｏｋ?', words: ' gespräch ok ' },
    { text: '…', words: '  ' },
  ])('compares "$text" as "$words"', ({ text, words }) => {
    expect(wordsOf(text)).toBe(words)
  })
})
