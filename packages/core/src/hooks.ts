import { AsyncParallelHook, AsyncSeriesBailHook, AsyncSeriesHook } from 'tapable'
import type { z } from 'zod'
import { Breaker } from './breaker.ts'
import { factsSchema, patchSchema, rejectionSchema } from './draft.ts'
import { PreanswerError } from './errors.ts'
import type { Exchange } from './exchange.ts'
import { type HookName, hookNames, hookTable } from './hook-table.ts'
import { speak } from './language.ts'
import { OutputMemory } from './memory.ts'
import { isRecord } from './plain.ts'
import { type Hooks, readTap, type TapOptions } from './plugin.ts'
import { cleanSpokenText } from './speech-text.ts'
import { runTap } from './tap.ts'
import { type Accept, notSetUp, type Tap, type TapEntry, TapRun } from './tap-run.ts'
import { issuesOf } from './validate.ts'

/** What a tap is registered with. */
interface Registration {
  readonly tap: Tap
  /** Holds the place of an entry that is not set up */
  readonly isStandIn?: boolean
}

/** The compiled hooks of a line: tapable stands behind the facade, and every tap carries its budget. */
export class Pipeline {
  readonly identify = new AsyncParallelHook<[Exchange], Registration>(['exchange'])
  readonly screen = new AsyncSeriesBailHook<[Exchange], true, Registration>(['exchange'])
  readonly contribute = new AsyncParallelHook<[Exchange], Registration>(['exchange'])
  readonly review = new AsyncSeriesHook<[Exchange], Registration>(['exchange'])
  readonly observe = new AsyncParallelHook<[Exchange], Registration>(['exchange'])

  /** Name of the line that it was compiled for; lines without plugins of their own share the default one's */
  readonly line: string

  constructor(line: string) {
    this.line = line
    for (const name of hookNames) {
      this[name].intercept({
        register: (registered) => ({
          ...registered,
          fn: registered.isStandIn ? standingIn(registered.tap) : budgeted(registered.tap, accepts[name]),
        }),
      })
    }
  }

  /** Its taps by hook, in the order in which they count. */
  taps(hook: HookName): Tap[] {
    return this[hook].taps.map((registered) => (registered as unknown as Registration).tap)
  }
}

/** Where taps of one entry go, and what they get when they say nothing else. */
export interface Registrar {
  readonly entry: TapEntry
  /** Index of the entry: decides the order, however late its setup ends */
  readonly stage: number
  /** ms from config, before everything a plugin says */
  budgetOf(hook: HookName, asked: number | undefined): number
  /** Throws when a tap may not be added: too late, or its budget does not fit */
  admit(hook: HookName, budgetMs: number): void
}

/** The facade through which a plugin, or an embedder, adds taps to pipelines. */
export function createHooks(pipelines: readonly Pipeline[], registrar: Registrar): Hooks {
  return Object.fromEntries(
    hookNames.map((hook) => [hook, { tap: tapInto(hook, pipelines, registrar) }]),
  ) as unknown as Hooks
}

/**
 * Holds the place of an entry that is not set up, so that the trace tells of it and its `onFailure` is done: on `screen`
 * where that rejects, else on `contribute`.
 */
export function holdPlace(pipeline: Pipeline, entry: TapEntry, stage: number): void {
  const hook = typeof entry.onFailure === 'object' && 'reject' in entry.onFailure ? 'screen' : 'contribute'
  const tap: Tap = { entry, hook, budgetMs: 0, order: 0, breaker: undefined, outputs: new OutputMemory(), fn() {} }
  insert(pipeline, stage, { tap, isStandIn: true })
}

/** Taps of a single exchange, besides those of its pipeline. */
export interface OwnTaps {
  /** Tells what the embedding app knows; runs beside `identify`, and plugins' facts go before its */
  readonly app?: Tap | undefined
  /** Does what an operator said for now: before all others of `screen`, or after all others of `identify` */
  readonly override?: Tap | undefined
}

/** Runs the hooks of the lifecycle up to the response. */
export async function runPhases(pipeline: Pipeline, exchange: Exchange, { app, override }: OwnTaps): Promise<void> {
  if (exchange.request.rehearsal?.facts === undefined) await findFacts(pipeline, exchange, app)
  if (override?.hook === 'identify') runOverride(override, exchange)
  exchange.settleFacts()
  if (override?.hook === 'screen') runOverride(override, exchange)
  if (exchange.rejection === undefined) await runHook(pipeline, 'screen', exchange)
  if (exchange.rejection !== undefined) return
  await runHook(pipeline, 'contribute', exchange)
  await runHook(pipeline, 'review', exchange)
}

async function findFacts(pipeline: Pipeline, exchange: Exchange, appTap: Tap | undefined): Promise<void> {
  const known = appTap && new Promise<void>((resolve) => runTap(appTap, exchange, knowFacts, () => resolve()))
  await runHook(pipeline, 'identify', exchange)
  await known
}

/** Runs the taps of one hook; never rejects. */
export async function runHook(pipeline: Pipeline, hook: HookName, exchange: Exchange): Promise<void> {
  const { taps } = pipeline[hook]
  if (taps.length === 0) return
  // tapable calls back at once when every tap did: such a hook costs no turn
  let isDone = false
  let wake: (() => void) | undefined
  pipeline[hook].callAsync(exchange, () => {
    isDone = true
    wake?.()
  })
  if (!isDone) {
    await new Promise<void>((resolve) => {
      wake = resolve
    })
  }
}

/** What each hook does with what a tap returned. */
const accepts: Readonly<Record<HookName, Accept>> = {
  identify(value, run, exchange) {
    exchange.holdFacts(run, check(factsSchema, value, run))
    return 'used'
  },
  screen(value, run, exchange) {
    return reject(check(rejectionSchema, value, run), run, exchange)
  },
  contribute(value, run, exchange) {
    exchange.holdPatch(run, check(patchSchema, value, run))
    return 'used'
  },
  review(value, run, exchange) {
    const output = run.outputs.recall<z.output<typeof rejectionSchema> | z.output<typeof patchSchema>>(
      value,
      (data) => {
        const isRejection = isRecord(data) && Object.hasOwn(data, 'reject')
        return isRejection ? parse(rejectionSchema, data) : parse(patchSchema, data)
      },
    )
    if ('reject' in output) return reject(output, run, exchange)
    exchange.holdPatch(run, output)
    return 'used'
  },
  observe: () => 'used',
}

/** What an app knows counts before what plugins find out. */
function knowFacts(value: unknown, run: TapRun, exchange: Exchange): 'used' {
  exchange.know(check(factsSchema, value, run), run.owner)
  return 'used'
}

/** It has no need to wait. */
function runOverride(tap: Tap, exchange: Exchange): void {
  runTap(tap, exchange, accepts[tap.hook], () => {})
}

/** The seam: turns a registered tap into one that never rejects and never outlasts its budget. */
function budgeted(tap: Tap, accept: Accept) {
  return function runBudgeted(exchange: Exchange, callback: (error: null, result?: true) => void): void {
    if (tap.hook === 'review' && exchange.rejection !== undefined) {
      callback(null)
      return
    }
    runTap(tap, exchange, accept, (run) => {
      if (run.entry.onFailure !== 'skip') applyOnFailure(run, exchange)
      callback(null, tap.hook === 'screen' && exchange.rejection !== undefined ? true : undefined)
    })
  }
}

function standingIn(tap: Tap) {
  return function standIn(exchange: Exchange, callback: (error: null, result?: true) => void): void {
    if (tap.entry.degraded === undefined) {
      callback(null)
      return
    }
    const run = new TapRun(tap, exchange)
    run.end(notSetUp, accepts[tap.hook])
    applyOnFailure(run, exchange)
    callback(null, exchange.rejection === undefined ? undefined : true)
  }
}

/**
 * Does instead of an entry what its operator wrote: where one of its taps fails that could have done it, or has nothing
 * to say after the entry has failed before. Once in an exchange.
 */
function applyOnFailure(run: TapRun, exchange: Exchange): void {
  const { onFailure } = run.entry
  const own = exchange.runs.filter((other) => other.entry === run.entry)
  const hasFailed = run.hasFailed || (run.isUnchanged && own.some((other) => other.hasFailed))
  if (onFailure === 'skip' || !hasFailed || own.some((other) => other.onFailure !== undefined)) return
  if ('patch' in onFailure && (run.hook === 'contribute' || run.hook === 'review')) {
    exchange.holdPatch(run, onFailure.patch)
    run.onFailure = 'patch'
  }
  // a text that is nothing but variables without a value refuses nobody
  if ('reject' in onFailure && run.hook === 'screen') {
    if (refuse({ reject: onFailure.reject, reason: 'screen-failed' }, run, exchange)) run.onFailure = 'reject'
  }
}

function reject(rejection: z.output<typeof rejectionSchema>, run: TapRun, exchange: Exchange): 'rejected' {
  if (refuse(rejection, run, exchange)) return 'rejected'
  throw new PreanswerError('PREANSWER_TAP_OUTPUT_INVALID', { issues: [{ path: ['reject'], message: 'is empty' }] })
}

/** Refuses the call, unless there is nothing to say. */
function refuse(rejection: z.output<typeof rejectionSchema>, run: TapRun, exchange: Exchange): boolean {
  const { facts, setting } = exchange
  const spoken = speak(rejection.reject, [facts.language, setting.line.language])
  const text = cleanSpokenText(setting.renderSpoken(spoken))
  if (text === undefined) return false
  run.reason ??= rejection.reason
  exchange.rejection = {
    text,
    owner: run.owner,
    ...(rejection.reason === undefined ? {} : { reason: rejection.reason }),
  }
  return true
}

function check<Output extends object>(schema: z.ZodType<Output>, value: unknown, run: TapRun): Output {
  return run.outputs.recall(value, (data) => parse(schema, data))
}

function parse<Output extends object>(schema: z.ZodType<Output>, data: unknown): Output {
  const result = schema.safeParse(data)
  if (result.success) return result.data
  throw new PreanswerError('PREANSWER_TAP_OUTPUT_INVALID', { issues: issuesOf(result.error.issues, schema) })
}

function tapInto(hook: HookName, pipelines: readonly Pipeline[], registrar: Registrar) {
  return function tap(...given: [fn: Tap['fn']] | [options: TapOptions, fn: Tap['fn']]): void {
    const { fn, budgetMs: askedMs } = readTap(hook, given)
    const budgetMs = registrar.budgetOf(hook, askedMs)
    registrar.admit(hook, budgetMs)
    const limits = registrar.entry.breaker
    for (const pipeline of pipelines) {
      const tap: Tap = {
        entry: registrar.entry,
        hook,
        budgetMs,
        order: 0,
        breaker: limits && new Breaker(limits),
        outputs: new OutputMemory(),
        fn,
      }
      insert(pipeline, registrar.stage, { tap })
    }
  }
}

function insert(pipeline: Pipeline, stage: number, registration: Registration): void {
  const { hook, entry } = registration.tap
  // the interceptor puts the budget in; a function without it is never called
  pipeline[hook].tapAsync({ name: entry.name, stage, ...registration }, () => {})
  pipeline.taps(hook).forEach((tap, order) => {
    Object.assign(tap, { order })
  })
}

/** ms that a tap of this hook gets when nobody says anything. */
export function defaultBudget(hook: HookName): number {
  return hookTable[hook].budgetMs
}
