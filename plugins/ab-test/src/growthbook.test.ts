import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bucketOf, rangesOf, variantAt } from './bucket.ts'

/** The cases that every library of GrowthBook passes, where the machine has them: github.com/growthbook/growthbook */
const file = join(
  import.meta.dirname,
  '../../../../shared/testdata/bucketing-and-schemas/growthbook-bucketing-cases.json',
)
const cases: Cases = existsSync(file)
  ? JSON.parse(readFileSync(file, 'utf8'))
  : { hash: [], getBucketRange: [], chooseVariation: [], run: [] }

describe.skipIf(!existsSync(file))('the cases of GrowthBook', () => {
  const hashes = cases.hash.filter(([, , version]) => version === 2)

  it('are there', () => {
    expect(hashes).toHaveLength(7)
  })

  it.each(hashes)('give seed %j and value %j, in hash version %i, the bucket %d', (seed, value, _version, bucket) => {
    expect(bucketOf(seed, value)).toBe(bucket)
  })

  // coverage beyond 0 and 1, and shares that are not 1 together, are refused or mended before they get here
  const ranges = cases.getBucketRange.filter(([, [count, coverage, weights]]) => {
    const sum = weights?.reduce((total, weight) => total + weight, 0) ?? 1
    return coverage >= 0 && coverage <= 1 && Math.abs(sum - 1) < 0.01 && (weights ?? []).length % count === 0
  })

  it.each(ranges)('give ranges: %s', (_name, [count, coverage, weights], expected) => {
    const shares = weights ?? new Array<number>(count).fill(1 / count)
    expect(rounded(rangesOf(shares, coverage))).toEqual(expected)
  })

  it.each(cases.chooseVariation)('choose a variant: %s', (_name, bucket, choices, expected) => {
    expect(variantAt(bucket, choices)).toBe(expected)
  })

  it.each(cases.run.filter(([, , { hashVersion }]) => hashVersion === 2))(
    'run: %s',
    (_name, { attributes }, given, index) => {
      const { seed = given.key, coverage = 1, variations } = given
      const shares = given.weights ?? variations.map(() => 1 / variations.length)
      expect(variantAt(bucketOf(seed, attributes?.id ?? ''), given.ranges ?? rangesOf(shares, coverage))).toBe(index)
    },
  )
})

function rounded(ranges: readonly (readonly [number, number])[]): number[][] {
  return ranges.map((range) => range.map((edge) => Math.round(edge * 1e9) / 1e9))
}

type Ranges = [number, number][]
interface Experiment {
  readonly key: string
  readonly seed?: string
  readonly hashVersion?: number
  readonly variations: readonly unknown[]
  readonly weights?: readonly number[]
  readonly coverage?: number
  readonly ranges?: Ranges
}
interface Cases {
  readonly hash: [seed: string, value: string, version: number, bucket: number | null][]
  readonly getBucketRange: [name: string, [count: number, coverage: number, weights: number[] | null], Ranges][]
  readonly chooseVariation: [name: string, bucket: number, ranges: Ranges, index: number][]
  readonly run: [name: string, { attributes?: { id?: string } }, Experiment, index: number, ...rest: unknown[]][]
}
