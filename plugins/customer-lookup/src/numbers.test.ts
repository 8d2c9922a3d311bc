import { describe, expect, it } from 'vitest'
import { isCountry, loadNumbers } from './numbers.ts'

const dutch = await loadNumbers('NL')
const international = await loadNumbers(undefined)

describe('loadNumbers', () => {
  it.each([
    { number: '+31612345678', national: '0612345678', significant: '612345678' },
    { number: '+14155552671', national: '4155552671', significant: '4155552671' },
    { number: '+390212345678', national: '0212345678', significant: '0212345678' },
    { number: '+36301234567', national: '06301234567', significant: '301234567' },
    { number: '+999123456789', national: '999123456789', significant: '999123456789' },
  ])('writes $number as $national within its country', ({ number, national, significant }) => {
    const expected = { e164: number, digits: number.slice(1), national, significant }
    expect(dutch.formsOf(number)).toEqual(expected)
    expect(international.formsOf(number)).toEqual(expected)
  })

  it.each([
    { written: '+31612345678', how: 'in E.164' },
    { written: ' +31 6 1234 5678 ', how: 'with blanks' },
    { written: '+31 (0)6-12345678', how: 'with a trunk prefix in brackets' },
    { written: 'tel:+31612345678', how: 'as an address' },
    { written: '06-12345678', how: 'nationally' },
    { written: '0031612345678', how: 'as it is dialed from abroad' },
    { written: '31612345678', how: 'without a plus sign' },
    { written: 31612345678, how: 'as a number' },
    { written: '+31612345678 ext. 4', how: 'with an extension' },
  ])('reads a number that is written $how', ({ written }) => {
    expect(dutch.normalize(written)).toBe('+31612345678')
  })

  it.each([
    '',
    'n/a',
    '3.16E+10',
    '06 12345678 (mobile)',
    `06${' '.repeat(40)}12345678`,
    '06',
    null,
    undefined,
    true,
    {},
    ['06'],
  ])('reads no number in %j', (written) => {
    expect(dutch.normalize(written)).toBeUndefined()
  })

  it('reads international numbers only when it knows no country', () => {
    expect(international.normalize('06-12345678')).toBeUndefined()
    expect(international.normalize('31612345678')).toBeUndefined()
    expect(international.normalize('+31 6 12345678')).toBe('+31612345678')
  })

  it('keeps a number of another country apart from one that looks alike at home', () => {
    expect(dutch.normalize('030 123456')).not.toBe('+4930123456')
  })
})

describe('isCountry', () => {
  it('knows the countries that numbers belong to', async () => {
    expect([await isCountry('NL'), await isCountry('nl'), await isCountry('XX')]).toEqual([true, false, false])
  })
})
