import { isDeepStrictEqual } from 'node:util'
import type { CheckedConfig } from './config.ts'
import type { HookName } from './hook-table.ts'
import { maskNumbers } from './log.ts'
import { isRecord } from './plain.ts'
import type { Plan } from './plan.ts'
import type { Entry } from './plugin.ts'

/** What a reload has changed, in the names of the config: it holds none of its values but budgets. */
export interface Difference {
  readonly entries: {
    readonly added: readonly string[]
    readonly removed: readonly string[]
    readonly changed: readonly ChangedEntry[]
    /** Whether those that were there before stand in another order */
    readonly reordered: boolean
  }
  readonly lines: {
    readonly added: readonly string[]
    readonly removed: readonly string[]
    readonly changed: readonly ChangedLine[]
  }
  /** Where the time of an entry is another, or begins or ends; of the entries that lines share */
  readonly budgets: readonly ChangedBudget[]
  /** ms that all taps may take together */
  readonly neededMs: Change
  /** ms before the deadline */
  readonly availableMs: Change
  /** Other keys of the config, with a name inside where there is one: `language`, `variables.company` */
  readonly keys: readonly string[]
  /** Keys that go on counting as they were until the process starts again: `server.port` */
  readonly needsRestart: readonly string[]
}

export interface ChangedEntry {
  readonly entry: string
  /** `use` where its plugin is another, or is the same and was loaded anew; `with.hours` */
  readonly keys: readonly string[]
}

export interface ChangedLine {
  readonly line: string
  /** `numbers`, `timeZone`, `changes.business-hours` */
  readonly keys: readonly string[]
}

export interface ChangedBudget extends Partial<Change> {
  readonly hook: HookName
  readonly entry: string
}

/** In ms; of a budget one is absent where there is no such tap. */
export interface Change {
  readonly fromMs: number
  readonly toMs: number
}

/** What of a generation is compared. */
export interface Compared {
  /** What it was asked for */
  readonly asked: CheckedConfig
  /** What is in effect */
  readonly config: CheckedConfig
  /** Those that lines share */
  readonly entries: readonly { readonly name: string; readonly config: Entry }[]
  /** What each line says of its own */
  readonly ownOfLines: ReadonlyMap<string, object>
  readonly plan: Plan
}

/** Keys of the config of which those inside are told too. */
const openedKeys = ['assistant', 'assistants', 'fallback', 'variables', 'budgets', 'breaker']

/** Compares what was in use with what takes its place. */
export function differenceOf(before: Compared, after: Compared): Difference {
  const { plugins: _, server, ...config } = before.config
  const { plugins: __, server: askedServer, ...asked } = after.asked
  return {
    entries: compareEntries(before.entries, after.entries),
    lines: compareLines(before.ownOfLines, after.ownOfLines),
    budgets: compareBudgets(before.plan, after.plan),
    neededMs: { fromMs: before.plan.neededMs, toMs: after.plan.neededMs },
    availableMs: { fromMs: before.plan.availableMs, toMs: after.plan.availableMs },
    keys: changedKeys(config, asked, openedKeys),
    needsRestart: changedKeys({ server }, { server: askedServer }, ['server']),
  }
}

function compareEntries(before: Compared['entries'], after: Compared['entries']): Difference['entries'] {
  const earlier = new Map(before.map(({ name, config }) => [name, config]))
  const later = new Map(after.map(({ name, config }) => [name, config]))
  const kept = [...later.keys()].filter((name) => earlier.has(name))
  const changed = kept.flatMap((entry) => {
    const keys = changedKeys({ ...earlier.get(entry) }, { ...later.get(entry) }, ['with', 'budgetMs'])
    return keys.length === 0 ? [] : [{ entry, keys }]
  })
  const keptBefore = [...earlier.keys()].filter((name) => later.has(name))
  return {
    added: [...later.keys()].filter((name) => !earlier.has(name)),
    removed: [...earlier.keys()].filter((name) => !later.has(name)),
    changed,
    reordered: kept.join() !== keptBefore.join(),
  }
}

function compareLines(before: Compared['ownOfLines'], after: Compared['ownOfLines']): Difference['lines'] {
  const changed = [...after].flatMap(([line, own]) => {
    const keys = changedKeys(before.get(line) ?? own, own, ['changes'])
    return keys.length === 0 ? [] : [{ line, keys }]
  })
  return {
    added: [...after.keys()].filter((name) => !before.has(name)),
    removed: [...before.keys()].filter((name) => !after.has(name)),
    changed,
  }
}

function compareBudgets(before: Plan, after: Plan): ChangedBudget[] {
  const earlier = budgetsOf(before)
  const later = budgetsOf(after)
  return [...new Map([...later, ...earlier]).entries()].flatMap(([key, { hook, entry }]) => {
    const fromMs = earlier.get(key)?.budgetMs
    const toMs = later.get(key)?.budgetMs
    if (fromMs === toMs) return []
    return [{ hook, entry, ...(fromMs === undefined ? {} : { fromMs }), ...(toMs === undefined ? {} : { toMs }) }]
  })
}

/** What each entry takes of each hook's time. */
function budgetsOf({ hooks }: Plan): Map<string, { hook: HookName; entry: string; budgetMs: number }> {
  const budgets = new Map<string, { hook: HookName; entry: string; budgetMs: number }>()
  for (const { hook, counts, taps } of hooks) {
    for (const { entry, budgetMs } of taps) {
      const key = `${hook} ${entry}`
      const before = budgets.get(key)?.budgetMs ?? 0
      budgets.set(key, { hook, entry, budgetMs: counts === 'sum' ? before + budgetMs : Math.max(before, budgetMs) })
    }
  }
  return budgets
}

/** The keys whose values differ; of those that are named, the keys inside. */
function changedKeys(before: object, after: object, opened: readonly string[]): string[] {
  const [earlier, later] = [before, after] as [Record<string, unknown>, Record<string, unknown>]
  return Object.keys({ ...earlier, ...later }).flatMap((key) => {
    const [one, other] = [earlier[key], later[key]]
    if (isSame(one, other)) return []
    if (!opened.includes(key) || !isRecord(one) || !isRecord(other)) return [key]
    // a key of a plugin's options may be a number that calls
    return changedKeys(one, other, []).map((inside) => `${key}.${maskNumbers(inside)}`)
  })
}

/** Options in code may be anything, also what cannot be read. */
function isSame(one: unknown, other: unknown): boolean {
  try {
    return isDeepStrictEqual(one, other)
  } catch {
    return false
  }
}
