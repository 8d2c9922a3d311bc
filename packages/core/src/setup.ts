import pTimeout from 'p-timeout'
import type { BreakerLimits } from './breaker.ts'
import { defaultLineName } from './check-lines.ts'
import { type CheckedConfig, defaultBreaker } from './config.ts'
import { attributed } from './detached.ts'
import { patchSchema } from './draft.ts'
import type { CheckedEntry } from './entries.ts'
import { type Finding, type Issue, PreanswerError } from './errors.ts'
import { type HookName, hookNames } from './hook-table.ts'
import { createHooks, defaultBudget, holdPlace, Pipeline } from './hooks.ts'
import { leastIsolatedMs } from './isolate/isolate.ts'
import { describeError, type Logger, redactingLogger } from './log.ts'
import { outageOf } from './outage.ts'
import type { Hook, Release } from './plugin.ts'
import type { Tap, TapEntry } from './tap-run.ts'

/** ms that the setup of one plugin may take. */
const setupBudgetMs = 10_000

/** ms that a plugin may take to release what it took. */
const releaseBudgetMs = 5_000

/** A plugin of a running host. */
export interface RunningEntry {
  readonly checked: CheckedEntry
  /** Name of the line whose it is; the default line's are shared */
  readonly line: string
  readonly tapEntry: TapEntry
  /** IANA zones of the lines that it serves */
  readonly timeZones: readonly string[]
  /** Where its taps are */
  readonly pipelines: Pipeline[]
  /** What its set-up brought; `undefined` as long as it met an outage */
  setup: Setup | undefined
}

/** What a set-up that ended well brought. */
export interface Setup {
  readonly taps: readonly Tap[]
  readonly release: Release | undefined
  /** What the plugin wants the operator to know */
  readonly findings: readonly Finding[]
}

export interface SetupOptions {
  readonly config: CheckedConfig
  readonly log: Logger
  readonly baseDir: string
  /** Fires when what is set up is no longer in use */
  readonly signal: AbortSignal
  /** Those that are aborted then: each plugin has a signal of its own */
  readonly endings: Set<AbortController>
  /** Follow what plugins leave behind */
  readonly claimErrors: boolean
  /** What entries of these names, each after the name of its line, have counted in earlier generations */
  readonly counts: ReadonlyMap<string, TapEntry['counts']>
}

/**
 * Sets up the plugins of a line at once. An entry whose set-up meets an outage is left for later, unless it is required.
 *
 * @throws {PreanswerError} `PREANSWER_SETUP_FAILED` or `PREANSWER_SETUP_TIMED_OUT` naming the plugins; those that were
 * set up have been released
 */
export async function setUpEntries(
  entries: readonly CheckedEntry[],
  line: string,
  zonesOf: (entry: CheckedEntry) => readonly string[],
  options: SetupOptions,
): Promise<RunningEntry[]> {
  const running = entries.map(
    (checked): RunningEntry => ({
      checked,
      line,
      tapEntry: tapEntryOf(checked, line, options),
      timeZones: zonesOf(checked),
      pipelines: [],
      setup: undefined,
    }),
  )
  const results = await Promise.all(running.map((entry) => setUpAtStart(entry, options)))
  const failures = results.filter((error) => error !== undefined)
  const [first] = failures
  if (first === undefined) return running
  await releaseEntries(running)
  throw new PreanswerError(first.code, { issues: failures.flatMap(({ issues }) => issues), cause: first.cause })
}

/**
 * Runs the set-up of an entry once. Its taps go nowhere yet.
 *
 * @throws {PreanswerError} `PREANSWER_SETUP_FAILED` or `PREANSWER_SETUP_TIMED_OUT`
 */
export async function setUp({ checked, tapEntry, timeZones }: RunningEntry, options: SetupOptions): Promise<Setup> {
  const { definition, name, path, stage } = checked
  const { log } = tapEntry
  // apart, so that a set-up that fails half-way leaves nothing behind
  const apart = new Pipeline(name)
  let isOpen = true
  const hooks = createHooks([apart], {
    entry: tapEntry,
    stage,
    budgetOf: (hook, asked) => budgetFor(checked, hook, asked, options.config),
    admit() {
      if (!isOpen) throw new PreanswerError('PREANSWER_TAP_MISPLACED')
    },
  })
  const findings: Finding[] = []
  const report = (finding: Finding) => {
    if (isOpen) findings.push({ ...finding, path: [...path, 'with', ...(finding.path ?? [])] })
  }
  // not AbortSignal.any: once a plugin listens to such a signal, Node never lets go of it
  const ending = new AbortController()
  if (options.signal.aborted) ending.abort()
  else options.endings.add(ending)
  const context = { log, baseDir: options.baseDir, timeZones, signal: ending.signal, report }
  const run = () => definition.setup(hooks, checked.options as never, context)
  let running: Promise<void | Release> | undefined
  try {
    const returned = followed(tapEntry, run, options)()
    // a set-up that is over when it returns needs no timer, and ten thousand lines may have one each
    if (typeof returned === 'object' && returned !== null) running = Promise.resolve(returned)
    const release = running === undefined ? returned : await inTime(running, options)
    const taps = hookNames.flatMap((hook) => apart.taps(hook))
    return {
      taps: taps.map((tap) => ({ ...tap, fn: followed(tapEntry, tap.fn, options) })),
      release: typeof release === 'function' ? followed(tapEntry, release, options) : undefined,
      findings,
    }
  } catch (error) {
    ending.abort()
    options.endings.delete(ending)
    if (running !== undefined) void releaseLate(running, tapEntry)
    const code = error instanceof SetupTimedOut ? 'PREANSWER_SETUP_TIMED_OUT' : 'PREANSWER_SETUP_FAILED'
    const message = `the setup of ${name} ${error instanceof SetupTimedOut ? `took more than ${setupBudgetMs} ms` : 'failed'}`
    throw new PreanswerError(code, { cause: error, issues: [{ path, message, ...causeHint(error) }] })
  } finally {
    isOpen = false
  }
}

/** Compiles a pipeline of entries; those that are not set up get a place in it. Whoever uses it tells the entries. */
export function compilePipeline(line: string, entries: readonly RunningEntry[]): Pipeline {
  const pipeline = new Pipeline(line)
  for (const entry of entries) {
    if (entry.setup === undefined) holdPlace(pipeline, entry.tapEntry, entry.checked.stage)
    else placeTaps(entry, entry.setup, [pipeline])
  }
  return pipeline
}

/** Puts the taps of a set-up into pipelines, in the place of its entry. */
export function placeTaps({ checked, tapEntry }: RunningEntry, { taps }: Setup, pipelines: readonly Pipeline[]): void {
  const budgetOf = (_hook: HookName, askedMs = 0) => askedMs
  const hooks = createHooks(pipelines, { entry: tapEntry, stage: checked.stage, budgetOf, admit() {} })
  for (const { hook, budgetMs, fn } of taps) (hooks[hook] as Hook<Tap['fn']>).tap({ budgetMs }, fn)
}

/** Lets plugins release what they took. Never rejects. */
export async function releaseEntries(entries: readonly RunningEntry[]): Promise<void> {
  await Promise.all(entries.map(({ setup, tapEntry }) => release(setup?.release, tapEntry)))
}

/** Lets one plugin release what it took. Never rejects. */
export async function release(taken: Release | undefined, { log }: TapEntry): Promise<void> {
  try {
    if (taken !== undefined) await pTimeout(Promise.resolve(taken()), { milliseconds: releaseBudgetMs })
  } catch (error) {
    log.warn(describeError(error), 'a plugin did not release what it took')
  }
}

/** Takes note that the set-up of an entry failed. */
export function degrade(entry: TapEntry, { code, cause }: PreanswerError): void {
  const outage = outageOf(cause)
  const reason = code === 'PREANSWER_SETUP_TIMED_OUT' ? 'setup-timed-out' : 'setup-failed'
  entry.degraded = { reason, ...(outage === undefined ? {} : { outage }) }
  entry.log.warn({ ...entry.degraded }, 'a plugin could not be set up: the host goes on without it and tries again')
}

/** Problems that show only when it is known which hooks the entries of a pipeline tap. */
export function entryIssues(entries: readonly RunningEntry[], { timeZone }: CheckedConfig): Issue[] {
  const known = timeZone === undefined ? ['language'] : ['language', 'timeZone']
  const set = entries.flatMap(({ checked, setup }) => (setup === undefined ? [] : onFailureIssues(checked, setup)))
  return [...set, ...needIssues(entries, known)]
}

/** What is wrong at start; an outage is not, unless the entry is required. */
async function setUpAtStart(entry: RunningEntry, options: SetupOptions): Promise<PreanswerError | undefined> {
  const { checked, tapEntry } = entry
  const result = await setUp(entry, options).catch((error: PreanswerError) => error)
  if (!(result instanceof PreanswerError)) {
    entry.setup = result
    return undefined
  }
  if (outageOf(result.cause) === undefined || checked.config.required === true) return result
  degrade(tapEntry, result)
  return undefined
}

/** A plugin's function, with what it leaves behind known to be the plugin's where somebody wants to know. */
function followed<Given extends unknown[], Result>(
  entry: TapEntry,
  fn: (...given: Given) => Result,
  { claimErrors }: SetupOptions,
): (...given: Given) => Result {
  return claimErrors ? attributed(entry, fn) : fn
}

function inTime(running: Promise<void | Release>, { signal }: SetupOptions): Promise<void | Release> {
  return pTimeout(running, { milliseconds: setupBudgetMs, message: new SetupTimedOut(), signal })
}

/** A set-up that was given up may end all the same. */
async function releaseLate(running: Promise<void | Release>, entry: TapEntry): Promise<void> {
  const late = await running.catch(() => undefined)
  if (typeof late === 'function') await release(late, entry)
}

class SetupTimedOut extends Error {
  // an outage: what hangs waits for something outside
  override readonly name = 'TimeoutError'
}

/** At start there is no call yet whose data a message could quote. */
function causeHint(error: unknown): { hint?: string } {
  try {
    const message: unknown = error instanceof Error && !(error instanceof SetupTimedOut) ? error.message : undefined
    return typeof message === 'string' ? { hint: message.slice(0, 500) } : {}
  } catch {
    // an error may be anything, also one that cannot be read
    return {}
  }
}

function tapEntryOf(entry: CheckedEntry, line: string, { config, log, counts }: SetupOptions): TapEntry {
  const { definition, name } = entry
  return {
    name,
    plugin: definition.name,
    onFailure: onFailureOf(entry),
    breaker: breakerOf(entry, config),
    log: redactingLogger(log, line === defaultLineName ? { entry: name } : { entry: name, line }),
    counts: counts.get(`${line} ${name}`) ?? { failures: 0, late: 0, skipped: 0, detached: 0 },
    degraded: undefined,
  }
}

function budgetFor(
  { config: entry, definition, isolated }: CheckedEntry,
  hook: HookName,
  asked: number | undefined,
  config: CheckedConfig,
): number {
  const ofEntry = typeof entry.budgetMs === 'number' ? entry.budgetMs : entry.budgetMs?.[hook]
  const usual = asked ?? definition.budgetMs ?? config.budgets[hook] ?? defaultBudget(hook)
  return ofEntry ?? (isolated === undefined ? usual : Math.max(usual, leastIsolatedMs))
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

/** What an entry's `onFailure` asks for and its taps cannot do. */
export function onFailureIssues(
  { path: entry, config: { onFailure = 'skip' } }: CheckedEntry,
  { taps }: Setup,
): Issue[] {
  const path = [...entry, 'onFailure']
  const hooks = new Set(taps.map(({ hook }) => hook))
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
        path: checked.path,
        message: `${checked.name} needs the fact ${fact}, which nothing provides`,
        hint: `add a plugin that provides ${fact}`,
      })),
  )
}
