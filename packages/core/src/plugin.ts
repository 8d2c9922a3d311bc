import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { BreakerLimits } from './breaker.ts'
import type { Call, Facts, Line } from './call.ts'
import type { Draft, Patch, Rejection, Snapshot } from './draft.ts'
import { type Finding, PreanswerError } from './errors.ts'
import type { WebhookEvent } from './event.ts'
import type { HookName } from './hook-table.ts'
import type { Logger } from './log.ts'
import type { Trace } from './trace.ts'

/** The version of the contract between core and plugins. 0 until tool handlers and a second platform have shaped it. */
export const pluginApiVersion = 0

/** What every tap gets. All of it is read-only; what a tap wants to say it returns. */
export interface TapContext {
  readonly call: Call
  readonly facts: Facts
  readonly line: Line
  /** The saved assistant as config knows it; empty when config has none */
  readonly assistant: Snapshot
  /** The call is only tried: the answer counts, and the call is not to be remembered */
  readonly isRehearsal: boolean
  /** Fires when the tap's budget is spent. Hand it to `fetch` and the like. Made when first read */
  readonly signal: AbortSignal
  /** ms before this tap's budget is spent */
  remainingMs(): number
  /** Adds a kebab-case remark to the trace: `note('holiday')`. Other text is left out */
  note(remark: string): void
}

/** What a `review` tap gets besides. */
export interface ReviewContext extends TapContext {
  /** What would be sent now */
  readonly draft: Draft
}

/** What an `observe` tap gets. It runs after the response, for every event of the platform. */
export interface ObserveContext extends TapContext {
  readonly event: WebhookEvent
  readonly trace: Trace
}

/** Nothing to say. */
export type Nothing = undefined | null | void

/** What a tap of each hook may return, plainly or as a promise. */
export type IdentifyTap = (context: TapContext) => Facts | Nothing | Promise<Facts | Nothing>
export type ScreenTap = (context: TapContext) => Rejection | Nothing | Promise<Rejection | Nothing>
export type ContributeTap = (context: TapContext) => Patch | Nothing | Promise<Patch | Nothing>
export type ReviewTap = (context: ReviewContext) => Patch | Rejection | Nothing | Promise<Patch | Rejection | Nothing>
export type ObserveTap = (context: ObserveContext) => Nothing | Promise<Nothing>

export interface TapOptions {
  /** ms; the entry's `budgetMs` in config goes before it */
  readonly budgetMs?: number
}

/** One hook, as plugins and embedders see it. */
export interface Hook<Tap> {
  tap(fn: Tap): void
  tap(options: TapOptions, fn: Tap): void
}

/** The five hooks of the lifecycle. */
export interface Hooks {
  /** Who is calling? Taps run together and return facts */
  readonly identify: Hook<IdentifyTap>
  /** May this call be taken? Taps run in order until one returns a rejection */
  readonly screen: Hook<ScreenTap>
  /** What should the assistant be told? Taps run together and return patches, merged in config order */
  readonly contribute: Hook<ContributeTap>
  /** Is the whole right? Taps run in order, see the draft, return a last patch or a rejection */
  readonly review: Hook<ReviewTap>
  /** What happened? Taps run after the response, also for the platform's other events */
  readonly observe: Hook<ObserveTap>
}

/** What `setup` gets besides hooks and options. */
export interface SetupContext {
  /** Lines carry the entry's name; phone numbers in them are masked */
  readonly log: Logger
  /** The config's folder: paths in options are relative to it */
  readonly baseDir: string
  /** IANA zones of the lines that it is set up for; none where the config says none */
  readonly timeZones: readonly string[]
  /** Fires when the host closes or has gone over to another config, and when this set-up is given up */
  readonly signal: AbortSignal
  /** Tells the operator something before the first call; `path` is from the top of the options. Counts until `setup` ends */
  report(finding: Finding): void
}

/** Releases what `setup` took; called once, when the host closes or the last call under its config is over. */
export type Release = () => void | Promise<void>

export interface PluginDefinition<Schema extends StandardSchemaV1 | undefined = StandardSchemaV1 | undefined> {
  /** kebab-case; an entry's name where config gives none */
  readonly name: string
  /** Any Standard Schema; what it returns is what `setup` gets. Without it the plugin takes no options */
  readonly options?: Schema
  /** ms for each of its taps that says nothing else */
  readonly budgetMs?: number
  /** Names of the facts that its `identify` taps may return */
  readonly provides?: readonly string[]
  /** Names of the facts without which it makes no sense; nobody providing one is an error at start */
  readonly needs?: readonly string[]
  setup(
    hooks: Hooks,
    options: Schema extends StandardSchemaV1 ? StandardSchemaV1.InferOutput<Schema> : undefined,
    context: SetupContext,
  ): void | Release | Promise<void | Release>
}

/**
 * What takes the place of an entry's part when it fails: a tap throws, times out, returns something invalid, loses its
 * worker, is skipped by its breaker, or has no time left. `patch` where it taps `contribute` or `review`, `reject` where
 * it taps `screen`.
 */
export type OnFailure = 'skip' | { readonly patch: Patch } | { readonly reject: Rejection['reject'] }

/** A plugin in a config, with its overrides. */
export interface Entry {
  /** The plugin, or in a config file its package name, short name or path */
  readonly use: PluginFactory | string
  /** The plugin's options */
  readonly with?: unknown
  /** Unique in the config; the plugin's name where absent */
  readonly name?: string
  /** ms for each tap, or per hook */
  readonly budgetMs?: number | Partial<Record<HookName, number>>
  readonly onFailure?: OnFailure
  /** Refuse to start when its set-up meets an outage; else the host starts without it and tries again. `false` where absent */
  readonly required?: boolean
  /** When its taps are skipped for failing, where not as the host says; `false`: never */
  readonly breaker?: false | Partial<BreakerLimits>
  /** `worker` runs it in threads of its own; `use` is then its package name or path, `with` JSON data */
  readonly isolate?: Isolation
}

/** Where a plugin runs: in the process of the host, or in workers with a cap on the memory of each. */
export type Isolation =
  | 'none'
  | 'worker'
  | {
      readonly worker: {
        /** MiB that each of its workers may hold; 128 where absent */
        readonly memoryMb?: number
      }
    }

const brand: unique symbol = Symbol.for('preanswer.plugin')

/** A plugin as `definePlugin` made it. Told by its brand, not by `instanceof`: a tree may hold two copies of the core. */
export interface PluginFactory {
  readonly [brand]: { readonly apiVersion: number; readonly definition: PluginDefinition }
}

/** What `definePlugin` returns: a plugin that is called with its options and gives an entry. */
export type Plugin<Schema> = PluginFactory &
  (Schema extends StandardSchemaV1
    ? undefined extends StandardSchemaV1.InferInput<Schema>
      ? (options?: StandardSchemaV1.InferInput<Schema>) => Entry
      : (options: StandardSchemaV1.InferInput<Schema>) => Entry
    : () => Entry)

/**
 * Describes a plugin. Returns the factory that operators call in a config: `vipModel({ … })` is short for
 * `{ use: vipModel, with: { … } }`.
 *
 * @throws {PreanswerError} `PREANSWER_PLUGIN_INVALID` when the definition has no kebab-case name or no setup function
 */
export function definePlugin<const Schema extends StandardSchemaV1 | undefined = undefined>(
  definition: PluginDefinition<Schema>,
): Plugin<Schema> {
  const issues = definitionIssues(definition)
  if (issues.length > 0) throw new PreanswerError('PREANSWER_PLUGIN_INVALID', { issues })
  const factory = (options?: unknown): Entry =>
    options === undefined ? { use: plugin } : { use: plugin, with: options }
  const plugin = Object.assign(factory, { [brand]: { apiVersion: pluginApiVersion, definition } })
  madeHere.add(plugin)
  // the conditional call signature is for authors and operators; at runtime every factory takes one optional argument
  return plugin as unknown as Plugin<Schema>
}

const madeHere = new WeakSet<object>()

/** Whether a plugin was made by this copy of the core: a tree may hold two. */
export function isMadeHere(plugin: PluginFactory): boolean {
  return madeHere.has(plugin)
}

/** The plugins that a module exports, each with the name of its export. A package has exactly one. */
export function findPlugins(module: unknown): Map<PluginFactory, string> {
  const exported = recordOf(module)
  // a CommonJS package may hold its exports in `default` only
  const all = [...Object.entries(exported), ...Object.entries(recordOf(exported.default))]
  const plugins = all.filter(([, value]) => readPlugin(value) !== undefined)
  return new Map(plugins.map(([name, plugin]) => [plugin as PluginFactory, name]))
}

/** The definition and API version that a factory carries; `undefined` when the value is not a plugin. */
export function readPlugin(value: unknown): { apiVersion: number; definition: PluginDefinition } | undefined {
  if (typeof value !== 'function' && (typeof value !== 'object' || value === null)) return undefined
  return (value as Partial<PluginFactory>)[brand]
}

/**
 * Reads what `tap` was called with.
 *
 * @throws {PreanswerError} `PREANSWER_TAP_MISPLACED` without a function, or with a budget that is none
 */
export function readTap<Fn>(hook: HookName, given: [fn: Fn] | [options: TapOptions, fn: Fn]) {
  const [options, fn] = given.length === 1 ? [{}, given[0]] : given
  const budgetMs = (options as TapOptions | undefined)?.budgetMs
  const issues = [
    ...(typeof fn === 'function' ? [] : [{ path: [hook, 'tap'], message: 'needs a function' }]),
    ...(budgetMs === undefined || (Number.isFinite(budgetMs) && budgetMs > 0)
      ? []
      : [{ path: [hook, 'budgetMs'], message: 'must be a positive number of ms' }]),
  ]
  if (issues.length > 0) throw new PreanswerError('PREANSWER_TAP_MISPLACED', { issues })
  return { fn, budgetMs }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}

function definitionIssues(definition: PluginDefinition): { path: string[]; message: string }[] {
  const issues: { path: string[]; message: string }[] = []
  if (typeof definition?.name !== 'string' || !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(definition.name)) {
    issues.push({ path: ['name'], message: 'must be kebab-case' })
  }
  if (typeof definition?.setup !== 'function') issues.push({ path: ['setup'], message: 'must be a function' })
  const budgetMs = definition?.budgetMs
  if (budgetMs !== undefined && !(Number.isFinite(budgetMs) && budgetMs > 0)) {
    issues.push({ path: ['budgetMs'], message: 'must be a positive number of ms' })
  }
  return issues
}
