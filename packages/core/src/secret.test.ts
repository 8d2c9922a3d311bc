import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { configSchema } from './config.ts'
import { isSecret, isShowable, secret, withoutSecrets } from './secret.ts'

const schema = z.strictObject({
  kind: z.string(),
  word: secret(z.string().min(3)).max(9).optional(),
  either: z.union([secret(z.url()), z.strictObject({ path: z.string() })]),
  source: secret(z.strictObject({ address: z.string() })).transform((source) => source),
  list: z.array(z.strictObject({ name: z.string(), apiKey: z.string().default('') })).prefault([]),
  anything: z.unknown(),
  counts: z.record(z.string(), z.number()),
})

describe('secret', () => {
  it.each([
    { of: 'an option', one: secret(z.string()), is: true },
    { of: 'an option with a limit', one: secret(z.string()).max(9), is: true },
    { of: 'an option that may be absent', one: secret(z.string()).optional(), is: true },
    { of: 'an option with a description', one: secret(z.string()).describe('a word').default('x'), is: true },
    { of: 'what is transformed', one: secret(z.string()).transform(Number), is: true },
    { of: 'one of two alternatives', one: z.union([z.number(), secret(z.string())]), is: true },
    { of: 'something below', one: z.strictObject({ word: secret(z.string()) }), is: false },
    { of: 'nothing', one: z.string(), is: false },
    { of: 'no schema of zod', one: {}, is: false },
    { of: 'no schema at all', one: undefined, is: false },
  ])('marks $of: $is', ({ one, is }) => {
    expect(isSecret(one)).toBe(is)
  })
})

describe('isShowable', () => {
  it.each([
    { path: ['counts', 'nl'], shows: true },
    { path: ['list', 0, 'name'], shows: true },
    { path: ['anything', 'deep', 3], shows: true },
    { path: ['source'], shows: false },
    { path: ['list'], shows: true },
    { path: [], shows: false },
    { path: ['word'], shows: false },
    { path: ['either'], shows: false },
    { path: ['either', 'path'], shows: false },
    { path: ['source', 'address'], shows: false },
    { path: ['list', 0, 'apiKey'], shows: false },
    { path: ['anything', 'accessToken'], shows: false },
    { path: ['unknown'], shows: false },
    { path: ['list', 0, 'unknown'], shows: false },
  ])('is $shows of $path', ({ path, shows }) => {
    expect(isShowable(schema, path)).toBe(shows)
  })

  it('is false of whatever no schema of zod knows', () => {
    expect(isShowable({ '~standard': {} }, ['option'])).toBe(false)
  })

  it.each([
    ['secrets'],
    ['auth', 'bearer', 0],
    ['forward'],
    ['assistant', 'webhookSecret'],
    ['plugins', 0, 'with', 'x'],
  ])('is false of %s in a config', (...path) => {
    expect(isShowable(configSchema, path)).toBe(false)
  })
})

describe('withoutSecrets', () => {
  it('keeps what may be shown', () => {
    const value = {
      kind: '',
      list: [{ name: 'a' }],
      counts: { nl: 3, be: 4e6 },
      anything: ['x', null, true, undefined],
    }
    expect(withoutSecrets(value, schema)).toEqual({ ...value, counts: { nl: 3, be: '[number]' } })
  })

  it('hides secrets, what no schema knows, numbers of phones, and what is no data', () => {
    const value = {
      word: 'hunter2',
      either: { path: 'x' },
      list: [{ name: 'ring +31 6 12345678', apiKey: 'hunter2' }],
      unknown: { deep: 'hunter2' },
      counts: { '+31612345678': 1 },
      anything: () => {},
    }
    expect(withoutSecrets(value, schema)).toEqual({
      word: '[hidden]',
      either: '[hidden]',
      list: [{ name: 'ring [number]', apiKey: '[hidden]' }],
      unknown: '[hidden]',
      counts: { '[number]': 1 },
      anything: '[function]',
    })
  })
})
