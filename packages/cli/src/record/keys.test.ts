import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { parseKey, type RecordKey, readKeys } from './keys.ts'

const bytes = randomBytes(32)

function keyOf(secret: Uint8Array): RecordKey {
  const [key] = readKeys(Buffer.from(secret).toString('base64'))
  if (key === undefined) throw new Error('no key')
  return key
}

describe('parseKey', () => {
  it.each([
    { what: 'base64', text: bytes.toString('base64') },
    { what: 'base64 without padding', text: bytes.toString('base64').replace('=', '') },
    { what: 'base64 for addresses', text: bytes.toString('base64url') },
    { what: 'hex', text: bytes.toString('hex') },
    { what: 'hex in capitals', text: bytes.toString('hex').toUpperCase() },
  ])('reads 32 bytes in $what', ({ text }) => {
    expect(parseKey(text)).toEqual(bytes)
  })

  it.each([
    { what: 'a password', text: 'correct horse battery staple' },
    { what: '31 bytes', text: bytes.subarray(1).toString('base64') },
    { what: '33 bytes', text: Buffer.concat([bytes, bytes.subarray(31)]).toString('base64') },
    { what: '16 bytes in hex', text: bytes.toString('hex', 0, 16) },
    { what: 'nothing', text: '' },
  ])('takes $what for no key', ({ text }) => {
    expect(parseKey(text)).toBeUndefined()
  })
})

describe('readKeys', () => {
  const [one, other] = [bytes.toString('base64'), randomBytes(32).toString('hex')]

  it('takes the keys of the config, else those of the environment', () => {
    const idsOf = (keys: readonly RecordKey[]) => keys.map(({ id }) => id)
    const environment = { PREANSWER_RECORD_KEY: other }
    expect(idsOf(readKeys([one, other], {}))).toEqual([keyOf(bytes).id, ...idsOf(readKeys(undefined, environment))])
    expect(idsOf(readKeys(one, environment))).toEqual([keyOf(bytes).id])
    expect(idsOf(readKeys(undefined, { PREANSWER_RECORD_KEY: `${one}, ${other}` }))).toHaveLength(2)
  })

  it.each([{}, { PREANSWER_RECORD_KEY: '' }])('has none where none is given: %j', (environment) => {
    expect(readKeys(undefined, environment)).toEqual([])
  })

  it('refuses a variable that holds something else, and does not repeat it', () => {
    const read = () => readKeys(undefined, { PREANSWER_RECORD_KEY: 'hunter2' })
    expect(read).toThrow(expect.objectContaining({ exitCode: 78 }))
    expect(read).not.toThrow(/hunter2/)
  })
})

describe('a RecordKey', () => {
  const key = keyOf(bytes)

  it('opens what it sealed', () => {
    expect(key.open(key.seal('a text with ü', 'here'), 'here')).toBe('a text with ü')
  })

  it('seals the same text in another way each time', () => {
    expect(key.seal('text', 'here')).not.toEqual(key.seal('text', 'here'))
  })

  it.each([
    { what: 'for another place', open: (sealed: Uint8Array) => key.open(sealed, 'there') },
    { what: 'under another key', open: (sealed: Uint8Array) => keyOf(randomBytes(32)).open(sealed, 'here') },
    {
      what: 'and changed since',
      open: (sealed: Uint8Array) => key.open(sealed.with(-1, 1 ^ Number(sealed.at(-1))), 'here'),
    },
    { what: 'and cut short', open: (sealed: Uint8Array) => key.open(sealed.subarray(0, 20), 'here') },
  ])('does not open what was sealed $what', ({ open }) => {
    const sealed = new Uint8Array(key.seal('text', 'here'))
    expect(() => open(sealed)).toThrow()
  })

  it('marks a number the same each time, and otherwise than another key', () => {
    expect(key.markOf('+31612345678')).toEqual(key.markOf('+31612345678'))
    expect(key.markOf('+31612345678')).not.toEqual(key.markOf('+31612345679'))
    expect(keyOf(randomBytes(32)).markOf('+31612345678')).not.toEqual(key.markOf('+31612345678'))
  })
})
