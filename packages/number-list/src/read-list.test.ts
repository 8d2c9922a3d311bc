import { describe, expect, it } from 'vitest'
import { createListReader, type RowOptions } from './read-list.ts'

describe('createListReader', () => {
  it.each([
    { what: 'rows without a header', rows: [['+31612345678', 'A. Jansen'], ['+31687654321']], expected: 2 },
    {
      what: 'a header',
      rows: [
        ['Phone 1', 'Name'],
        ['+31612345678', 'A. Jansen'],
      ],
      expected: 1,
    },
    {
      what: 'empty lines and the separator before it',
      rows: [['sep=', ''], [''], ['phone'], ['+31612345678']],
      expected: 1,
    },
    { what: 'an empty cell in the first row', rows: [[''], ['+31612345678']], expected: 1 },
    { what: 'a prefix in the first row', rows: [['+1*'], ['+31612345678']], expected: 2 },
    { what: 'customers without a number', rows: [['phone'], ['+31612345678'], [''], []], expected: 1 },
    { what: 'a header and nothing more', rows: [['phone']], expected: 0 },
    { what: 'nothing', rows: [], expected: 0 },
  ])('reads $what', ({ rows, expected }) => {
    const { table, refused } = read(rows)
    expect(table.numbers.keys.length + table.prefixes.keys.length).toBe(expected)
    expect(refused).toEqual({})
  })

  it('reads the column that is named, whatever the case of its name', () => {
    const rows = [
      ['Id', ' Phone '],
      ['7', '+31612345678'],
      ['31612345670', '+31687654321'],
    ]
    expect([...read(rows, { column: 'phone' }).table.numbers.keys]).toEqual([31612345678, 31687654321])
  })

  it('gives each row the code that its column names, and passes over what has none', () => {
    const codes = {
      column: 'segment',
      byName: new Map([
        ['gold', 0],
        ['silver', 1],
      ]),
    }
    const rows = [
      ['phone', 'Segment'],
      ['+31600000003', 'Silver'],
      ['+31600000001', ' GOLD'],
      ['+31600000002', 'lead'],
      ['06'],
    ]
    expect(read(rows, { codes })).toEqual({
      rows: 2,
      refused: {},
      table: expect.objectContaining({
        numbers: { keys: Float64Array.of(31600000001, 31600000003), codes: Uint8Array.of(0, 1) },
      }),
    })
  })

  it('counts what it refuses, and says where the first one is', () => {
    const rows = [['phone'], ['+31612345678'], ['3.16E+10'], ['0612345678'], ['3.16E+10'], ['unknown']]
    expect(read(rows)).toMatchObject({
      rows: 5,
      refused: { 'lost-digits': 2, 'no-country-code': 1, 'not-a-number': 1 },
      firstRefusedRow: 3,
    })
  })

  it.each([
    { what: 'rows of which none says a number', rows: [['phone'], ['3.16E+10'], ['3.17E+10']], options: {} },
    { what: 'more rows than allowed', rows: [['+31612345678'], ['+31612345678'], ['']], options: { maximumRows: 2 } },
    { what: 'no such column', rows: [['phone'], ['+31612345678']], options: { column: 'mobile' } },
    {
      what: 'no column for the code',
      rows: [['phone'], ['+31612345678']],
      options: { codes: { column: 'tier', byName: new Map() } },
    },
  ])('refuses $what', ({ rows, options }) => {
    expect(() => read(rows, options)).toThrow(expect.objectContaining({ name: 'ListProblem' }))
  })

  it('repeats no number where a header is missing', () => {
    const rows = [['+31612345678', 'A. Jansen', 'gold']]
    expect(() => read(rows, { column: 'phone' })).toThrow(
      expect.objectContaining({ message: expect.not.stringMatching(/612/) }),
    )
  })
})

function read(rows: readonly (readonly string[])[], options: Partial<RowOptions> = {}) {
  const reader = createListReader({ codes: 0, maximumRows: 100, ...options })
  for (const cells of rows) reader.read(cells)
  return reader.end()
}
