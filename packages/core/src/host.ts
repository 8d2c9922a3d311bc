import type { Middleware } from 'koa'
import { type Answering, answer, createDeliveries } from './answer.ts'
import type { CheckedConfig, HostConfig } from './config.ts'
import { claimError } from './detached.ts'
import { checkConfig } from './entries.ts'
import { type Finding, PreanswerError } from './errors.ts'
import type { Exchange } from './exchange.ts'
import { findConcerns } from './findings.ts'
import { Forwarder } from './forward.ts'
import { entryHealth, type Health } from './health.ts'
import { followTaps } from './holds.ts'
import { createHooks, defaultBudget, Pipeline, runHook } from './hooks.ts'
import { createHandler, createMiddleware, type MountOptions } from './koa.ts'
import { type CompiledLine, compileLine } from './line.ts'
import { type Logger, redactingLogger, stderrLogger } from './log.ts'
import { OutputMemory } from './memory.ts'
import { assertFits, makePlan, type Plan } from './plan.ts'
import type { Hooks } from './plugin.ts'
import { type Listeners, Records } from './records.ts'
import { degradedFindings, recover } from './recovery.ts'
import { entryIssues, type RunningEntry, releaseEntries, type SetupOptions, setUpEntries } from './setup.ts'
import type { Tap, TapEntry } from './tap-run.ts'
import type { Reply, Webhook } from './webhook.ts'

/** A running host. */
export interface Host {
  /** The config in effect, with defaults */
  readonly config: CheckedConfig
  /** The budgets in effect, with the embedder's taps */
  readonly plan: Plan
  readonly findings: readonly Finding[]
  /** For embedders: taps that come after the plugins' */
  readonly hooks: Hooks
  /** Answers one webhook. Never rejects */
  answer(webhook: Webhook): Promise<Reply>
  /** Koa middleware for an app's own router: it answers whatever reaches it */
  handler(options?: MountOptions): Middleware
  /** Koa middleware that answers at `server.path` and passes everything else on */
  middleware(options?: MountOptions): Middleware
  health(): Health
  /**
   * Takes an error that nobody caught and that a plugin left behind: logs it, counts it and returns `true`. To be called
   * at once in a handler of `uncaughtException` or `unhandledRejection`, on a host with `claimErrors`
   */
  claimError(error: unknown): boolean
  /** Waits for what is in flight, then lets the plugins release what they took. May be called twice */
  close(): Promise<void>
}

export interface HostOptions extends Listeners {
  /** Warnings and errors to stderr where absent */
  readonly log?: Logger
  /** Folder that plugins' relative paths start from; the working directory where absent */
  readonly baseDir?: string
  /** Follow what plugins leave behind, so that `claimError` can tell. Every `await` in the process costs more; `false` where absent */
  readonly claimErrors?: boolean
  /**
   * How far the code of taps is measured for holding the thread: `sync` to its first `await`, `full` in what follows, where
   * every `await` in the process costs more. `sync` where absent
   */
  readonly blame?: 'sync' | 'full'
  /**
   * URL of a module with `importModule(url)`: loads the plugins that run in workers. Node's own import where absent, which
   * on Node 20 knows no TypeScript
   */
  readonly importer?: string
}

/** After all plugins, however many. */
const embedderStage = 1_000_000

/** ms that deliveries under way get when the host closes. */
const closeGraceMs = 5_000

/**
 * Checks the config, sets up its plugins and proves that their budgets fit.
 *
 * @throws {PreanswerError} `PREANSWER_CONFIG_INVALID` with all problems at once, `PREANSWER_PLAN_TOO_LONG`,
 * `PREANSWER_SETUP_FAILED`, `PREANSWER_SETUP_TIMED_OUT`
 */
export async function createHost(given: HostConfig, options: HostOptions = {}): Promise<Host> {
  const baseDir = options.baseDir ?? process.cwd()
  const { config, entries } = await checkConfig(given, { baseDir, importer: options.importer })
  const log = safeLogger(options.log ?? stderrLogger)
  const closing = new AbortController()
  const pipeline = new Pipeline()
  const { claimErrors = false } = options
  const setupOptions = { pipelines: [pipeline], config, log, baseDir, signal: closing.signal, claimErrors }
  const running = await setUpEntries(entries, setupOptions).catch(async (error) => {
    closing.abort()
    await Promise.all(entries.map(({ isolated }) => isolated?.close()))
    throw error
  })
  try {
    const issues = entryIssues(running, config.timeZone === undefined ? ['language'] : ['language', 'timeZone'])
    if (issues.length > 0) throw new PreanswerError('PREANSWER_CONFIG_INVALID', { issues })
    assertFits(planOf(pipeline, config))
  } catch (error) {
    closing.abort()
    await releaseEntries(running)
    throw error
  }
  const host = new RunningHost(config, pipeline, running, new Records(log, options), closing)
  host.recover(setupOptions)
  if (options.blame === 'full') closing.signal.addEventListener('abort', followTaps())
  return host
}

class RunningHost implements Host {
  readonly config: CheckedConfig
  readonly hooks: Hooks
  readonly #pipeline: Pipeline
  readonly #entries: readonly RunningEntry[]
  readonly #records: Records
  readonly #closing: AbortController
  readonly #line: CompiledLine
  readonly #answering: Answering
  readonly #inFlight = new Set<Promise<unknown>>()
  /** Observers that have not begun */
  readonly #unobserved = new Map<Exchange, NodeJS.Immediate>()
  /** Set-ups that are tried again */
  readonly #recoveries: Promise<void>[] = []
  #answered = 0
  #status: Health['status'] = 'ready'
  #closed: Promise<void> | undefined

  constructor(
    config: CheckedConfig,
    pipeline: Pipeline,
    entries: readonly RunningEntry[],
    records: Records,
    closing: AbortController,
  ) {
    const { log } = records
    this.config = config
    this.#pipeline = pipeline
    this.#entries = entries
    this.#records = records
    this.#closing = closing
    this.#line = compileLine(config, pipeline)
    this.hooks = this.#createHooks()
    const appOutputs = new OutputMemory()
    this.#answering = {
      records,
      log,
      forwarder: config.forward === undefined ? undefined : new Forwarder(config.forward, log),
      delivered: createDeliveries(),
      defaultDialect: config.defaultDialect,
      lineFor: () => this.#line,
      appTap: (facts) => ({
        entry: appEntry(log),
        hook: 'identify',
        budgetMs: config.budgets.identify ?? defaultBudget('identify'),
        order: 0,
        breaker: undefined,
        outputs: appOutputs,
        fn: facts,
      }),
      observe: (exchange) => this.#observeSoon(exchange),
    }
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

  /** Goes on setting up what met an outage at start, in the background. */
  recover(options: SetupOptions): void {
    const assertTapsFit = (taps: readonly Tap[]) => assertFits(planOf(this.#pipeline, this.config, taps))
    for (const entry of this.#entries) {
      if (entry.tapEntry.degraded !== undefined)
        this.#recoveries.push(recover(entry, { ...options, assertFits: assertTapsFit }))
    }
  }

  async answer(webhook: Webhook): Promise<Reply> {
    if (this.#status === 'closed') return this.#records.refuse(new PreanswerError('PREANSWER_HOST_CLOSED'))
    this.#answered += 1
    return this.#track(answer(webhook, this.#answering))
  }

  handler(options: MountOptions = {}): Middleware {
    return createHandler(this, this.#records, options)
  }

  middleware(options: MountOptions = {}): Middleware {
    return createMiddleware(this, this.#records, options)
  }

  health(): Health {
    return {
      status: this.#status,
      inFlight: this.#inFlight.size,
      answered: this.#answered,
      repeated: this.#records.repeated,
      forwarded: this.#answering.forwarder?.delivered ?? 0,
      undelivered: this.#answering.forwarder?.dropped ?? 0,
      entries: this.#entries.map((entry) => entryHealth(entry, this.#pipeline)),
    }
  }

  claimError(error: unknown): boolean {
    return claimError(error)
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    this.#status = 'closing'
    // an exchange that ends leaves observers behind, so both are waited for until nothing is left
    while (this.#inFlight.size > 0 || this.#unobserved.size > 0) {
      for (const exchange of [...this.#unobserved.keys()]) this.#observeNow(exchange)
      await Promise.allSettled([...this.#inFlight])
    }
    await this.#answering.forwarder?.close(closeGraceMs)
    this.#status = 'closed'
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
      admit: (hook, budgetMs) => {
        if (this.#status !== 'ready') throw new PreanswerError('PREANSWER_HOST_CLOSED')
        assertFits(planOf(this.#pipeline, this.config, [{ hook, entry, budgetMs }]))
      },
    })
  }

  #observeSoon(exchange: Exchange): void {
    // the response goes out before anything looks at it
    this.#unobserved.set(
      exchange,
      setImmediate(() => this.#observeNow(exchange)),
    )
  }

  #observeNow(exchange: Exchange): void {
    clearImmediate(this.#unobserved.get(exchange))
    this.#unobserved.delete(exchange)
    this.#records.logExchange(exchange)
    if (this.#pipeline.taps('observe').length === 0) this.#records.endExchange(exchange)
    else void this.#track(runHook(this.#pipeline, 'observe', exchange).then(() => this.#records.endExchange(exchange)))
  }

  #track<T>(work: Promise<T>): Promise<T> {
    this.#inFlight.add(work)
    const done = () => this.#inFlight.delete(work)
    work.then(done, done)
    return work
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

/** A logger that throws must not cost a call. */
function safeLogger(log: Logger): Logger {
  const safe = (level: keyof Logger) => (fields: object, message: string) => {
    try {
      log[level](fields, message)
    } catch {}
  }
  return { debug: safe('debug'), info: safe('info'), warn: safe('warn'), error: safe('error') }
}
