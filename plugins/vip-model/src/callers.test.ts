import { describe, expect, it } from 'vitest'
import { findDoubled, sourcesOf } from './callers.ts'

describe('sourcesOf', () => {
  it('takes the config first, then the file of each tier, then the file for all', () => {
    const tiers = {
      gold: { callers: ['+31612345678'], file: { path: 'gold.csv' } },
      silver: { prefixes: ['+3120'] },
      bronze: { file: { path: 'bronze.csv' } },
    }
    const file = { path: 'customers.csv', tierColumn: 'segment' }
    expect(sourcesOf(tiers, file)).toEqual([
      { value: 'gold', numbers: ['+31612345678'], prefixes: undefined },
      { value: 'silver', numbers: undefined, prefixes: ['+3120'] },
      { value: 'bronze', numbers: undefined, prefixes: undefined },
      { value: 'gold', file: { path: 'gold.csv' }, at: ['tiers', 'gold', 'file'] },
      { value: 'bronze', file: { path: 'bronze.csv' }, at: ['tiers', 'bronze', 'file'] },
      { file, value: { column: 'segment', values: ['gold', 'silver', 'bronze'] }, at: ['file'] },
    ])
  })
})

describe('findDoubled', () => {
  it('names each place where a later tier lists what an earlier one has', () => {
    const doubled = findDoubled({
      gold: { callers: ['+31612345678', '+31687654321'], prefixes: ['+3120'] },
      silver: { callers: ['+31600000000', '+31687654321'], prefixes: ['+3120', '+31'] },
      bronze: { callers: ['+31612345678'] },
    })
    expect(doubled).toEqual([
      { path: ['silver', 'callers', 1], firstTier: 'gold' },
      { path: ['bronze', 'callers', 0], firstTier: 'gold' },
      { path: ['silver', 'prefixes', 0], firstTier: 'gold' },
    ])
  })

  it('lets a number stand twice in one tier, and under a prefix of another', () => {
    const tiers = { gold: { callers: ['+31612345678', '+31612345678'] }, silver: { prefixes: ['+31612345678'] } }
    expect(findDoubled(tiers)).toEqual([])
  })
})
