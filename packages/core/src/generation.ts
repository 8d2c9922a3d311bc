import { setMaxListeners } from 'node:events'
import { type Answering, answer, type Deliveries, diagnoseWebhook } from './answer.ts'
import { checkConfig } from './check-config.ts'
import { type CheckedLine, defaultLineName } from './check-lines.ts'
import type { CheckedConfig, HostConfig } from './config.ts'
import type { Compared } from './difference.ts'
import type { CheckedEntry } from './entries.ts'
import { type Finding, type Issue, PreanswerError } from './errors.ts'
import type { Exchange } from './exchange.ts'
import type { Forwarder } from './forward.ts'
import { entriesHealth, type Health } from './health.ts'
import type { HookName } from './hook-table.ts'
import { createHooks, defaultBudget, type Pipeline, runHook } from './hooks.ts'
import { InFlight } from './in-flight.ts'
import type { CompiledLine } from './line.ts'
import { OutputMemory } from './memory.ts'
import { type Overrides, overrideTap } from './override.ts'
import { assertFits, type Plan, planOf } from './plan.ts'
import type { Hook, Hooks } from './plugin.ts'
import type { Records, RefusedWebhook } from './records.ts'
import { recover } from './recovery.ts'
import {
  compileLines,
  type DefaultLine,
  type LineStatus,
  lineFindings,
  logFaults,
  type RunningLine,
  runDefaultLine,
  runLines,
  statusOf,
} from './run-lines.ts'
import { type RunningEntry, releaseEntries, type SetupOptions, setUpEntries } from './setup.ts'
import { ownEntry, type Tap, type TapEntry } from './tap-run.ts'
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

export interface GenerationOptions {
  /** What it will replace: entries of the same names go on counting */
  readonly before?: Generation | undefined
  /** Whether a line whose config is wrong is a problem of the host */
  readonly strict: boolean
  /** What whoever read the config found wrong with it */
  readonly known?: readonly Issue[] | undefined
}

/** After all plugins, however many. */
const embedderStage = 1_000_000

/**
 * Makes all that a config asks for: checks it, sets up its plugins and proves that their budgets fit.
 *
 * @throws {PreanswerError} `PREANSWER_CONFIG_INVALID` with all problems at once, `PREANSWER_PLAN_TOO_LONG`,
 * `PREANSWER_SETUP_FAILED`, `PREANSWER_SETUP_TIMED_OUT`; nothing of it is left then
 */
export async function createGeneration(
  given: HostConfig,
  surroundings: Surroundings,
  { before, known = [], strict }: GenerationOptions,
): Promise<Generation> {
  const { baseDir, importer, claimErrors, records, signal } = surroundings
  const { config: asked, entries, lines } = await checkConfig(given, { baseDir, importer }, { strict, known })
  // where a host listens was settled when it began
  const config = before === undefined ? asked : { ...asked, server: before.config.server }
  const closing = new AbortController()
  const giveUp = () => closing.abort()
  if (signal.aborted) giveUp()
  signal.addEventListener('abort', giveUp)
  // every set-up that takes time listens to it
  setMaxListeners(0, closing.signal)
  const endings = new Set<AbortController>()
  const abortAll = () => {
    for (const ending of endings) ending.abort()
  }
  closing.signal.addEventListener('abort', abortAll, { once: true })
  const options: SetupOptions = {
    config,
    endings,
    log: records.log,
    baseDir,
    signal: closing.signal,
    claimErrors,
    counts: before?.counts ?? new Map(),
  }
  const zonesOf = (entry: CheckedEntry) => zonesServed(entry, config, lines)
  const all = [...entries, ...lines.flatMap((line) => line.entries ?? [])]
  let running: readonly RunningEntry[] = []
  try {
    running = await setUpEntries(entries, defaultLineName, zonesOf, options)
    const first = runDefaultLine(config, running)
    const others = await runLines(lines, first, options)
    running = [first, ...others].flatMap((line) => line.entries)
    if (strict) assertAsWritten(others)
    logFaults(others, options)
    return new Generation(asked, first, others, surroundings, options, closing)
  } catch (error) {
    closing.abort()
    await releaseEntries(running)
    await Promise.all(all.map(({ isolated }) => isolated?.close()))
    throw error
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}

/** All that one config makes: in use from one reload to the next, and closed when its last call is over. */
export class Generation implements Compared {
  readonly asked: CheckedConfig
  readonly config: CheckedConfig
  /** The default line first */
  readonly lines: readonly LineStatus[]
  readonly #first: DefaultLine
  readonly #lines: readonly RunningLine[]
  /** Of all lines, each once */
  readonly #pipelines: readonly Pipeline[]
  readonly #entries: readonly RunningEntry[]
  readonly #records: Records
  readonly #setupOptions: SetupOptions
  readonly #closing: AbortController
  readonly #answering: Answering
  /** Adds the embedder's taps */
  readonly #hooks: Hooks
  readonly #inFlight = new InFlight()
  /** Set-ups that are tried again */
  readonly #recoveries: Promise<void>[] = []

  constructor(
    asked: CheckedConfig,
    first: DefaultLine,
    others: readonly RunningLine[],
    { records, forwarder, delivered, overrides }: Surroundings,
    setupOptions: SetupOptions,
    closing: AbortController,
  ) {
    const { config } = first
    this.asked = asked
    this.config = config
    this.#first = first
    this.#lines = [first, ...others]
    this.lines = this.#lines.map(statusOf)
    this.#pipelines = [...new Set(this.#lines.map(({ pipeline }) => pipeline))]
    this.#entries = this.#lines.flatMap(({ entries }) => entries)
    this.#records = records
    this.#setupOptions = setupOptions
    this.#closing = closing
    this.#hooks = this.#createHooks()
    const appOutputs = new OutputMemory()
    const directory = compileLines(first, others)
    this.#answering = {
      records,
      log: records.log,
      forwarder,
      delivered,
      defaultDialect: config.defaultDialect,
      lineFor: (dialedNumber) => directory.find(dialedNumber),
      appTap: (facts) => ({
        entry: ownEntry('app', records.log),
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
    return this.#first.entries.map(({ checked }) => checked)
  }

  get ownOfLines(): ReadonlyMap<string, object> {
    return new Map(this.#lines.slice(1).map(({ checked: { name, own } }) => [name, own]))
  }

  get plan(): Plan {
    return planOf(this.#first.pipeline, this.config)
  }

  get findings(): readonly Finding[] {
    return lineFindings(this.#lines)
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

  health(): Pick<Health, 'entries' | 'lines'> {
    const faults = this.#lines.flatMap(({ checked, fault }) => fault && { line: checked.name, reason: fault.reason })
    return {
      entries: entriesHealth(this.#entries, this.#pipelines),
      lines: faults.filter((fault) => fault !== undefined),
    }
  }

  /** By the names of lines and entries: for the generation that comes after this one. */
  get counts(): ReadonlyMap<string, TapEntry['counts']> {
    return new Map(this.#entries.map(({ line, tapEntry }) => [`${line} ${tapEntry.name}`, tapEntry.counts]))
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
    const assertTapsFit = (taps: readonly Tap[], pipelines: readonly Pipeline[]) => {
      for (const pipeline of pipelines) assertFits(planOf(pipeline, this.config, taps))
    }
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
      ...ownEntry('app', this.#records.log),
      name: 'host',
      breaker: breaker === false ? undefined : breaker,
    }
    return createHooks(this.#pipelines, {
      entry,
      stage: embedderStage,
      budgetOf: (hook, asked) => asked ?? this.config.budgets[hook] ?? defaultBudget(hook),
      admit: (hook, budgetMs) => {
        for (const pipeline of this.#pipelines) assertFits(planOf(pipeline, this.config, [{ hook, entry, budgetMs }]))
      },
    })
  }

  #observe(exchange: Exchange, { pipeline }: CompiledLine): void {
    this.#records.logExchange(exchange)
    if (pipeline.taps('observe').length === 0) this.#records.endExchange(exchange)
    else
      void this.#inFlight.track(runHook(pipeline, 'observe', exchange).then(() => this.#records.endExchange(exchange)))
  }
}

/** Those of a line, or of several where they share an entry as it is. */
function zonesServed(entry: CheckedEntry, { timeZone }: CheckedConfig, lines: readonly CheckedLine[]): string[] {
  const zones = lines.map((line) => (line.entries?.includes(entry) === false ? undefined : line.own.timeZone))
  return [...new Set([timeZone, ...zones])].filter((zone) => zone !== undefined)
}

/** @throws {PreanswerError} `PREANSWER_CONFIG_INVALID` with the problems of all lines */
function assertAsWritten(lines: readonly RunningLine[]): void {
  const issues = lines.flatMap(({ fault }) => fault?.issues ?? [])
  if (issues.length > 0) throw new PreanswerError('PREANSWER_CONFIG_INVALID', { issues })
}
