import type { Middleware } from 'koa'
import { createDeliveries } from './answer.ts'
import type { CheckedConfig, HostConfig } from './config.ts'
import { claimError } from './detached.ts'
import { type Difference, differenceOf } from './difference.ts'
import { type Finding, type Issue, PreanswerError } from './errors.ts'
import { Forwarder } from './forward.ts'
import { createGeneration, type EmbeddedTap, type Generation, type Surroundings } from './generation.ts'
import type { Health } from './health.ts'
import { followTaps } from './holds.ts'
import { type HookName, hookNames } from './hook-table.ts'
import { createHandler, createMiddleware, type MountOptions } from './koa.ts'
import { type Logger, stderrLogger } from './log.ts'
import { type Overrides, safeOverrides } from './override.ts'
import type { Plan } from './plan.ts'
import { type Hooks, readTap } from './plugin.ts'
import { type Listeners, Records, type RefusedWebhook } from './records.ts'
import type { LineStatus } from './run-lines.ts'
import type { Tap } from './tap-run.ts'
import type { Reply, Webhook } from './webhook.ts'
import type { Verification } from './wire/diagnose.ts'

/** A running host. */
export interface Host {
  /** The config in effect, with defaults */
  readonly config: CheckedConfig
  /** The default line, and those of the config */
  readonly lines: readonly LineStatus[]
  /** The budgets in effect on the default line, with the embedder's taps */
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
   * Goes over to another config. All that it asks for is made beside what is in use and takes its place whole; calls that
   * are being answered end on the old one, whose plugins release what they took once the last of them is over. Every
   * plugin is set up anew, also where nothing about it has changed. A line whose config is wrong is refused, as with
   * `strict`: what it says now is better than its fallback. One reload waits for another.
   *
   * @throws {PreanswerError} what `createHost` throws, and `PREANSWER_HOST_CLOSED`; everything goes on as it was then
   */
  reload(config: HostConfig, options?: Pick<HostOptions, 'issues'>): Promise<Difference>
  /**
   * Tells the operator how a webhook was verified, and why it was refused, as the secrets are now. For tools that show it:
   * it takes many digests of the body, and whoever sent the webhook must not hear of it
   *
   * @param at When it arrived, ms since the Unix epoch
   */
  diagnose(webhook: RefusedWebhook, at: number): Verification
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
  /**
   * Refuse to start where the config of a line is wrong, with all problems at once; else that line answers with its
   * fallback, and an error in the log says so. `false` where absent
   */
  readonly strict?: boolean
  /** What whoever read the config found wrong with it: counts as what the host finds itself */
  readonly issues?: readonly Issue[]
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
  /** What operators say about a line for now, as "closed today"; nothing where absent */
  readonly overrides?: Overrides
}

/** ms that deliveries under way get when the host closes. */
const closeGraceMs = 5_000

/** Secrets of earlier configs that are remembered for `diagnose`. */
const keptSecrets = 8

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
    overrides: safeOverrides(options.overrides, log),
    baseDir: options.baseDir ?? process.cwd(),
    importer: options.importer,
    claimErrors: options.claimErrors ?? false,
    signal: closing.signal,
  }
  const generation = await createGeneration(given, surroundings, {
    strict: options.strict ?? false,
    known: options.issues,
  })
  generation.recover()
  const unfollow = options.blame === 'full' ? followTaps() : () => {}
  return new RunningHost(generation, surroundings, closing, unfollow)
}

class RunningHost implements Host {
  readonly hooks: Hooks
  #generation: Generation
  /** Those that are left, until they have released what they took */
  readonly #leaving = new Map<Generation, Promise<void>>()
  /** The last reload that was asked for; never rejects */
  #reloading: Promise<unknown> = Promise.resolve()
  readonly #surroundings: Surroundings
  readonly #closing: AbortController
  readonly #unfollow: () => void
  /** The embedder's */
  readonly #taps: EmbeddedTap[] = []
  /** Newest first: a webhook may still be signed with one */
  #previousSecrets: readonly string[] = []
  #answered = 0
  #status: Health['status'] = 'ready'
  #closed: Promise<void> | undefined

  constructor(generation: Generation, surroundings: Surroundings, closing: AbortController, unfollow: () => void) {
    this.#generation = generation
    this.#surroundings = surroundings
    this.#closing = closing
    this.#unfollow = unfollow
    this.hooks = this.#createHooks()
  }

  get config(): CheckedConfig {
    return this.#generation.config
  }

  get lines(): readonly LineStatus[] {
    return this.#generation.lines
  }

  get plan(): Plan {
    return this.#generation.plan
  }

  get findings(): readonly Finding[] {
    return this.#generation.findings
  }

  async answer(webhook: Webhook): Promise<Reply> {
    if (this.#status === 'closed')
      return this.#surroundings.records.refuse(new PreanswerError('PREANSWER_HOST_CLOSED'), webhook)
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
    const { records, forwarder, overrides } = this.#surroundings
    return {
      status: this.#status,
      inFlight: [this.#generation, ...this.#leaving.keys()].reduce((sum, { inFlight }) => sum + inFlight, 0),
      answered: this.#answered,
      repeated: records.repeated,
      forwarded: forwarder.delivered,
      undelivered: forwarder.dropped,
      ...this.#generation.health(),
      overrides: overrides.active(),
    }
  }

  reload(config: HostConfig, { issues }: Pick<HostOptions, 'issues'> = {}): Promise<Difference> {
    const reloaded = this.#reloading.then(() => this.#reload(config, issues))
    this.#reloading = reloaded.catch(() => {})
    return reloaded
  }

  diagnose(webhook: RefusedWebhook, at: number): Verification {
    return this.#generation.diagnose(webhook, at, this.#previousSecrets)
  }

  claimError(error: unknown): boolean {
    return claimError(error)
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #reload(config: HostConfig, known: readonly Issue[] | undefined): Promise<Difference> {
    const before = this.#generation
    this.#assertReady()
    const next = await createGeneration(config, this.#surroundings, { strict: true, before, known })
    try {
      this.#assertReady()
      for (const tap of this.#taps) next.addTap(tap)
    } catch (error) {
      await next.release()
      throw error
    }
    const difference = differenceOf(before, next)
    this.#generation = next
    this.#previousSecrets = [...[before.config.secrets ?? []].flat(), ...this.#previousSecrets].slice(0, keptSecrets)
    next.recover()
    this.#leave(before)
    return difference
  }

  #leave(generation: Generation): void {
    const left = generation
      .ended()
      .then(() => generation.release())
      .finally(() => this.#leaving.delete(generation))
    this.#leaving.set(generation, left)
  }

  async #close(): Promise<void> {
    this.#status = 'closing'
    this.#closing.abort()
    await this.#reloading
    await Promise.all(this.#leaving.values())
    await this.#generation.ended()
    await this.#surroundings.forwarder.close(closeGraceMs)
    // it has answered all the while
    await this.#generation.ended()
    this.#status = 'closed'
    await this.#generation.release()
    this.#unfollow()
  }

  #assertReady(): void {
    if (this.#status !== 'ready') throw new PreanswerError('PREANSWER_HOST_CLOSED')
  }

  /** A facade that remembers the taps for later generations. */
  #createHooks(): Hooks {
    const tapInto =
      (hook: HookName) =>
      (...given: Parameters<typeof readTap<Tap['fn']>>[1]) => {
        const tap = { hook, ...readTap(hook, given) }
        this.#assertReady()
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
