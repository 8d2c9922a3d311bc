import { describe, expect, it } from 'vitest'
import { recordsAt, valuesAt } from './fields.ts'

const record = {
  phone: '06',
  'Tel. (work)': '020',
  properties: { phone: '030', empty: '', none: null, zero: 0, no: false },
  phones: [{ value: '1', kind: 'work' }, { value: '2' }, 'odd'],
  emails: ['a', 'b'],
}

describe('valuesAt', () => {
  it.each([
    { path: 'phone', expected: ['06'], what: 'a field' },
    { path: 'Tel. (work)', expected: ['020'], what: 'a column with a dot in its name' },
    { path: 'properties.phone', expected: ['030'], what: 'a field within a field' },
    { path: 'phones.1.value', expected: ['2'], what: 'an item of a list' },
    { path: 'phones.value', expected: ['1', '2'], what: 'all items of a list' },
    { path: 'emails', expected: ['a', 'b'], what: 'a list' },
    { path: 'properties.zero', expected: [0], what: 'zero' },
    { path: 'properties.no', expected: [false], what: 'false' },
    { path: 'properties.empty', expected: [], what: 'an empty text' },
    { path: 'properties.none', expected: [], what: 'null' },
    { path: 'phones.7.value', expected: [], what: 'an item that is not there' },
    { path: 'phone.length', expected: [], what: 'a property of a text' },
    { path: 'constructor.name', expected: [], what: 'what every object has' },
    { path: '__proto__', expected: [], what: 'a prototype' },
  ])('finds $expected under $path: $what', ({ path, expected }) => {
    expect(valuesAt(record, path)).toEqual(expected)
  })

  it.each([null, undefined, 'text', 3, []])('finds nothing in %j', (value) => {
    expect(valuesAt(value, 'phone')).toEqual([])
  })
})

describe('recordsAt', () => {
  it.each([
    { answer: [{ a: 1 }, { a: 2 }], path: undefined, expected: [{ a: 1 }, { a: 2 }] },
    { answer: { a: 1 }, path: undefined, expected: [{ a: 1 }] },
    { answer: { results: [{ a: 1 }] }, path: 'results', expected: [{ a: 1 }] },
    {
      answer: { data: { items: [{ item: { a: 1 } }, { item: { a: 2 } }] } },
      path: 'data.items.item',
      expected: [{ a: 1 }, { a: 2 }],
    },
    { answer: { results: { a: 1 } }, path: 'results', expected: [{ a: 1 }] },
    { answer: { results: null }, path: 'results', expected: [] },
    { answer: { other: [] }, path: 'results', expected: [] },
    { answer: 'text', path: undefined, expected: [] },
    { answer: undefined, path: undefined, expected: [] },
    { answer: [null, 3, { a: 1 }], path: undefined, expected: [{ a: 1 }] },
  ])('takes $expected out of $answer at $path', ({ answer, path, expected }) => {
    expect(recordsAt(answer, path)).toEqual(expected)
  })
})
