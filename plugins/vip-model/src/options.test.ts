import { describe, expect, it } from 'vitest'
import { optionsSchema } from './options.ts'

const patch = { maxDurationSeconds: 1800 }
const manyTiers = Object.fromEntries(Array.from({ length: 257 }, (_, index) => [`tier ${index}`, { patch }]))
const alice = '+31612345678'

describe('optionsSchema', () => {
  it('accepts tiers with callers, prefixes and a patch, tiers that only mark, and tiers that others assign', () => {
    const tiers = {
      gold: { callers: [alice], prefixes: ['+3120'], patch: { ...patch, firstMessage: { nl: 'Dag!', en: 'Hello!' } } },
      staff: { prefixes: ['+31880001'] },
      silver: { patch },
      '1': { prefixes: ['+32'] },
    }
    expect(optionsSchema.parse({ tiers })).toEqual({ tiers })
  })

  it('accepts files of tiers, and one for all tiers', () => {
    const options = {
      tiers: {
        gold: { file: 'gold.csv' },
        silver: { file: { path: 'silver.csv', country: 'NL', maxShrink: 1 } },
        bronze: {},
      },
      file: { path: 'customers.csv', column: 'phone', tierColumn: 'segment' },
    }
    const { tiers, file } = optionsSchema.parse(options)
    expect([tiers.gold?.file, tiers.silver?.file, file]).toEqual([
      { path: 'gold.csv' },
      options.tiers.silver.file,
      options.file,
    ])
  })

  it.each([
    { what: 'no tiers', options: {}, path: 'tiers' },
    { what: 'an empty record of tiers', options: { tiers: {} }, path: 'tiers' },
    { what: 'an unknown option', options: { tiers: { gold: { patch } }, tier: 'gold' }, path: '' },
    { what: 'a tier without a name', options: { tiers: { '': { patch } } }, path: 'tiers.' },
    { what: 'a number for a tier', options: { tiers: { [alice]: { patch } } }, path: `tiers.${alice}` },
    { what: 'a tier without effect', options: { tiers: { gold: {} } }, path: 'tiers.gold' },
    {
      what: 'a tier with empty lists',
      options: { tiers: { gold: { callers: [], prefixes: [] } } },
      path: 'tiers.gold',
    },
    { what: 'an empty patch', options: { tiers: { gold: { callers: [alice], patch: {} } } }, path: 'tiers.gold.patch' },
    {
      what: 'a patch with an unknown key in a block',
      options: { tiers: { gold: { patch: { llm: { modle: 'gpt-5' } } } } },
      path: 'tiers.gold.patch.llm',
    },
    {
      what: 'one file without a column of tiers',
      options: { tiers: { gold: {} }, file: { path: 'a.csv' } },
      path: 'file.tierColumn',
    },
    { what: 'more tiers than a list can hold', options: { tiers: manyTiers }, path: 'tiers' },
    { what: 'a national number', options: tiersWith(['0612345678']), path: 'tiers.gold.callers.0' },
    { what: 'a number that YAML read as a number', options: tiersWith([31612345678]), path: 'tiers.gold.callers.0' },
    {
      what: 'a prefix without a plus',
      options: { tiers: { gold: { prefixes: ['31'] } } },
      path: 'tiers.gold.prefixes.0',
    },
    {
      what: 'a prefix of a plus alone',
      options: { tiers: { gold: { prefixes: ['+'] } } },
      path: 'tiers.gold.prefixes.0',
    },
    {
      what: 'a number in two tiers',
      options: { tiers: { gold: { callers: [alice] }, silver: { callers: ['+31600000000', alice] } } },
      path: 'tiers.silver.callers.1',
    },
    {
      what: 'a prefix in two tiers',
      options: { tiers: { gold: { prefixes: ['+3120'] }, silver: { prefixes: ['+3120'] } } },
      path: 'tiers.silver.prefixes.0',
    },
  ])('refuses $what at "$path"', ({ options, path }) => {
    expect(issuesOf(options).map((issue) => issue.path.join('.'))).toEqual([path])
  })

  it('reports all problems at once', () => {
    const issues = issuesOf({ tiers: { gold: { callers: ['06'] }, silver: { prefixes: ['31'] }, bronze: {} } })
    expect(issues.map((issue) => issue.path.join('.'))).toEqual([
      'tiers.gold.callers.0',
      'tiers.silver.prefixes.0',
      'tiers.bronze',
    ])
  })

  it.each([
    { what: 'that are malformed', tiers: { gold: { callers: ['0612345678', 31612345678], prefixes: ['0612'] } } },
    { what: 'that stand in two tiers', tiers: { gold: { callers: [alice] }, silver: { callers: [alice] } } },
    { what: 'that stand for tiers', tiers: { [alice]: { callers: [alice] }, gold: { callers: [alice] } } },
  ])('never repeats numbers $what in its messages', ({ tiers }) => {
    const messages = issuesOf({ tiers }).map((issue) => issue.message)
    expect(messages).not.toEqual([])
    expect(messages.join()).not.toMatch(/612/)
  })
})

function tiersWith(callers: readonly unknown[]): unknown {
  return { tiers: { gold: { callers } } }
}

function issuesOf(options: unknown) {
  return optionsSchema.safeParse(options).error?.issues ?? []
}
