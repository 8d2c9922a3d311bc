import { describe, expect, it } from 'vitest'
import { findDoubled, parseCallers } from './callers.ts'

const callers = parseCallers({
  gold: { callers: ['+31612345678'], prefixes: ['+3120'] },
  silver: { callers: ['+31201112222'], prefixes: ['+31', '+32489123456'] },
  toString: { prefixes: ['+1'] },
})

describe('parseCallers', () => {
  it.each([
    { number: '+31612345678', where: 'listed as a caller', expected: 'gold' },
    { number: '+31201112222', where: 'listed as a caller, under a prefix of another tier', expected: 'silver' },
    { number: '+31201112223', where: 'under the longer of two prefixes', expected: 'gold' },
    { number: '+31301112222', where: 'under the shorter of two prefixes', expected: 'silver' },
    { number: '+32489123456', where: 'a whole prefix', expected: 'silver' },
    { number: '+3248912345', where: 'shorter than the prefix it begins', expected: undefined },
    { number: '+316123456789', where: 'longer than a caller', expected: 'silver' },
    { number: '+12025550123', where: 'in a tier named like a property of objects', expected: 'toString' },
    { number: '+4930123456', where: 'listed nowhere', expected: undefined },
  ])('a number that is $where has the tier $expected', ({ number, expected }) => {
    expect(callers.tierOf(number)).toBe(expected)
  })

  it('agrees with a search through all prefixes, on random numbers', () => {
    const random = lcg(7)
    const digits = (count: number) => Array.from({ length: count }, () => 1 + Math.floor(random() * 3)).join('')
    const prefixes = Array.from({ length: 60 }, () => `+${digits(1 + Math.floor(random() * 6))}`)
    const tiers = Object.fromEntries(
      [...new Set(prefixes)].map((prefix, index) => [`t${index}`, { prefixes: [prefix] }]),
    )
    const { tierOf } = parseCallers(tiers)

    for (let round = 0; round < 2_000; round += 1) {
      const number = `+${digits(8)}`
      const matching = Object.entries(tiers).filter(([, tier]) => number.startsWith(tier.prefixes[0] ?? '-'))
      const [longest] = matching.sort(([, a], [, b]) => (b.prefixes[0]?.length ?? 0) - (a.prefixes[0]?.length ?? 0))
      expect(tierOf(number)).toBe(longest?.[0])
    }
  })

  it('knows nobody without lists', () => {
    expect(parseCallers({ gold: {} }).tierOf('+31612345678')).toBeUndefined()
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

function lcg(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}
