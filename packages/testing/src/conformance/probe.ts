import { AsyncLocalStorage } from 'node:async_hooks'
import { inspect, isDeepStrictEqual } from 'node:util'
import {
  definePlugin,
  type Hook,
  type HookName,
  type Hooks,
  hookTable,
  type Logger,
  type PluginDefinition,
  type PluginFactory,
  type TapContext,
  type TapOptions,
} from '@preanswer/core'

/** Whose code runs, also in what that code has begun: promises, timers, sockets. */
export const inPlugin = new AsyncLocalStorage<Probe>()

/** One run of a tap. */
export interface TapRun {
  readonly hook: HookName
  isSettled: boolean
}

/** Stands between the host and a plugin, and writes down what the plugin does. */
export class Probe {
  /** Milliseconds that the last set-up took */
  setUpMs = 0
  readonly runs: TapRun[] = []
  /** What a tap changed that was not its own: `the facts, in contribute` */
  readonly changed = new Set<string>()
  /** What the plugin logged, before numbers are masked, and what it printed */
  readonly written: string[] = []
  readonly #copies = new WeakMap<object, object>()

  /** The same plugin, watched. */
  watch(definition: PluginDefinition): PluginFactory {
    return definePlugin({
      ...definition,
      setup: (hooks, options, context) =>
        inPlugin.run(this, async () => {
          const startedAt = performance.now()
          const log = this.#listening(context.log)
          const release = await definition.setup(this.#watching(hooks), options as never, { ...context, log })
          this.setUpMs = performance.now() - startedAt
          return release
        }),
    })
  }

  #watching(hooks: Hooks): Hooks {
    const watched = (Object.keys(hookTable) as HookName[]).map((name) => {
      const hook = hooks[name] as Hook<Tap>
      const tap = (...given: [Tap] | [TapOptions, Tap]) => {
        const [options, fn] = given.length === 1 ? [{}, given[0]] : given
        // what is no function is for the host to refuse
        hook.tap(options, typeof fn === 'function' ? (context) => this.#run(name, fn, context) : fn)
      }
      return [name, { tap }]
    })
    return Object.fromEntries(watched) as Hooks
  }

  /** Runs a tap on copies: one that changes its input is found out, and does nothing worse. */
  #run(hook: HookName, fn: Tap, context: TapContext): unknown {
    const run: TapRun = { hook, isSettled: false }
    this.runs.push(run)
    const settle = () => {
      run.isSettled = true
      for (const key of dataKeys) {
        const given: unknown = context[key]
        if (isObject(given) && !isDeepStrictEqual(this.#copies.get(given) ?? given, given)) {
          this.changed.add(`the ${key}, in ${hook}`)
        }
      }
    }
    let isLater = false
    try {
      const returned = inPlugin.run(this, fn, this.#copied(context))
      isLater = returned instanceof Promise
      if (returned instanceof Promise) void returned.then(settle, settle)
      return returned
    } finally {
      if (!isLater) settle()
    }
  }

  /** One copy of each object, as taps may know a call again by its identity. */
  #copied(context: TapContext): TapContext {
    const copyOf = (value: unknown) => {
      if (!isObject(value)) return value
      const copy = this.#copies.get(value) ?? structuredClone(value)
      this.#copies.set(value, copy)
      return copy
    }
    const { note, remainingMs } = context
    const copied = { note, remainingMs }
    for (const key of [...dataKeys, 'draft', 'event', 'trace'] as (keyof TapContext)[]) {
      Object.defineProperty(copied, key, { get: () => copyOf(context[key]), enumerable: true })
    }
    Object.defineProperty(copied, 'signal', { get: () => context.signal, enumerable: true })
    return copied as TapContext
  }

  #listening(log: Logger): Logger {
    const write = (level: keyof Logger) => (fields: object, message: string) => {
      this.written.push(inspect({ fields, message }, { depth: 6 }))
      log[level](fields, message)
    }
    return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
  }
}

type Tap = (context: TapContext) => unknown

/** What all taps of a hook share. */
const dataKeys = ['call', 'facts', 'line', 'assistant'] as const

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
