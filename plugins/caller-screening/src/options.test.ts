import { describe, expect, it } from 'vitest'
import { optionsSchema } from './options.ts'

const reject = 'We cannot take your call.'
const alice = '+31612345678'

describe('optionsSchema', () => {
  it('gives each rule its own text, else the one for all', async () => {
    const { texts } = await optionsSchema.parseAsync({
      deny: { callers: [alice], reject: 'Do not ring again.' },
      withheld: 'reject',
      countries: { allow: ['NL', 'BE'] },
      rate: { calls: 3, minutes: 10, reject: { nl: 'Belt u later terug.', en: 'Please call again later.' } },
      reject,
    })
    expect([...texts]).toEqual([
      ['deny', 'Do not ring again.'],
      ['withheld', reject],
      ['countries', reject],
      ['rate', { nl: 'Belt u later terug.', en: 'Please call again later.' }],
    ])
  })

  it.each([
    { rule: 'accept', expected: [] },
    { rule: 'reject', expected: [['withheld', reject]] },
    { rule: { reject: 'Call with your number.' }, expected: [['withheld', 'Call with your number.']] },
  ])('takes $rule for withheld callers', async ({ rule, expected }) => {
    const { texts } = await optionsSchema.parseAsync({ withheld: rule, rate: { calls: 1, minutes: 1 }, reject })
    expect([...texts].filter(([name]) => name === 'withheld')).toEqual(expected)
  })

  it('takes lists from the config and from files', async () => {
    const { sources } = await optionsSchema.parseAsync({
      allow: { prefixes: ['+3120'] },
      deny: { file: { path: 'deny.csv', column: 'phone', country: 'NL' } },
      reject,
    })
    expect(sources).toEqual([
      { value: 'allow', numbers: undefined, prefixes: ['+3120'] },
      { value: 'deny', numbers: undefined, prefixes: undefined },
      { value: 'deny', file: { path: 'deny.csv', column: 'phone', country: 'NL' }, at: ['deny', 'file'] },
    ])
  })

  it.each([
    { countries: { allow: ['NL', 'BE'] }, served: ['NL'] },
    { countries: { deny: ['NL', 'BE'] }, served: ['DE'] },
    { countries: undefined, served: ['NL', 'DE'] },
  ])('serves $served with $countries', async ({ countries, served }) => {
    const { isServed } = await optionsSchema.parseAsync({ countries, withheld: 'reject', reject })
    expect(['NL', 'DE'].filter(isServed)).toEqual(served)
  })

  it.each([
    { what: 'no rule', options: { reject }, path: '' },
    {
      what: 'a list of callers that all are let in, and nothing else',
      options: { allow: { callers: [alice] } },
      path: '',
    },
    { what: 'withheld callers accepted, and nothing else', options: { withheld: 'accept' }, path: '' },
    { what: 'a rule without a text', options: { deny: { callers: [alice] } }, path: 'deny' },
    { what: 'an unknown option', options: { withheld: 'reject', reject, block: [] }, path: '' },
    { what: 'an unknown policy', options: { withheld: 'ask', reject }, path: 'withheld' },
    { what: 'a national number', options: { deny: { callers: ['0612345678'] }, reject }, path: 'deny.callers.0' },
    { what: 'a list without anything in it', options: { deny: { file: '' }, reject }, path: 'deny.file' },
    { what: 'a deny list that is empty', options: { deny: {}, reject }, path: 'deny' },
    {
      what: 'a number in both lists',
      options: { allow: { callers: [alice] }, deny: { callers: [alice] }, reject },
      path: 'deny.callers.0',
    },
    { what: 'no call at all', options: { rate: { calls: 0, minutes: 1 }, reject }, path: 'rate.calls' },
    {
      what: 'a window longer than a day',
      options: { rate: { calls: 1, minutes: 1_441 }, reject },
      path: 'rate.minutes',
    },
    { what: 'what is no country', options: { countries: { allow: ['NL', 'UK'] }, reject }, path: 'countries.allow.1' },
    {
      what: 'both kinds of countries',
      options: { countries: { allow: ['NL'], deny: ['DE'] }, reject },
      path: 'countries',
    },
  ])('refuses $what at "$path"', async ({ options, path }) => {
    const { error } = await optionsSchema.safeParseAsync(options)
    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path])
    expect(JSON.stringify(error?.issues)).not.toMatch(/612345/)
  })
})
