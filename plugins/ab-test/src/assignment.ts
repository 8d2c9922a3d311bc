import type { Call, Facts } from '@preanswer/core'
import { bucketOf, rangesOf, variantAt } from './bucket.ts'
import type { Options } from './options.ts'

/** Where a call stands in the experiment. */
export interface Assignment {
  readonly variant: string
  /** The caller withholds the number: the variant is that of the call, and the next call may have another */
  readonly isWithheld: boolean
}

/** Prepares an experiment: the same call, with the same facts, always gets the same answer. */
export function assigner(options: Options): (call: Call, facts: Facts) => Assignment | undefined {
  const { experiment, seed = experiment, coverage, lines, exclude = {} } = options
  const variants = Object.keys(options.variants)
  const weights = Object.values(options.variants).map(({ weight }) => weight)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const ranges = rangesOf(
    weights.map((weight) => weight / total),
    coverage,
  )
  const dialed = lines && new Set(lines)
  const callers = new Set(exclude.callers)
  const tiers = new Set(exclude.tiers)

  return function assign(call, facts) {
    if (dialed && (call.dialedNumber === undefined || !dialed.has(call.dialedNumber))) return undefined
    const tier = facts.customer?.tier
    if (tier !== undefined && tiers.has(tier)) return undefined
    if (call.caller !== undefined && isExcluded(call.caller)) return undefined
    const unit = call.caller ?? call.id
    // a call that neither a number nor an id tells from others stays out: it could not be counted
    if (unit === undefined) return undefined
    const variant = variants[variantAt(bucketOf(seed, unit), ranges)]
    return variant === undefined ? undefined : { variant, isWithheld: call.caller === undefined }
  }

  function isExcluded(caller: string): boolean {
    return callers.has(caller) || exclude.prefixes?.some((prefix) => caller.startsWith(prefix)) === true
  }
}
