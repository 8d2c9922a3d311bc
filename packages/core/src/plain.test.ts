import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { copyPlain, deepFreeze, isCopyOf, isRecord, isShallowerThan, NotPlainError } from './plain.ts'

afterEach(() => {
  expect(Object.keys(Object.prototype)).toEqual([])
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
})

describe('copyPlain', () => {
  it.each([
    { what: 'text', value: 'x', expected: 'x' },
    { what: 'nothing', value: undefined, expected: undefined },
    { what: 'null', value: null, expected: null },
    { what: 'nested data', value: { a: [1, { b: null }], c: '' }, expected: { a: [1, { b: null }], c: '' } },
    { what: 'undefined properties', value: { a: undefined, b: 1 }, expected: { b: 1 } },
    {
      what: 'holes and undefined items',
      value: Object.assign([1], { 2: undefined, 3: 2 }),
      expected: [1, null, null, 2],
    },
    { what: 'negative zero', value: -0, expected: -0 },
    { what: 'null-prototype objects', value: Object.assign(Object.create(null), { a: 1 }), expected: { a: 1 } },
    {
      what: 'keys of Object.prototype',
      value: { constructor: 1, toString: 'x', hasOwnProperty: null },
      expected: { constructor: 1, toString: 'x', hasOwnProperty: null },
    },
    { what: 'symbol keys', value: { a: 1, [Symbol('s')]: 2 }, expected: { a: 1 } },
    { what: 'hidden keys', value: Object.defineProperty({ a: 1 }, 'b', { value: 2 }), expected: { a: 1 } },
    { what: 'objects of another realm', value: runInNewContext('({ a: [{ b: 1 }] })'), expected: { a: [{ b: 1 }] } },
    { what: 'extra keys of an array', value: Object.assign([1], { a: 1 }), expected: [1] },
    {
      what: 'what a getter gives',
      value: {
        get a() {
          return [1]
        },
      },
      expected: { a: [1] },
    },
    { what: 'a Proxy of plain data', value: new Proxy({ a: 1 }, {}), expected: { a: 1 } },
    {
      what: 'one object in two places',
      value: (({ a }) => ({ a, b: a }))({ a: { c: 1 } }),
      expected: { a: { c: 1 }, b: { c: 1 } },
    },
    { what: '64 levels', value: nested(64), expected: nested(64) },
    { what: 'a long text', value: 'x'.repeat(500_000), expected: 'x'.repeat(500_000) },
  ])('copies $what', ({ value, expected }) => {
    expect(copyPlain(value)).toStrictEqual(expected)
  })

  it.each([
    { what: 'a cycle', value: cycle() },
    { what: 'a cycle of arrays', value: cyclicList() },
    { what: 'a bush of cycles', value: bush() },
    { what: '65 levels', value: nested(65) },
    { what: '100,000 levels', value: nested(100_000) },
    { what: 'a function', value: { a: () => 1 } },
    { what: 'toJSON', value: { toJSON: () => ({}) } },
    { what: 'a symbol', value: [Symbol('s')] },
    { what: 'a BigInt', value: 1n },
    { what: 'NaN', value: { a: Number.NaN } },
    { what: 'Infinity', value: [Number.NEGATIVE_INFINITY] },
    { what: 'a Date', value: new Date(0) },
    { what: 'a Map', value: new Map([[1, 2]]) },
    { what: 'a Set', value: { a: new Set([1]) } },
    { what: 'an Error', value: new Error('x') },
    { what: 'a Promise', value: Promise.resolve(1) },
    { what: 'a Buffer', value: Buffer.from('x') },
    { what: 'a regular expression', value: /x/ },
    { what: 'a boxed text', value: Object('x') },
    {
      what: 'an instance of a class',
      value: new (class A {
        a = 1
      })(),
    },
    { what: 'an object with a prototype of its own', value: Object.create({ a: 1 }) },
    { what: 'a Date of another realm', value: runInNewContext('new Date(0)') },
    { what: 'the key __proto__', value: JSON.parse('{"__proto__":{"polluted":true}}') },
    { what: 'the key __proto__ further down', value: JSON.parse('{"a":[{"__proto__":{"polluted":true}}]}') },
    { what: '10 MB of text', value: { a: 'x'.repeat(10_000_000) } },
    { what: '10 MB of keys', value: { ['x'.repeat(10_000_000)]: 1 } },
    { what: 'much text in parts', value: Array.from({ length: 600 }, () => 'x'.repeat(1_000)) },
    { what: 'a million items', value: Array.from({ length: 1e6 }, () => 0) },
    { what: 'a million holes', value: new Array(1e6) },
    { what: 'a billion holes', value: new Array(1e9) },
    { what: 'many small arrays', value: Array.from({ length: 200 }, () => Array.from({ length: 200 }, () => 0)) },
    { what: 'laughs', value: laughs() },
  ])('refuses $what', ({ value }) => {
    expect(() => copyPlain(value)).toThrow(NotPlainError)
  })

  it.each([
    {
      what: 'a getter',
      value: {
        get a() {
          throw new TypeError('mine')
        },
      },
    },
    { what: 'a revoked Proxy', value: revoked() },
    {
      what: 'a Proxy',
      value: new Proxy(
        {},
        {
          ownKeys: () => {
            throw new TypeError('mine')
          },
        },
      ),
    },
  ])('lets through what $what throws', ({ value }) => {
    expect(() => copyPlain({ value })).toThrow(TypeError)
  })

  it('reads each property once, so that a second reading cannot differ', () => {
    let readings = 0
    const sly = {
      get a() {
        readings += 1
        return readings === 1 ? 'data' : () => 'code'
      },
    }
    expect(copyPlain(sly)).toEqual({ a: 'data' })
    expect(readings).toBe(1)
  })

  it('is not fooled about the length of an array', () => {
    const liar = (length: unknown) =>
      new Proxy([1], { get: (target, key) => (key === 'length' ? length : Reflect.get(target, key)) })
    expect(copyPlain(liar('abc'))).toEqual([])
    expect(copyPlain(liar(-1))).toEqual([])
    expect(() => copyPlain(liar({ valueOf: () => 1e9 }))).toThrow(NotPlainError)
    expect(() => copyPlain(liar(Number.POSITIVE_INFINITY))).toThrow(NotPlainError)
  })

  it('leaves the original as it was, and shares nothing with it', () => {
    const original = deepFreeze({ a: { b: [1] } })
    const copied = copyPlain(original) as typeof original
    expect(copied).toEqual(original)
    expect(Object.isFrozen(copied.a.b)).toBe(false)
  })

  it.each([
    { what: '20,000 values', fits: list(19_999), exceeds: list(20_000) },
    {
      what: '20,000 values in parts',
      fits: { a: list(9_998), b: list(9_999) },
      exceeds: { a: list(9_999), b: list(9_999) },
    },
    { what: '512 Ki characters', fits: 'x'.repeat(524_288), exceeds: 'x'.repeat(524_289) },
    {
      what: '512 Ki characters with the keys',
      fits: { ab: 'x'.repeat(524_286) },
      exceeds: { ab: 'x'.repeat(524_287) },
    },
  ])('takes $what and no more', ({ fits, exceeds }) => {
    expect(copyPlain(fits)).toEqual(fits)
    expect(() => copyPlain(exceeds)).toThrow(NotPlainError)
  })

  it.each([
    { what: 'what is no data', value: { metadata: { crm: [1, new Date(0)] } }, path: ['metadata', 'crm', 1] },
    { what: 'a value of nothing', value: { a: [{ b: Number.NaN }] }, path: ['a', 0, 'b'] },
    { what: 'a circle', value: { a: cycle() }, path: ['a', 'self', 'value'] },
    { what: 'too many values', value: { a: { b: [list(15_000), list(15_000)] } }, path: ['a'] },
    { what: 'a list that is too long', value: { a: { b: list(30_000) } }, path: ['a', 'b'] },
    { what: 'too much text', value: { a: [[['x'.repeat(600_000)]]] }, path: ['a', 0, 0] },
    { what: 'the key __proto__', value: JSON.parse('{"a":{"__proto__":1}}'), path: ['a'] },
  ])('says where $what stands, at most roughly, and no value', ({ value, path }) => {
    expect(() => copyPlain(value)).toThrow(expect.objectContaining({ name: 'NotPlainError', path }))
  })
})

describe('isCopyOf', () => {
  it.each([
    { what: 'the same data', value: { a: [1, { b: null }], c: 'x' }, same: true },
    { what: 'undefined properties', value: { a: [1, { b: null }], d: undefined, c: 'x' }, same: true },
    { what: 'an undefined item for null', value: { a: [1, { b: null }], c: 'x' }, same: true },
    { what: 'another order of keys', value: { c: 'x', a: [1, { b: null }] }, same: false },
    { what: 'a key less', value: { a: [1, { b: null }] }, same: false },
    { what: 'a key more', value: { a: [1, { b: null }], c: 'x', d: 1 }, same: false },
    { what: 'another value below', value: { a: [1, { b: 0 }], c: 'x' }, same: false },
    { what: 'an item more', value: { a: [1, { b: null }, 2], c: 'x' }, same: false },
    { what: 'an object for an array', value: { a: { 0: 1, 1: { b: null } }, c: 'x' }, same: false },
    { what: 'a class instance', value: Object.assign(new (class {})(), { a: [1, { b: null }], c: 'x' }), same: false },
    { what: 'a function', value: () => {}, same: false },
  ])('says $same of $what', ({ value, same }) => {
    expect(isCopyOf({ a: [1, { b: null }], c: 'x' }, value)).toBe(same)
  })

  it('says no of what cannot be copied, though it is in the copy by chance', () => {
    const shared = { a: Symbol('a') }
    expect(isCopyOf(shared, shared)).toBe(false)
  })

  it('passes on what a getter throws', () => {
    const value = {
      get a(): never {
        throw new RangeError()
      },
    }
    expect(() => isCopyOf({ a: 1 }, value)).toThrow(RangeError)
  })

  it('agrees with copyPlain, whatever the data', () => {
    // a key __proto__ is refused, not copied
    const data = fc.jsonValue({ maxDepth: 3 }).filter((value) => !JSON.stringify(value).includes('__proto__'))
    fc.assert(
      fc.property(
        fc.oneof(
          fc.tuple(data, data),
          data.map((same) => [same, structuredClone(same)] as const),
        ),
        ([one, other]) => {
          const isSame = JSON.stringify(copyPlain(one)) === JSON.stringify(copyPlain(other))
          expect(isCopyOf(copyPlain(one), other)).toBe(isSame)
        },
      ),
    )
  })
})

describe('deepFreeze', () => {
  it('freezes all of a tree', () => {
    const tree = deepFreeze({ a: [{ b: {} }] })
    expect([tree, tree.a, tree.a[0], tree.a[0]?.b].every(Object.isFrozen)).toBe(true)
  })

  it.each([undefined, null, 1, 'x'])('gives %s back', (value) => {
    expect(deepFreeze(value)).toBe(value)
  })
})

describe('isShallowerThan', () => {
  it.each([
    { value: 1, maximum: 0, expected: true },
    { value: {}, maximum: 1, expected: true },
    { value: [[]], maximum: 1, expected: false },
    { value: nested(64), maximum: 64, expected: true },
    { value: nested(65), maximum: 64, expected: false },
    { value: nested(200_000), maximum: 64, expected: false },
  ])('$maximum: $expected', ({ value, maximum, expected }) => {
    expect(isShallowerThan(value, maximum)).toBe(expected)
  })
})

describe('isRecord', () => {
  it.each([
    { value: {}, expected: true },
    { value: Object.create(null), expected: true },
    { value: [], expected: false },
    { value: null, expected: false },
    { value: 'x', expected: false },
    { value: () => 1, expected: false },
  ])('$value: $expected', ({ value, expected }) => {
    expect(isRecord(value)).toBe(expected)
  })
})

function list(length: number): number[] {
  return Array.from({ length }, () => 0)
}

/** Objects and lists in turn. */
function nested(levels: number): unknown {
  let value: unknown = levels % 2 === 0 ? [] : {}
  for (let level = levels - 1; level > 0; level -= 1) value = level % 2 === 0 ? [value] : { a: value }
  return value
}

function cycle(): unknown {
  const value: Record<string, unknown> = {}
  value.self = { value }
  return value
}

function cyclicList(): unknown {
  const list: unknown[] = []
  list.push(list)
  return list
}

function bush(): unknown {
  const value: Record<string, unknown> = {}
  for (let index = 0; index < 10; index += 1) value[`branch${index}`] = value
  return value
}

/** Nine levels of ten times the level below: a billion values in a hundred. */
function laughs(): unknown {
  let value: unknown = 'ha'
  for (let level = 0; level < 9; level += 1) value = Array.from({ length: 10 }, () => value)
  return value
}

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}
