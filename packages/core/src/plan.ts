import type { CheckedConfig } from './config.ts'
import { type Issue, PreanswerError } from './errors.ts'
import { type HookName, hookTable } from './hook-table.ts'
import type { Pipeline } from './hooks.ts'
import type { Tap } from './tap-run.ts'
import { flireoLimitsMs } from './wire/dialect.ts'

/** The time that all taps together may take, proved at start. */
export interface Plan {
  /** What the platform allows for `assistant-request` */
  readonly limitMs: number
  readonly marginMs: number
  readonly availableMs: number
  readonly neededMs: number
  readonly hooks: readonly PlannedHook[]
}

export interface PlannedHook {
  readonly hook: HookName
  /** How the taps' budgets add up: `slowest` where they run together, `sum` where they run in order */
  readonly counts: 'slowest' | 'sum'
  readonly budgetMs: number
  readonly taps: readonly PlannedTap[]
}

export interface PlannedTap {
  readonly entry: string
  readonly budgetMs: number
}

/** Hooks that must end before the response. */
const timedHooks = ['identify', 'screen', 'contribute', 'review'] as const

/** The plan of a pipeline, and of more taps. */
export function planOf(
  pipeline: Pipeline,
  config: Pick<CheckedConfig, 'marginMs'>,
  more: readonly Pick<Tap, 'hook' | 'entry' | 'budgetMs'>[] = [],
): Plan {
  return makePlan((hook) => {
    const taps = [...pipeline.taps(hook), ...more.filter((tap) => tap.hook === hook)]
    // a tap without a budget holds the place of an entry that is not set up
    return taps.filter(({ budgetMs }) => budgetMs > 0).map(({ entry, budgetMs }) => ({ entry: entry.name, budgetMs }))
  }, config)
}

/** Adds up the budgets of all taps. */
export function makePlan(
  tapsOf: (hook: HookName) => readonly PlannedTap[],
  config: Pick<CheckedConfig, 'marginMs'>,
): Plan {
  const hooks = timedHooks.map((hook) => planHook(hook, tapsOf(hook)))
  const limitMs = flireoLimitsMs.answer
  return {
    limitMs,
    marginMs: config.marginMs,
    availableMs: limitMs - config.marginMs,
    neededMs: hooks.reduce((sum, { budgetMs }) => sum + budgetMs, 0),
    hooks,
  }
}

/**
 * Refuses a plan that does not fit.
 *
 * @throws {PreanswerError} `PREANSWER_PLAN_TOO_LONG`; its issues are the sum, and the entries to change
 */
export function assertFits(plan: Plan): void {
  if (plan.neededMs <= plan.availableMs) return
  const sum = plan.hooks.map(({ hook, counts, budgetMs }) => `${hook} ${budgetMs} (${counts})`).join(' + ')
  const available = `${plan.limitMs} ms of the platform - marginMs ${plan.marginMs} = ${plan.availableMs} ms`
  throw new PreanswerError('PREANSWER_PLAN_TOO_LONG', {
    issues: [
      { path: ['plugins'], message: `${sum} = ${plan.neededMs} ms, but there are ${available}` },
      ...changesOf(plan),
    ],
  })
}

/** What to lower in the hook that takes most: where taps run together, all that are slower than it may be. */
function changesOf({ hooks, neededMs, availableMs }: Plan): Issue[] {
  const [longest] = hooks.toSorted((one, other) => other.budgetMs - one.budgetMs)
  if (longest === undefined) return []
  const excessMs = neededMs - availableMs
  const allowedMs = longest.budgetMs - excessMs
  const taps = longest.taps.toSorted((one, other) => other.budgetMs - one.budgetMs)
  const changed = longest.counts === 'sum' ? taps.slice(0, 1) : taps.filter((tap) => tap.budgetMs > allowedMs)
  return changed.map((tap) => {
    const lessMs = longest.counts === 'sum' ? excessMs : tap.budgetMs - allowedMs
    const how = lessMs < tap.budgetMs ? `by at least ${lessMs} ms` : `and others, by ${excessMs} ms in all`
    return {
      path: ['plugins', tap.entry, 'budgetMs'],
      message: `its ${longest.hook} tap has ${tap.budgetMs} ms`,
      hint: `lower it ${how}`,
    }
  })
}

function planHook(hook: HookName, taps: readonly PlannedTap[]): PlannedHook {
  const counts = hookTable[hook].runs === 'together' ? 'slowest' : 'sum'
  const budgets = taps.map(({ budgetMs }) => budgetMs)
  const budgetMs = counts === 'slowest' ? Math.max(0, ...budgets) : budgets.reduce((sum, ms) => sum + ms, 0)
  return { hook, counts, budgetMs, taps: taps.map(({ entry, budgetMs: ms }) => ({ entry, budgetMs: ms })) }
}
