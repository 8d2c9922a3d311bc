import pTimeout from 'p-timeout'
import type { BreakerLimits } from './breaker.ts'
import { type CheckedConfig, defaultBreaker } from './config.ts'
import { patchSchema } from './draft.ts'
import type { CheckedEntry } from './entries.ts'
import { type Finding, type Issue, PreanswerError } from './errors.ts'
import type { HookName } from './hook-table.ts'
import { createHooks, defaultBudget, type Pipeline } from './hooks.ts'
import { describeError, type Logger, redactingLogger } from './log.ts'
import type { Release } from './plugin.ts'
import type { TapEntry } from './tap-run.ts'

/** ms that the setup of one plugin may take. */
const setupBudgetMs = 10_000

/** ms that a plugin may take to release what it took. */
const releaseBudgetMs = 5_000

/** A plugin that was set up. */
export interface RunningEntry {
  readonly checked: CheckedEntry
  readonly tapEntry: TapEntry
  readonly hooks: ReadonlySet<HookName>
  readonly release: Release | undefined
  /** What the plugin wants the operator to know */
  readonly findings: readonly Finding[]
}

interface SetupOptions {
  readonly pipelines: readonly Pipeline[]
  readonly config: CheckedConfig
  readonly log: Logger
  readonly baseDir: string
  readonly signal: AbortSignal
}

/**
 * Sets up all plugins at once; their taps stand in config order, whoever is ready first.
 *
 * @throws {PreanswerError} `PREANSWER_SETUP_FAILED` or `PREANSWER_SETUP_TIMED_OUT` naming the plugins; those that were
 * set up have been released
 */
export async function setUpEntries(entries: readonly CheckedEntry[], options: SetupOptions): Promise<RunningEntry[]> {
  const results = await Promise.allSettled(entries.map((entry) => setUp(entry, options)))
  const running = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as PreanswerError] : []))
  const [first] = failures
  if (first === undefined) return running
  await releaseEntries(running)
  throw new PreanswerError(first.code, { issues: failures.flatMap(({ issues }) => issues), cause: first.cause })
}

/** Lets plugins release what they took. Never rejects. */
export async function releaseEntries(entries: readonly RunningEntry[]): Promise<void> {
  await Promise.all(
    entries.map(async ({ release, tapEntry }) => {
      try {
        if (release !== undefined) await pTimeout(Promise.resolve(release()), { milliseconds: releaseBudgetMs })
      } catch (error) {
        tapEntry.log.warn(describeError(error), 'a plugin did not release what it took')
      }
    }),
  )
}

/** Problems that show only when it is known which hooks an entry taps. */
export function entryIssues(entries: readonly RunningEntry[], known: readonly string[]): Issue[] {
  return [...entries.flatMap(onFailureIssues), ...needIssues(entries, known)]
}

async function setUp(entry: CheckedEntry, options: SetupOptions): Promise<RunningEntry> {
  const { definition, name, index } = entry
  const log = redactingLogger(options.log, { entry: name })
  const tapEntry: TapEntry = {
    name,
    plugin: definition.name,
    onFailure: onFailureOf(entry),
    breaker: breakerOf(entry, options.config),
    log,
    counts: { failures: 0, late: 0, skipped: 0 },
  }
  const tapped = new Set<HookName>()
  let isOpen = true
  const hooks = createHooks(options.pipelines, {
    entry: tapEntry,
    stage: index,
    budgetOf: (hook, asked) => budgetFor(entry, hook, asked, options.config),
    admit(hook) {
      if (!isOpen) throw new PreanswerError('PREANSWER_TAP_MISPLACED')
      tapped.add(hook)
    },
  })
  const path = ['plugins', index]
  const findings: Finding[] = []
  try {
    const report = (finding: Finding) => {
      if (isOpen) findings.push({ ...finding, path: [...path, 'with', ...(finding.path ?? [])] })
    }
    const context = { log, baseDir: options.baseDir, signal: options.signal, report }
    const run = async () => definition.setup(hooks, entry.options as never, context)
    const release = await pTimeout(run(), { milliseconds: setupBudgetMs, message: new SetupTimedOut() })
    return {
      checked: entry,
      tapEntry,
      hooks: tapped,
      release: typeof release === 'function' ? release : undefined,
      findings,
    }
  } catch (error) {
    const code = error instanceof SetupTimedOut ? 'PREANSWER_SETUP_TIMED_OUT' : 'PREANSWER_SETUP_FAILED'
    const message = `the setup of ${name} ${error instanceof SetupTimedOut ? `took more than ${setupBudgetMs} ms` : 'failed'}`
    throw new PreanswerError(code, { cause: error, issues: [{ path, message, ...causeHint(error) }] })
  } finally {
    isOpen = false
  }
}

class SetupTimedOut extends Error {}

/** At start there is no call yet whose data a message could quote. */
function causeHint(error: unknown): { hint?: string } {
  return error instanceof Error && !(error instanceof SetupTimedOut) ? { hint: error.message.slice(0, 500) } : {}
}

function budgetFor(
  { config: entry, definition }: CheckedEntry,
  hook: HookName,
  asked: number | undefined,
  config: CheckedConfig,
): number {
  const ofEntry = typeof entry.budgetMs === 'number' ? entry.budgetMs : entry.budgetMs?.[hook]
  return ofEntry ?? asked ?? definition.budgetMs ?? config.budgets[hook] ?? defaultBudget(hook)
}

function onFailureOf({ config: { onFailure } }: CheckedEntry): TapEntry['onFailure'] {
  if (onFailure === undefined || onFailure === 'skip') return 'skip'
  return 'patch' in onFailure ? { patch: patchSchema.parse(onFailure.patch) } : { reject: onFailure.reject }
}

/** The entry's own limits, each else the host's. */
function breakerOf({ config: entry }: CheckedEntry, host: CheckedConfig): BreakerLimits | undefined {
  if (entry.breaker === false || (entry.breaker === undefined && host.breaker === false)) return undefined
  const { failures, windowMs, coolDownMs } = host.breaker === false ? defaultBreaker : host.breaker
  return {
    failures: entry.breaker?.failures ?? failures,
    windowMs: entry.breaker?.windowMs ?? windowMs,
    coolDownMs: entry.breaker?.coolDownMs ?? coolDownMs,
  }
}

function onFailureIssues({ checked, hooks, tapEntry: { onFailure } }: RunningEntry): Issue[] {
  const path = ['plugins', checked.index, 'onFailure']
  if (onFailure === 'skip') return []
  if ('reject' in onFailure && !hooks.has('screen')) {
    return [
      {
        path: [...path, 'reject'],
        message: 'only a plugin that taps `screen` can reject',
        hint: 'use `skip` or `patch`',
      },
    ]
  }
  if ('patch' in onFailure && !hooks.has('contribute') && !hooks.has('review')) {
    const message = 'only a plugin that taps `contribute` or `review` can patch'
    return [{ path: [...path, 'patch'], message, hint: 'use `skip`' }]
  }
  return []
}

function needIssues(entries: readonly RunningEntry[], known: readonly string[]): Issue[] {
  const provided = new Set([...known, ...entries.flatMap(({ checked }) => checked.definition.provides ?? [])])
  return entries.flatMap(({ checked }) =>
    (checked.definition.needs ?? [])
      .filter((fact) => !provided.has(fact))
      .map((fact) => ({
        path: ['plugins', checked.index],
        message: `${checked.name} needs the fact ${fact}, which nothing provides`,
        hint: `add a plugin that provides ${fact}`,
      })),
  )
}
