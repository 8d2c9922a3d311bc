import type { Middleware } from 'koa'
import { createDeliveries } from './answer.ts'
import type { CheckedConfig, HostConfig } from './config.ts'
import { claimError } from './detached.ts'
import { type Finding, PreanswerError } from './errors.ts'
import { Forwarder } from './forward.ts'
import { createGeneration, type EmbeddedTap, type Generation, type Surroundings } from './generation.ts'
import type { Health } from './health.ts'
import { followTaps } from './holds.ts'
import { type HookName, hookNames } from './hook-table.ts'
import { createHandler, createMiddleware, type MountOptions } from './koa.ts'
import { type Logger, stderrLogger } from './log.ts'
import type { Plan } from './plan.ts'
import { type Hooks, readTap } from './plugin.ts'
import { type Listeners, Records } from './records.ts'
import type { Tap } from './tap-run.ts'
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

/** ms that deliveries under way get when the host closes. */
const closeGraceMs = 5_000

/**
 * Checks the config, sets up its plugins and proves that their budgets fit.
 *
 * @throws {PreanswerError} `PREANSWER_CONFIG_INVALID` with all problems at once, `PREANSWER_PLAN_TOO_LONG`,
 * `PREANSWER_SETUP_FAILED`, `PREANSWER_SETUP_TIMED_OUT`
 */
export async function createHost(given: HostConfig, options: HostOptions = {}): Promise<Host> {
  const log = safeLogger(options.log ?? stderrLogger)
  const closing = new AbortController()
  const surroundings: Surroundings = {
    records: new Records(log, options),
    forwarder: new Forwarder(log),
    delivered: createDeliveries(),
    baseDir: options.baseDir ?? process.cwd(),
    importer: options.importer,
    claimErrors: options.claimErrors ?? false,
    signal: closing.signal,
  }
  const generation = await createGeneration(given, surroundings)
  generation.recover()
  if (options.blame === 'full') closing.signal.addEventListener('abort', followTaps())
  return new RunningHost(generation, surroundings, closing)
}

class RunningHost implements Host {
  readonly hooks: Hooks
  readonly #generation: Generation
  readonly #surroundings: Surroundings
  readonly #closing: AbortController
  /** The embedder's */
  readonly #taps: EmbeddedTap[] = []
  #answered = 0
  #status: Health['status'] = 'ready'
  #closed: Promise<void> | undefined

  constructor(generation: Generation, surroundings: Surroundings, closing: AbortController) {
    this.#generation = generation
    this.#surroundings = surroundings
    this.#closing = closing
    this.hooks = this.#createHooks()
  }

  get config(): CheckedConfig {
    return this.#generation.config
  }

  get plan(): Plan {
    return this.#generation.plan
  }

  get findings(): readonly Finding[] {
    return this.#generation.findings
  }

  async answer(webhook: Webhook): Promise<Reply> {
    if (this.#status === 'closed') return this.#surroundings.records.refuse(new PreanswerError('PREANSWER_HOST_CLOSED'))
    if (webhook.rehearsal === undefined) this.#answered += 1
    return this.#generation.answer(webhook)
  }

  handler(options: MountOptions = {}): Middleware {
    return createHandler(this, this.#surroundings.records, options)
  }

  middleware(options: MountOptions = {}): Middleware {
    return createMiddleware(this, this.#surroundings.records, options)
  }

  health(): Health {
    const { records, forwarder } = this.#surroundings
    return {
      status: this.#status,
      inFlight: this.#generation.inFlight,
      answered: this.#answered,
      repeated: records.repeated,
      forwarded: forwarder.delivered,
      undelivered: forwarder.dropped,
      entries: this.#generation.health(),
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
    await this.#generation.ended()
    await this.#surroundings.forwarder.close(closeGraceMs)
    this.#status = 'closed'
    this.#closing.abort()
    await this.#generation.release()
  }

  /** A facade that remembers the taps for later generations. */
  #createHooks(): Hooks {
    const tapInto =
      (hook: HookName) =>
      (...given: Parameters<typeof readTap<Tap['fn']>>[1]) => {
        const tap = { hook, ...readTap(hook, given) }
        if (this.#status !== 'ready') throw new PreanswerError('PREANSWER_HOST_CLOSED')
        this.#generation.addTap(tap)
        this.#taps.push(tap)
      }
    return Object.fromEntries(hookNames.map((hook) => [hook, { tap: tapInto(hook) }])) as unknown as Hooks
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
