import { describe, expect, it } from 'vitest'
import { bucketOf, rangesOf, variantAt } from './bucket.ts'

const callers = Array.from({ length: 100_000 }, (_, index) => `+316${10_000_000 + index}`)
const experiments = ['greeting', 'voice', 'closing-time', 'model-2026', 'a', 'b', 'exp1', 'exp2']
const pairs = experiments.flatMap((one, index) => experiments.slice(index + 1).map((other) => ({ one, other })))

/** Quantiles of chi-square: what chance exceeds once in a thousand times. */
const limits = { oneDegree: 10.83, ninetyNineDegrees: 148.2 }

/** The buckets of all callers, by experiment. */
const buckets = new Map(experiments.map((seed) => [seed, bucketsOf((caller) => bucketOf(seed, caller))]))

describe('bucketOf', () => {
  it.each([...buckets])('spreads numbers in sequence evenly over 100 slots: %s', (_seed, ofCallers) => {
    const counts = new Array<number>(100).fill(0)
    for (const bucket of ofCallers) {
      const slot = Math.floor(bucket * 100)
      counts[slot] = (counts[slot] ?? 0) + 1
    }
    const expected = counts.map(() => callers.length / 100)
    expect(chiSquare(counts, expected)).toBeLessThan(limits.ninetyNineDegrees)
  })

  it.each(pairs)('says nothing about the half of $other by that of $one', ({ one, other }) => {
    expect(dependence(buckets.get(one) ?? [], buckets.get(other) ?? [])).toBeLessThan(limits.oneDegree)
  })

  it('is measured by something that sees the fault of hash version 1', () => {
    const [one = [], other = []] = ['exp1', 'exp2'].map((seed) =>
      bucketsOf((caller) => (fnv1a(caller + seed) % 1_000) / 1_000),
    )
    expect(dependence(one, other)).toBeGreaterThan(10 * limits.oneDegree)
  })

  it('stays the same for ever', () => {
    expect(bucketOf('seed', 'a')).toBe(0.0505)
    expect(bucketOf('89123klj', '8952klfjas09ujkasdf')).toBe(0.124)
  })
})

describe('rangesOf', () => {
  const all = Array.from({ length: 10_000 }, (_, index) => index / 10_000)
  const steps = Array.from({ length: 101 }, (_, index) => index / 100)

  it.each([
    { shares: [0.5, 0.5] },
    { shares: [1 / 3, 1 / 3, 1 / 3] },
    { shares: [0.1, 0.2, 0.7] },
    { shares: [0, 0.9, 0.1] },
  ])('moves nobody who is in when coverage grows, with shares $shares', ({ shares }) => {
    let before = all.map(() => -1)
    for (const coverage of steps) {
      const ranges = rangesOf(shares, coverage)
      const now = all.map((bucket) => variantAt(bucket, ranges))
      expect(now.filter((variant, index) => before[index] !== -1 && before[index] !== variant)).toEqual([])
      before = now
    }
    expect(before).not.toContain(-1)
  })

  it('takes the part of each share that coverage says', () => {
    const ranges = rangesOf([0.25, 0.75], 0.5)
    const counts = [-1, 0, 1].map((variant) => all.filter((bucket) => variantAt(bucket, ranges) === variant).length)
    expect(counts).toEqual([5_000, 1_250, 3_750])
  })

  it('takes nobody with no coverage', () => {
    const ranges = rangesOf([0.5, 0.5], 0)
    expect(all.filter((bucket) => variantAt(bucket, ranges) !== -1)).toEqual([])
  })
})

function bucketsOf(bucket: (caller: string) => number): number[] {
  return callers.map(bucket)
}

/** How much the halves of callers in one experiment say about those in another: 1 degree of freedom. */
function dependence(one: readonly number[], other: readonly number[]): number {
  const counts = [0, 0, 0, 0]
  one.forEach((bucket, index) => {
    const cell = (bucket < 0.5 ? 0 : 2) + ((other[index] ?? 0) < 0.5 ? 0 : 1)
    counts[cell] = (counts[cell] ?? 0) + 1
  })
  const [a = 0, b = 0, c = 0, d = 0] = counts
  const products = [(a + b) * (a + c), (a + b) * (b + d), (c + d) * (a + c), (c + d) * (b + d)]
  return chiSquare(
    counts,
    products.map((product) => product / callers.length),
  )
}

function chiSquare(counts: readonly number[], expected: readonly number[]): number {
  return counts.reduce((sum, count, index) => sum + (count - (expected[index] ?? 0)) ** 2 / (expected[index] ?? 0), 0)
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (const character of text) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193)
  return hash >>> 0
}
