import { mismatchHint, type VersionMismatch, versionMismatch } from './api-version.ts'
import { checkOptions } from './check-options.ts'
import { formatPath, type Issue } from './errors.ts'
import { type Isolated, isIsolated, isolate, type PluginPlace } from './isolate/isolate.ts'
import { isRecord } from './plain.ts'
import { type Entry, type PluginDefinition, type PluginFactory, readPlugin } from './plugin.ts'

/** An entry of the config whose plugin and options were checked. */
export interface CheckedEntry {
  readonly name: string
  /** Where it stands in the config */
  readonly path: Issue['path']
  /** Its place among the entries of a pipeline */
  readonly stage: number
  readonly definition: PluginDefinition
  /** What the plugin's own schema made of `with` */
  readonly options: unknown
  readonly config: Entry
  /** The workers of an isolated entry */
  readonly isolated: Isolated | undefined
}

/** What came of checking an entry, which may be anything. */
export interface EntryResult {
  readonly name: string
  readonly path: Issue['path']
  /** `undefined` where there is no plugin that can be run */
  readonly definition?: PluginDefinition
  readonly options?: unknown
  readonly isolated?: Isolated
  readonly issues: readonly Issue[]
}

/** A plugin without options may stand for its entry. */
export function toEntry(item: Entry | PluginFactory): Entry {
  return typeof item === 'function' && readPlugin(item) !== undefined ? { use: item } : (item as Entry)
}

/** Checks the plugin of an entry and its options. The workers of an isolated one have been started. Never rejects. */
export async function checkEntry(entry: unknown, path: Issue['path'], place: PluginPlace): Promise<EntryResult> {
  if (!isRecord(entry)) return { name: '', path, issues: [] }
  if (isIsolated(entry)) return checkIsolated(entry, path, place)
  const plugin = readPlugin(entry.use)
  if (plugin === undefined) return { name: nameOf(entry, ''), path, issues: notAPlugin(entry.use, path) }
  const { apiVersion, definition } = plugin
  const mismatch = versionMismatch(apiVersion)
  // what else stands in a definition of another version nobody knows
  if (mismatch !== undefined) return { name: nameOf(entry, ''), path, issues: [versionIssue(mismatch, path)] }
  const name = nameOf(entry, definition.name)
  return { name, path, definition, ...(await checkOptions(definition, entry.with, [...path, 'with'])) }
}

/** Names that several entries of a pipeline have. */
export function duplicateNames(results: readonly Pick<EntryResult, 'name' | 'path'>[]): Issue[] {
  const taken = new Map<string, Issue['path']>()
  return results.flatMap(({ name, path }) => {
    const first = taken.get(name)
    if (first === undefined) taken.set(name, path)
    if (first === undefined || name === '') return []
    const message = `the name ${name} is taken by ${formatPath(first)}`
    return [{ path: [...path, 'name'], message, hint: 'give one of them another `name`' }]
  })
}

async function checkIsolated(
  entry: Record<string, unknown>,
  path: Issue['path'],
  place: PluginPlace,
): Promise<EntryResult> {
  const { isolated, issues } = await isolate(entry, path, place)
  const name = nameOf(entry, isolated?.definition.name ?? '')
  if (isolated === undefined) return { name, path, issues }
  return { name, path, definition: isolated.definition, isolated, issues }
}

function versionIssue(mismatch: VersionMismatch, path: Issue['path']): Issue {
  return { path: [...path, 'use'], message: mismatch.message, hint: mismatchHint(mismatch) }
}

function nameOf(entry: Record<string, unknown>, fallback: string): string {
  return typeof entry.name === 'string' ? entry.name : fallback
}

function notAPlugin(use: unknown, path: Issue['path']): Issue[] {
  // the schema has said that it is missing
  if (use === undefined || use === null) return []
  const isName = typeof use === 'string'
  return [
    {
      path: [...path, 'use'],
      message: isName
        ? 'is a name; plugins in code are imported'
        : `is not a plugin made by definePlugin (${typeof use})`,
      hint: isName
        ? 'import the plugin and write it without quotes, or start the config with `preanswer start`'
        : 'export what definePlugin returns',
    },
  ]
}
