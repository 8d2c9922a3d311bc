import { describe, expect, it } from 'vitest'
import { isPreanswerError, type PreanswerError } from './errors.ts'
import type { HookName } from './hook-table.ts'
import { assertFits, makePlan, type Plan, type PlannedTap } from './plan.ts'

const tap = (entry: string, budgetMs: number): PlannedTap => ({ entry, budgetMs })

describe('makePlan', () => {
  it('adds the slowest of the taps that run together to all that run in order; observers are off the clock', () => {
    const plan = planOf({
      identify: [tap('a', 800), tap('b', 300)],
      screen: [tap('a', 50), tap('b', 20)],
      contribute: [tap('c', 500), tap('d', 900)],
      review: [tap('c', 10), tap('d', 15)],
      observe: [tap('a', 9_000)],
    })
    expect(plan).toMatchObject({ limitMs: 5_000, marginMs: 1_000, availableMs: 4_000, neededMs: 1_795 })
    expect(plan.hooks.map(({ hook, counts, budgetMs }) => `${hook} ${counts} ${budgetMs}`)).toEqual([
      'identify slowest 800',
      'screen sum 70',
      'contribute slowest 900',
      'review sum 25',
    ])
    expect(plan.hooks[0]?.taps).toEqual([tap('a', 800), tap('b', 300)])
  })

  it('needs nothing without taps', () => {
    expect(planOf({}).neededMs).toBe(0)
  })
})

describe('assertFits', () => {
  it('takes a plan that fits exactly', () => {
    expect(() => assertFits(planOf({ identify: [tap('a', 2_000)], contribute: [tap('b', 2_000)] }))).not.toThrow()
  })

  it('refuses one that is longer, with the sum', () => {
    const error = problemOf(planOf({ identify: [tap('a', 2_000)], screen: [tap('b', 1), tap('c', 2_000)] }, 999.5))
    expect(error.code).toBe('PREANSWER_PLAN_TOO_LONG')
    const [sum] = error.issues
    expect(sum?.message).toContain(
      'identify 2000 (slowest) + screen 2001 (sum) + contribute 0 (slowest) + review 0 (sum)',
    )
    expect(sum?.message).toContain('= 4001 ms')
    expect(sum?.message).toContain('marginMs 999.5 = 4000.5 ms')
  })

  it.each([
    {
      what: 'the largest of those that run in order',
      taps: { screen: [tap('a', 1_500), tap('b', 3_000)] },
      changes: [['b', 'by at least 500 ms']],
    },
    {
      what: 'the slowest of those that run together',
      taps: { identify: [tap('a', 3_000), tap('b', 500)], contribute: [tap('c', 2_000)] },
      changes: [['a', 'by at least 1000 ms']],
    },
    {
      what: 'every one that is too slow beside the slowest',
      taps: { identify: [tap('a', 4_500), tap('b', 4_200), tap('c', 4_000)] },
      changes: [
        ['a', 'by at least 500 ms'],
        ['b', 'by at least 200 ms'],
      ],
    },
    {
      what: 'what takes most, when no single one can be lowered so far',
      taps: { screen: Array.from({ length: 50 }, (_, index) => tap(`t${index}`, 100)) },
      changes: [['t0', 'and others, by 1000 ms in all']],
    },
    {
      what: 'what takes most, when it would have to be lowered to nothing',
      taps: { screen: Array.from({ length: 41 }, (_, index) => tap(`t${index}`, 100)) },
      changes: [['t0', 'and others, by 100 ms in all']],
    },
  ])('names the entry to change: $what', ({ taps, changes }) => {
    const [, ...issues] = problemOf(planOf(taps)).issues
    expect(issues.map(({ path }) => path)).toEqual(changes.map(([entry]) => ['plugins', entry, 'budgetMs']))
    expect(issues.map(({ hint }) => hint)).toEqual(changes.map(([, how]) => expect.stringContaining(how ?? '')))
  })
})

function planOf(taps: Partial<Record<HookName, PlannedTap[]>>, marginMs = 1_000): Plan {
  return makePlan((hook) => taps[hook] ?? [], { marginMs })
}

function problemOf(plan: Plan): PreanswerError {
  try {
    assertFits(plan)
  } catch (error) {
    if (isPreanswerError(error)) return error
  }
  throw new Error('the plan fits')
}
