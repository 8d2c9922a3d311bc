import type { CheckedConfig } from './config.ts'
import { PreanswerError } from './errors.ts'
import { type HookName, hookTable } from './hook-table.ts'
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
 * @throws {PreanswerError} `PREANSWER_PLAN_TOO_LONG`; its issues are the sum, and the entry to change first
 */
export function assertFits(plan: Plan): void {
  if (plan.neededMs <= plan.availableMs) return
  const sum = plan.hooks.map(({ hook, counts, budgetMs }) => `${hook} ${budgetMs} (${counts})`).join(' + ')
  const available = `${plan.limitMs} ms of the platform - marginMs ${plan.marginMs} = ${plan.availableMs} ms`
  const largest = plan.hooks
    .flatMap(({ hook, taps }) => taps.map((tap) => ({ hook, ...tap })))
    .sort((one, other) => other.budgetMs - one.budgetMs)[0]
  throw new PreanswerError('PREANSWER_PLAN_TOO_LONG', {
    issues: [
      { path: ['plugins'], message: `${sum} = ${plan.neededMs} ms, but there are ${available}` },
      ...(largest === undefined
        ? []
        : [
            {
              path: ['plugins', largest.entry, 'budgetMs'],
              message: `its ${largest.hook} tap has ${largest.budgetMs} ms, the largest budget`,
              hint: `lower it by at least ${plan.neededMs - plan.availableMs} ms`,
            },
          ]),
    ],
  })
}

function planHook(hook: HookName, taps: readonly PlannedTap[]): PlannedHook {
  const counts = hookTable[hook].runs === 'together' ? 'slowest' : 'sum'
  const budgets = taps.map(({ budgetMs }) => budgetMs)
  const budgetMs = counts === 'slowest' ? Math.max(0, ...budgets) : budgets.reduce((sum, ms) => sum + ms, 0)
  return { hook, counts, budgetMs, taps: taps.map(({ entry, budgetMs: ms }) => ({ entry, budgetMs: ms })) }
}
