import type { Issue } from '../errors.ts'
import { copyPlain, isRecord, NotPlainError } from '../plain.ts'
import type { Hook, Isolation, PluginDefinition, TapContext } from '../plugin.ts'
import type { LoadedPlugin } from './messages.ts'
import { findModule } from './plugin-file.ts'
import { Pool } from './pool.ts'
import type { WorkerHealth } from './restarts.ts'

/** ms that a tap in a worker gets at least, where its entry says nothing: time for another worker to take over. */
export const leastIsolatedMs = 100

/** MiB that a worker may hold where the entry says nothing. */
const defaultMemoryMb = 128

/** Options come from the operator: lists in them may be long. */
const optionLimits = { depth: 64, values: 10_000_000, characters: 256 * 1024 ** 2 }

/** Where plugins are looked for, and how they are loaded. */
export interface PluginPlace {
  readonly baseDir: string
  /** URL of a module whose `importModule` loads a plugin in a worker */
  readonly importer: string | undefined
}

/** A plugin that runs in workers. */
export interface Isolated {
  /** The plugin as the main thread sees it: its taps pass calls on */
  readonly definition: PluginDefinition
  health(): WorkerHealth
  /** May be called twice */
  close(): Promise<void>
}

/** Whether an entry asks for workers, its other keys being what they may. */
export function isIsolated(entry: Readonly<Record<string, unknown>>): boolean {
  return entry.isolate === 'worker' || isRecord(entry.isolate)
}

/**
 * Starts a worker for an entry and loads its plugin there. The module is never loaded in this thread. Never rejects.
 *
 * @param path Where the entry stands in the config
 */
export async function isolate(
  entry: Readonly<Record<string, unknown>>,
  path: readonly (string | number)[],
  place: PluginPlace,
): Promise<{ isolated?: Isolated; issues: readonly Issue[] }> {
  const { use } = entry
  if (typeof use !== 'string') return { issues: use === undefined ? [] : [namesNoModule(path)] }
  const found = findModule(use, place.baseDir)
  if ('message' in found) return { issues: [{ path: [...path, 'use'], ...found }] }
  const options = readOptions(entry.with, [...path, 'with'])
  if ('message' in options) return { issues: [options] }

  const name = typeof entry.name === 'string' ? entry.name : use
  const pool = new Pool({
    importer: place.importer,
    module: found.url,
    name,
    memoryMb: memoryOf(entry.isolate),
    ...options,
  })
  try {
    const { plugin, issues } = await pool.load()
    const placed = issues.map((issue) => ({ ...issue, path: [...path, ...issue.path] }))
    if (plugin !== undefined) {
      const isolated = { definition: define(plugin, pool), health: () => pool.health, close: () => pool.close() }
      return { isolated, issues: placed }
    }
    await pool.close()
    return { issues: placed }
  } catch (error) {
    await pool.close()
    const message = `cannot be loaded in a worker: ${error instanceof Error ? error.message.slice(0, 500) : 'it ended'}`
    return { issues: [{ path: [...path, 'use'], message, hint: 'mend the plugin, or install what it misses' }] }
  }
}

function define({ name, budgetMs, provides, needs }: LoadedPlugin, pool: Pool): PluginDefinition {
  return {
    name,
    ...(budgetMs === undefined ? {} : { budgetMs }),
    provides,
    needs,
    async setup(hooks, _options, context) {
      const { taps, findings } = await pool.setUp(context)
      for (const [index, { hook, budgetMs: asked }] of taps.entries()) {
        const options = asked === undefined ? {} : { budgetMs: asked }
        // any hook's tap: what a worker sends back is checked as what is returned here
        const { tap } = hooks[hook] as Hook<(context: TapContext) => Promise<unknown>>
        tap(options, (tapContext) => pool.run(index, hook, tapContext))
      }
      for (const finding of findings) context.report(finding)
      return () => pool.close()
    },
  }
}

function namesNoModule(path: readonly (string | number)[]): Issue {
  return {
    path: [...path, 'use'],
    message: 'must name the plugin: a worker loads it by itself',
    hint: 'write its package name, or `import.meta.resolve` of it, or a path',
  }
}

function readOptions(given: unknown, path: readonly (string | number)[]): { options: unknown } | Issue {
  try {
    return { options: copyPlain(given, optionLimits) }
  } catch (error) {
    const inside = error instanceof NotPlainError ? error.path : []
    const message = 'the options of an isolated plugin are JSON data'
    return { path: [...path, ...inside], message, hint: 'write plain values, or run the plugin without `isolate`' }
  }
}

function memoryOf(isolation: unknown): number {
  const worker = isRecord(isolation) ? (isolation as Exclude<Isolation, string>).worker : undefined
  return isRecord(worker) && typeof worker.memoryMb === 'number' ? worker.memoryMb : defaultMemoryMb
}
