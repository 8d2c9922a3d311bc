import { parsePhoneNumber } from 'awesome-phonenumber'
import { describe, expect, it } from 'vitest'
import { createMadeUpNumbers } from './made-up.ts'

describe('createMadeUpNumbers', () => {
  it.each([
    { number: '+31612345603', is: 'a Dutch mobile number' },
    { number: '+31201234567', is: 'a Dutch landline' },
    { number: '+442079460011', is: 'a British landline' },
    { number: '+12025550123', is: 'an American number' },
    { number: '+390612345678', is: 'an Italian landline' },
    { number: '+358401234567', is: 'a Finnish mobile number' },
    { number: '+35226123456', is: 'a Luxembourgish landline' },
  ])('makes up a number of the same country and kind for $is', ({ number }) => {
    const made = createMadeUpNumbers(undefined).inPlaceOf(number)
    const [before, after] = [parsePhoneNumber(number), parsePhoneNumber(made)]
    expect(made).not.toBe(number)
    expect(after.valid && [after.regionCode, after.type]).toEqual(before.valid && [before.regionCode, before.type])
  })

  it('makes up the same for the same number, and another one for another', () => {
    const { inPlaceOf } = createMadeUpNumbers(undefined)
    const numbers = Array.from({ length: 50 }, (_, index) => `+316123456${index + 10}`)
    const made = numbers.map(inPlaceOf)
    expect(numbers.map(inPlaceOf)).toEqual(made)
    expect(new Set(made).size).toBe(50)
  })

  it.each(['+870773111632', '+31999999999999', '+31612'])(
    'leaves of %s, which fits no plan, the first digits',
    (number) => {
      const made = createMadeUpNumbers(undefined).inPlaceOf(number)
      expect(made.slice(0, 4)).toBe(number.slice(0, 4))
      expect(made).not.toBe(number)
    },
  )

  it.each([
    { text: '+31 6 12345678', written: 'with blanks', expected: /^\+3161234560\d$/ },
    { text: '06-12345678', written: 'as people at home do', expected: /^06 1234560\d$/ },
    { text: '020 123 45 67', written: 'with the area', expected: /^010 123 450\d$/ },
    { text: '1234567890123456', written: 'in no way that a plan knows', expected: /^\[number\]$/ },
  ])('understands a number that is written $written', ({ text, expected }) => {
    expect(createMadeUpNumbers('+31201234567').inPlaceOfText(text)).toMatch(expected)
  })
})
