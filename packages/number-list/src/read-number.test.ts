import { beforeAll, describe, expect, it } from 'vitest'
import { loadNationalReader } from './national.ts'
import { type NationalReader, readNumber } from './read-number.ts'

const number = (key: number) => ({ kind: 'number', key })

describe('readNumber', () => {
  it.each([
    '+31612345678',
    ' +31612345678 ',
    '+31 6 1234 5678',
    '+31 (0)6-1234.5678',
    '+31 6/12345678',
    '+31\u00a06\u201112345678',
    '\u202a+31612345678\u202c',
    '\ufeff+31612345678',
    "'+31612345678",
    '="+31612345678"',
    'tel:+31-6-12345678',
    '0031612345678',
    '00 31 (0)6 12345678',
    '+31612345678.0',
  ])('reads %j', (cell) => {
    expect(readNumber(cell)).toEqual(number(31612345678))
  })

  it.each([
    { cell: '+3188*', key: 3188 },
    { cell: '+31 88 *', key: 3188 },
    { cell: '0031*', key: 31 },
    { cell: '+1*', key: 1 },
  ])('reads $cell as a prefix', ({ cell, key }) => {
    expect(readNumber(cell)).toEqual({ kind: 'prefix', key })
  })

  it.each([
    { cell: '3.16E+10', kind: 'lost-digits' },
    { cell: '3,16E+10', kind: 'lost-digits' },
    { cell: '3e10', kind: 'lost-digits' },
    { cell: '+3.16123E+10', kind: 'lost-digits' },
    { cell: '0612345678', kind: 'no-country-code' },
    { cell: '612345678.0', kind: 'no-country-code' },
    { cell: '31612345678', kind: 'no-country-code' },
    { cell: '088*', kind: 'no-country-code' },
    { cell: '', kind: 'blank' },
    { cell: ' \u200b', kind: 'blank' },
    { cell: '""', kind: 'blank' },
    { cell: 'n/a', kind: 'not-a-number' },
    { cell: '*', kind: 'not-a-number' },
    { cell: '+*', kind: 'not-a-number' },
    { cell: '+0612345678', kind: 'not-a-number' },
    { cell: '+31', kind: 'not-a-number' },
    { cell: '+3161234567890123', kind: 'not-a-number' },
    { cell: '+31612345678 ext. 12', kind: 'not-a-number' },
    { cell: '+31612345678 / +31687654321', kind: 'not-a-number' },
    { cell: '+31612345678\n+31687654321', kind: 'not-a-number' },
    { cell: '2026-01-31', kind: 'no-country-code' },
  ])('takes $cell for $kind', ({ cell, kind }) => {
    expect(readNumber(cell)).toEqual({ kind })
  })
})

describe('readNumber with the numbering plan of a country', () => {
  const readers: Record<string, NationalReader> = {}
  beforeAll(async () => {
    for (const country of ['NL', 'US', 'IT']) readers[country] = await loadNationalReader(country)
  })

  it.each([
    { country: 'NL', cell: '06-12345678', key: 31612345678 },
    { country: 'NL', cell: '(06) 12 34 56 78', key: 31612345678 },
    { country: 'NL', cell: '612345678', key: 31612345678 },
    { country: 'NL', cell: '612345678.0', key: 31612345678 },
    { country: 'NL', cell: '31612345678', key: 31612345678 },
    { country: 'NL', cell: '0044 20 7946 0123', key: 442079460123 },
    { country: 'NL', cell: '+442079460123', key: 442079460123 },
    { country: 'US', cell: '(202) 555-0123', key: 12025550123 },
    { country: 'US', cell: '011 44 20 7946 0123', key: 442079460123 },
    { country: 'IT', cell: '06 698 12345', key: 390669812345 },
  ])('reads $cell as it is written in $country', ({ country, cell, key }) => {
    expect(readNumber(cell, readers[country])).toEqual(number(key))
  })

  it.each([
    { cell: '3.16E+10', kind: 'lost-digits' },
    { cell: '0612', kind: 'not-a-number' },
    { cell: '088*', kind: 'no-country-code' },
    { cell: '0031612345678/0031687654321', kind: 'not-a-number' },
  ])('takes $cell for $kind in NL', ({ cell, kind }) => {
    expect(readNumber(cell, readers.NL)).toEqual({ kind })
  })

  it('does not know every country', async () => {
    await expect(loadNationalReader('XX')).rejects.toMatchObject({ name: 'ListProblem' })
  })
})
