import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildTable, findCode, type NumberTable } from './table.ts'

describe('findCode', () => {
  const inline = tableOf({ '+31612345678': 0 }, { '+3120': 0, '+1': 3 })
  const file = tableOf({ '+31612345678': 1, '+31201112222': 1, '+999999999999999': 2 }, { '+31': 1, '+32489123456': 2 })

  it.each([
    { number: '+31612345678', where: 'in two tables', expected: 0 },
    { number: '+31201112222', where: 'in the second, under a prefix of the first', expected: 1 },
    { number: '+31201112223', where: 'under the longer of two prefixes, in the first', expected: 0 },
    { number: '+31301112222', where: 'under the shorter of two prefixes, in the second', expected: 1 },
    { number: '+32489123456', where: 'a whole prefix', expected: 2 },
    { number: '+3248912345', where: 'shorter than the prefix that it begins', expected: undefined },
    { number: '+316123456789', where: 'longer than a listed one', expected: 1 },
    { number: '+999999999999999', where: 'the largest there can be', expected: 2 },
    { number: '+999999999999998', where: 'one less than the largest', expected: undefined },
    { number: '+4930123456', where: 'listed nowhere', expected: undefined },
    { number: '', where: 'none', expected: undefined },
  ])('has $expected for a number that is $where', ({ number, expected }) => {
    expect(findCode([inline, file], number)).toBe(expected)
  })

  it('takes a number shorter than the longest prefixes for no longer than it is', () => {
    const [one, other] = [tableOf({}, { '+3': 0 }), tableOf({}, { '+3': 1, '+11': 2 })]
    expect(findCode([one, other], '+3')).toBe(0)
  })

  it('has the lowest code of a number or prefix that is there twice', () => {
    const numbers = { keys: [31612345678, 31612345678, 31612345678, 31612345679], codes: [7, 2, 5, 255] }
    const prefixes = { keys: [49, 49], codes: [1, 0] }
    const table = buildTable(numbers, prefixes)
    expect(table.numbers.keys).toHaveLength(2)
    expect(['+31612345678', '+31612345679', '+4930123456'].map((number) => findCode([table], number))).toEqual([
      2, 255, 0,
    ])
  })

  it('agrees with a search through everything, on random numbers and prefixes', () => {
    // few digits, so that much begins like something else
    const digits = (maxLength: number) =>
      fc.array(fc.constantFrom('1', '2', '3'), { minLength: 1, maxLength }).map((list) => `+${list.join('')}`)
    const listed = (maxLength: number) => fc.dictionary(digits(maxLength), fc.nat(255), { maxKeys: 30 })
    const tables = fc.array(fc.record({ numbers: listed(7), prefixes: listed(6) }), { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(tables, fc.array(digits(7), { maxLength: 50 }), (lists, asked) => {
        const built = lists.map(({ numbers, prefixes }) => tableOf(numbers, prefixes))
        for (const number of asked) expect(findCode(built, number)).toBe(searchThrough(lists, number))
      }),
    )
  })
})

type Listed = Readonly<Record<string, number>>

function tableOf(numbers: Listed, prefixes: Listed): NumberTable {
  const entries = (listed: Listed) => ({ keys: Object.keys(listed).map(Number), codes: Object.values(listed) })
  return buildTable(entries(numbers), entries(prefixes))
}

function searchThrough(lists: readonly { numbers: Listed; prefixes: Listed }[], number: string): number | undefined {
  const own = lists.map(({ numbers }) => numbers[number]).find((code) => code !== undefined)
  const matching = lists
    .flatMap(({ prefixes }) => Object.entries(prefixes))
    .filter(([prefix]) => number.startsWith(prefix))
  const [longest] = matching.sort(([one], [other]) => other.length - one.length)
  return own ?? longest?.[1]
}
