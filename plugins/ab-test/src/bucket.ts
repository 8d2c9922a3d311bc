/** A share of the buckets: from the first number up to, not including, the second. */
export type Range = readonly [from: number, to: number]

/**
 * The bucket of a caller in an experiment: the same for ever, and of no use for guessing the bucket in another experiment.
 * This is GrowthBook's hash version 2, FNV-1a twice. Its version 1, FNV-1a once, must not be used: of two experiments on
 * phone numbers in sequence it splits the callers alike.
 *
 * @returns 0 to 0.9999, in steps of 1/10,000
 * @see https://docs.growthbook.io/lib/build-your-own#hash
 */
export function bucketOf(seed: string, caller: string): number {
  return (fnv1a(String(fnv1a(seed + caller))) % 10_000) / 10_000
}

/**
 * The buckets of each variant. Each has a slot as wide as its share, and the first part of it is taken: more coverage
 * widens what is taken and moves nobody who is in already.
 *
 * @param shares One per variant, 1 together
 * @param coverage The part of all buckets that is taken, 0 to 1
 */
export function rangesOf(shares: readonly number[], coverage: number): Range[] {
  let from = 0
  return shares.map((share) => {
    const range = [from, from + share * coverage] as const
    from += share
    return range
  })
}

/** The index of the variant that a bucket belongs to; -1 for none. */
export function variantAt(bucket: number, ranges: readonly Range[]): number {
  return ranges.findIndex(([from, to]) => bucket >= from && bucket < to)
}

/** 32 bits of FNV-1a over UTF-16 code units. @see http://www.isthe.com/chongo/tech/comp/fnv/ */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}
