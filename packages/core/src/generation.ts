import { type Answering, answer, type Deliveries, diagnoseWebhook } from './answer.ts'
import type { CheckedConfig, HostConfig } from './config.ts'
import type { Compared } from './difference.ts'
import { type CheckedEntry, checkConfig } from './entries.ts'
import { type Finding, PreanswerError } from './errors.ts'
import type { Exchange } from './exchange.ts'
import { findConcerns } from './findings.ts'
import type { Forwarder } from './forward.ts'
import { type EntryHealth, entryHealth } from './health.ts'
import type { HookName } from './hook-table.ts'
import { createHooks, defaultBudget, Pipeline, runHook } from './hooks.ts'
import { InFlight } from './in-flight.ts'
import { type CompiledLine, compileLine } from './line.ts'
import { type Logger, redactingLogger } from './log.ts'
import { OutputMemory } from './memory.ts'
import { type Overrides, overrideTap } from './override.ts'
import { assertFits, makePlan, type Plan } from './plan.ts'
import type { Hook, Hooks } from './plugin.ts'
import type { Records, RefusedWebhook } from './records.ts'
import { degradedFindings, recover } from './recovery.ts'
import { entryIssues, type RunningEntry, releaseEntries, type SetupOptions, setUpEntries } from './setup.ts'
import type { Tap, TapEntry } from './tap-run.ts'
import type { Reply, Webhook } from './webhook.ts'
import type { Verification } from './wire/diagnose.ts'

/** What a host has, whatever its config says: it outlives every generation. */
export interface Surroundings {
  readonly records: Records
  readonly forwarder: Forwarder
  readonly delivered: Deliveries
  readonly overrides: Overrides
  readonly baseDir: string
  /** URL of a module whose `importModule` loads a plugin in a worker */
  readonly importer: string | undefined
  /** Follow what plugins leave behind */
  readonly claimErrors: boolean
  /** Fires when a generation that is being made is of no use any more */
  readonly signal: AbortSignal
}

/** A tap of the embedder's, which every generation gets. */
export interface EmbeddedTap {
  readonly hook: HookName
  /** ms; what the config says for its hook where absent */
  readonly budgetMs: number | undefined
  readonly fn: Tap['fn']
}

/** After all plugins, however many. */
const embedderStage = 1_000_000

/**
 * Makes all that a config asks for: checks it, sets up its plugins and proves that their budgets fit.
 *
 * @param before What it will replace: entries of the same names go on counting
 * @throws {PreanswerError} `PREANSWER_CONFIG_INVALID` with all problems at once, `PREANSWER_PLAN_TOO_LONG`,
 * `PREANSWER_SETUP_FAILED`, `PREANSWER_SETUP_TIMED_OUT`; nothing of it is left then
 */
export async function createGeneration(
  given: HostConfig,
  surroundings: Surroundings,
  before?: Generation,
): Promise<Generation> {
  const { baseDir, importer, claimErrors, records, signal } = surroundings
  const { config: asked, entries } = await checkConfig(given, { baseDir, importer })
  // where a host listens was settled when it began
  const config = before === undefined ? asked : { ...asked, server: before.config.server }
  const closing = new AbortController()
  const giveUp = () => closing.abort()
  if (signal.aborted) giveUp()
  signal.addEventListener('abort', giveUp)
  const pipeline = new Pipeline()
  const options: SetupOptions = {
    pipelines: [pipeline],
    config,
    log: records.log,
    baseDir,
    signal: closing.signal,
    claimErrors,
    counts: before?.counts ?? new Map(),
  }
  try {
    const running = await setUpEntries(entries, options)
    try {
      const issues = entryIssues(running, config.timeZone === undefined ? ['language'] : ['language', 'timeZone'])
      if (issues.length > 0) throw new PreanswerError('PREANSWER_CONFIG_INVALID', { issues })
      assertFits(planOf(pipeline, config))
      return new Generation(asked, config, pipeline, running, surroundings, options, closing)
    } catch (error) {
      closing.abort()
      await releaseEntries(running)
      throw error
    }
  } catch (error) {
    closing.abort()
    await Promise.all(entries.map(({ isolated }) => isolated?.close()))
    throw error
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}

/** All that one config makes: in use from one reload to the next, and closed when its last call is over. */
export class Generation implements Compared {
  readonly asked: CheckedConfig
  readonly config: CheckedConfig
  readonly #pipeline: Pipeline
  readonly #entries: readonly RunningEntry[]
  readonly #records: Records
  readonly #setupOptions: SetupOptions
  readonly #closing: AbortController
  readonly #line: CompiledLine
  readonly #answering: Answering
  /** Adds the embedder's taps */
  readonly #hooks: Hooks
  readonly #inFlight = new InFlight()
  /** Set-ups that are tried again */
  readonly #recoveries: Promise<void>[] = []

  constructor(
    asked: CheckedConfig,
    config: CheckedConfig,
    pipeline: Pipeline,
    entries: readonly RunningEntry[],
    { records, forwarder, delivered, overrides }: Surroundings,
    setupOptions: SetupOptions,
    closing: AbortController,
  ) {
    this.asked = asked
    this.config = config
    this.#pipeline = pipeline
    this.#entries = entries
    this.#records = records
    this.#setupOptions = setupOptions
    this.#closing = closing
    this.#line = compileLine(config, pipeline)
    this.#hooks = this.#createHooks()
    const appOutputs = new OutputMemory()
    this.#answering = {
      records,
      log: records.log,
      forwarder,
      delivered,
      defaultDialect: config.defaultDialect,
      lineFor: () => this.#line,
      appTap: (facts) => ({
        entry: appEntry(records.log),
        hook: 'identify',
        budgetMs: config.budgets.identify ?? defaultBudget('identify'),
        order: 0,
        breaker: undefined,
        outputs: appOutputs,
        fn: facts,
      }),
      overrideTap(line, receivedAt) {
        const override = overrides.overrideFor(line, receivedAt)
        return override && overrideTap(override, records.log)
      },
      // the response goes out before anything looks at it
      observe: (exchange, line) => this.#inFlight.begin(() => this.#observe(exchange, line)),
    }
  }

  get entries(): readonly CheckedEntry[] {
    return this.#entries.map(({ checked }) => checked)
  }

  get plan(): Plan {
    return planOf(this.#pipeline, this.config)
  }

  get findings(): readonly Finding[] {
    return [
      ...findConcerns(this.config, (hook) => this.#pipeline.taps(hook).length),
      ...this.#entries.flatMap(({ setup }) => setup?.findings ?? []),
      ...degradedFindings(this.#entries),
    ]
  }

  /** Exchanges that it is answering now, and observers that run. */
  get inFlight(): number {
    return this.#inFlight.size
  }

  /** Never rejects. */
  answer(webhook: Webhook): Promise<Reply> {
    return this.#inFlight.track(answer(webhook, this.#answering))
  }

  diagnose(webhook: RefusedWebhook, at: number, previousSecrets: readonly string[]): Verification {
    return diagnoseWebhook(webhook, at, this.#answering, previousSecrets)
  }

  health(): EntryHealth[] {
    return this.#entries.map((entry) => entryHealth(entry, this.#pipeline))
  }

  /** By the names of the entries: for the generation that comes after this one. */
  get counts(): ReadonlyMap<string, TapEntry['counts']> {
    return new Map(this.#entries.map(({ tapEntry: { name, counts } }) => [name, counts]))
  }

  /**
   * Puts a tap of the embedder's behind those of the plugins.
   *
   * @throws {PreanswerError} `PREANSWER_PLAN_TOO_LONG` where its budget does not fit
   */
  addTap({ hook, budgetMs, fn }: EmbeddedTap): void {
    const { tap } = this.#hooks[hook] as Hook<Tap['fn']>
    tap(budgetMs === undefined ? {} : { budgetMs }, fn)
  }

  /** Goes on setting up what met an outage, in the background. */
  recover(): void {
    const assertTapsFit = (taps: readonly Tap[]) => assertFits(planOf(this.#pipeline, this.config, taps))
    for (const entry of this.#entries) {
      if (entry.tapEntry.degraded !== undefined)
        this.#recoveries.push(recover(entry, { ...this.#setupOptions, assertFits: assertTapsFit }))
    }
  }

  /** Waits for its last exchange and the observers of it. */
  ended(): Promise<void> {
    return this.#inFlight.ended()
  }

  /** Lets its plugins release what they took. Never rejects. */
  async release(): Promise<void> {
    this.#closing.abort()
    await Promise.all(this.#recoveries)
    await releaseEntries(this.#entries)
  }

  #createHooks(): Hooks {
    const { breaker } = this.config
    const entry: TapEntry = {
      ...appEntry(this.#records.log),
      name: 'host',
      breaker: breaker === false ? undefined : breaker,
    }
    return createHooks([this.#pipeline], {
      entry,
      stage: embedderStage,
      budgetOf: (hook, asked) => asked ?? this.config.budgets[hook] ?? defaultBudget(hook),
      admit: (hook, budgetMs) => assertFits(planOf(this.#pipeline, this.config, [{ hook, entry, budgetMs }])),
    })
  }

  #observe(exchange: Exchange, { pipeline }: CompiledLine): void {
    this.#records.logExchange(exchange)
    if (pipeline.taps('observe').length === 0) this.#records.endExchange(exchange)
    else
      void this.#inFlight.track(runHook(pipeline, 'observe', exchange).then(() => this.#records.endExchange(exchange)))
  }
}

/** The plan of a pipeline, and of more taps. */
function planOf(
  pipeline: Pipeline,
  config: CheckedConfig,
  more: readonly Pick<Tap, 'hook' | 'entry' | 'budgetMs'>[] = [],
): Plan {
  return makePlan((hook) => {
    const taps = [...pipeline.taps(hook), ...more.filter((tap) => tap.hook === hook)]
    // a tap without a budget holds the place of an entry that is not set up
    return taps.filter(({ budgetMs }) => budgetMs > 0).map(({ entry, budgetMs }) => ({ entry: entry.name, budgetMs }))
  }, config)
}

function appEntry(log: Logger): TapEntry {
  return {
    name: 'app',
    plugin: 'app',
    onFailure: 'skip',
    breaker: undefined,
    log: redactingLogger(log, { entry: 'app' }),
    counts: { failures: 0, late: 0, skipped: 0, detached: 0 },
    degraded: undefined,
  }
}
