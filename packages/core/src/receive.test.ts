import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readFixture, requestNames } from '../test/fixtures.ts'
import { type ErrorCode, isPreanswerError } from './errors.ts'
import { checkHeaders, maximumBodyBytes, parseBody } from './receive.ts'

const json = { 'content-type': 'application/json' }

describe('checkHeaders', () => {
  it.each([
    'application/json',
    'Application/JSON',
    'application/json; charset=utf-8',
    'application/json;charset=UTF-8',
    'application/json ; charset="utf-8"',
    ' application/json ',
  ])('takes the type %s', (type) => {
    expect(refusalOf(() => checkHeaders({ 'content-type': type }))).toBeUndefined()
  })

  it.each([
    undefined,
    '',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain',
    'text/json',
    'application/jsonp',
    'application/json5',
    'application/problem+json',
    'application/json, text/plain',
    'application/json; charset=latin1',
    'application/json; charset=iso-8859-1',
    'application/json; charset=utf-16',
    'application/json; charset=utf-8; charset=latin1',
    'text/plain; application/json',
  ])('refuses the type %s with 415', (type) => {
    expect(refusalOf(() => checkHeaders({ 'content-type': type }))).toBe('PREANSWER_MEDIA_TYPE_UNSUPPORTED')
  })

  it('refuses a type that came as a list', () => {
    const headers = { 'content-type': ['application/json'] }
    expect(refusalOf(() => checkHeaders(headers))).toBe('PREANSWER_MEDIA_TYPE_UNSUPPORTED')
  })

  it.each(['identity', 'Identity', 'IDENTITY'])('takes the content encoding %s', (encoding) => {
    expect(refusalOf(() => checkHeaders({ ...json, 'content-encoding': encoding }))).toBeUndefined()
  })

  it.each(['gzip', 'deflate', 'br', 'zstd', 'identity, gzip', 'x-gzip', ''])(
    'refuses the content encoding "%s" with 415',
    (encoding) => {
      const headers = { ...json, 'content-encoding': encoding }
      expect(refusalOf(() => checkHeaders(headers))).toBe('PREANSWER_MEDIA_TYPE_UNSUPPORTED')
    },
  )

  it('takes a length of 256 KiB and refuses one byte more with 413', () => {
    expect(maximumBodyBytes).toBe(262_144)
    expect(refusalOf(() => checkHeaders({ ...json, 'content-length': '262144' }))).toBeUndefined()
    expect(refusalOf(() => checkHeaders({ ...json, 'content-length': '262145' }))).toBe('PREANSWER_BODY_TOO_LARGE')
  })

  it('says 415 before 413', () => {
    const headers = { 'content-type': 'text/plain', 'content-length': '300000' }
    expect(refusalOf(() => checkHeaders(headers))).toBe('PREANSWER_MEDIA_TYPE_UNSUPPORTED')
  })
})

describe('parseBody', () => {
  it.each(requestNames)('reads %s', (name) => {
    const body = readFixture(name)
    expect(parseBody(Buffer.from(JSON.stringify(body, null, 2)))).toEqual(body)
  })

  it.each([
    { text: 'null', expected: null },
    { text: '[]', expected: [] },
    { text: '5', expected: 5 },
    { text: '"text"', expected: 'text' },
    { text: ' {"a":"Zoë — 24/7"}\r\n', expected: { a: 'Zoë — 24/7' } },
    { text: '{"a":1,"a":2}', expected: { a: 2 } },
  ])('reads $text', ({ text, expected }) => {
    expect(parseBody(Buffer.from(text))).toEqual(expected)
  })

  it.each([
    { bytes: '', what: 'nothing' },
    { bytes: '   ', what: 'blanks' },
    { bytes: '{', what: 'half an object' },
    { bytes: '{}{}', what: 'two objects' },
    { bytes: "{'a':1}", what: 'single quotes' },
    { bytes: '{"a":NaN}', what: 'NaN' },
    { bytes: 'message=assistant-request', what: 'a form' },
    { bytes: '\ufeff{}', what: 'a byte order mark' },
    { bytes: Buffer.from('{"a":1}', 'utf16le'), what: 'UTF-16' },
    { bytes: Buffer.from([0x22, 0xff, 0x22]), what: 'a byte that UTF-8 never has' },
    { bytes: Buffer.from([0x22, 0xc3, 0x22]), what: 'half a character' },
    { bytes: Buffer.from([0x22, 0xc0, 0xaf, 0x22]), what: 'an overlong character' },
    { bytes: Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), what: 'a surrogate' },
    { bytes: Buffer.from('{"name":"Zo\u00eb"}', 'latin1'), what: 'latin1' },
    { bytes: Buffer.from([0x1f, 0x8b, 0x08, 0x00]), what: 'gzip' },
  ])('refuses $what with 400', ({ bytes }) => {
    expect(refusalOf(() => parseBody(Buffer.from(bytes as string)))).toBe('PREANSWER_BODY_INVALID')
  })

  it('takes 256 KiB and refuses one byte more with 413', () => {
    const text = (length: number) => Buffer.from(`"${'x'.repeat(length - 2)}"`)
    expect(parseBody(text(maximumBodyBytes))).toHaveLength(maximumBodyBytes - 2)
    expect(refusalOf(() => parseBody(text(maximumBodyBytes + 1)))).toBe('PREANSWER_BODY_TOO_LARGE')
  })

  it('counts bytes, not characters', () => {
    expect(refusalOf(() => parseBody(Buffer.from(`"${'€'.repeat(100_000)}"`)))).toBe('PREANSWER_BODY_TOO_LARGE')
  })

  it.each([
    { open: '[', close: ']', levels: 64, expected: undefined },
    { open: '[', close: ']', levels: 65, expected: 'PREANSWER_BODY_INVALID' },
    { open: '{"a":', close: '}', levels: 63, expected: undefined },
    { open: '{"a":', close: '}', levels: 64, expected: 'PREANSWER_BODY_INVALID' },
    { open: '[', close: ']', levels: 100_000, expected: 'PREANSWER_BODY_INVALID' },
    { open: '{"a":', close: '}', levels: 40_000, expected: 'PREANSWER_BODY_INVALID' },
  ])('of $levels levels of $open it says $expected', ({ open, close, levels, expected }) => {
    // the innermost of the objects holds one more level
    const core = open === '[' ? '' : '[]'
    const text = Buffer.from(`${open.repeat(levels)}${core}${close.repeat(levels)}`)
    expect(refusalOf(() => parseBody(text))).toBe(expected)
  })

  it.each([
    '{"__proto__":{"polluted":true}}',
    '{"\\u005f_proto__":{"polluted":true}}',
    '{"message":{"type":"assistant-request","call":{"__proto__":null}}}',
    '[[{"a":[{"__proto__":1}]}]]',
  ])('refuses %s with 400, and nothing is polluted', (text) => {
    expect(refusalOf(() => parseBody(Buffer.from(text)))).toBe('PREANSWER_BODY_INVALID')
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  it('takes __proto__ as a value, and other names of Object.prototype as keys', () => {
    const text = '{"name":"__proto__","constructor":{"prototype":{"polluted":true}},"toString":"x"}'
    expect(Object.keys(parseBody(Buffer.from(text)) as object)).toEqual(['name', 'constructor', 'toString'])
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  it('refuses without a cause, which would quote the body', () => {
    try {
      parseBody(Buffer.from('{"caller": +31612345678}'))
      expect.unreachable()
    } catch (error) {
      expect((error as Error).cause).toBeUndefined()
      expect(JSON.stringify([error, (error as Error).message, (error as Error).stack])).not.toContain('31612345678')
    }
  })

  it('reads back any JSON that is small and flat enough', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        const text = JSON.stringify(value)
        fc.pre(!text.includes('__proto__'))
        expect(parseBody(Buffer.from(text))).toEqual(JSON.parse(text))
      }),
    )
  })

  it('throws nothing but its own errors, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        refusalOf(() => parseBody(bytes))
      }),
    )
  })
})

/** The code of the refusal; `undefined` when there was none. */
function refusalOf(check: () => unknown): ErrorCode | undefined {
  try {
    check()
    return undefined
  } catch (error) {
    if (!isPreanswerError(error)) throw error
    return error.code
  }
}
