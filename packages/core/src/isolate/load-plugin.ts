import { mismatchHint, versionMismatch } from '../api-version.ts'
import { checkOptions } from '../check-options.ts'
import type { Issue } from '../errors.ts'
import { findPlugins, type PluginDefinition, readPlugin } from '../plugin.ts'
import type { FromWorker, WorkerInput } from './messages.ts'

/** What came of loading a plugin in a worker. */
export interface Loading {
  /** What the main thread is told */
  readonly message: FromWorker & { kind: 'loaded' }
  /** `undefined` when the plugin cannot be set up */
  readonly definition?: PluginDefinition
  readonly options?: unknown
}

/** In the worker: loads the plugin and lets it check its options. Never rejects. */
export async function loadPlugin(input: Pick<WorkerInput, 'module' | 'importer' | 'options'>): Promise<Loading> {
  try {
    return await readModule(await importPlugin(input), input.options)
  } catch (error) {
    return problem(`cannot be loaded: ${describe(error)}`, 'mend the plugin, or install what it misses')
  }
}

async function importPlugin({ module, importer }: Pick<WorkerInput, 'module' | 'importer'>): Promise<unknown> {
  if (importer === undefined) return import(module)
  const { importModule } = (await import(importer)) as { importModule(url: string): Promise<unknown> }
  return importModule(module)
}

async function readModule(module: unknown, given: unknown): Promise<Loading> {
  const found = findPlugins(module)
  const [plugin] = found.keys()
  const read = readPlugin(plugin)
  if (read === undefined || found.size > 1) {
    const count = found.size === 0 ? 'no plugin' : `${found.size} plugins: ${[...found.values()].join(', ')}`
    return problem(`exports ${count}`, 'a package has exactly one export made by `definePlugin`')
  }
  const { apiVersion, definition } = read
  const mismatch = versionMismatch(apiVersion)
  if (mismatch !== undefined) return problem(mismatch.message, mismatchHint(mismatch))
  const { name, budgetMs, provides = [], needs = [] } = definition
  const about = { name, budgetMs, provides: [...provides], needs: [...needs] }
  const { options, issues } = await checkOptions(definition, given, ['with'])
  const message = { kind: 'loaded', plugin: about, issues } as const
  return issues.length > 0 ? { message } : { message, definition, options }
}

function problem(message: string, hint: string): Loading {
  const issue: Issue = { path: ['use'], message, hint }
  return { message: { kind: 'loaded', issues: [issue] } }
}

/** At start there is no call yet whose data a message could quote. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'it threw something that is not an error'
  const [message = ''] = error.message.split('\n', 1)
  return `${error.name}: ${message}`.slice(0, 500)
}
