import { mismatchHint, type VersionMismatch, versionMismatch } from './api-version.ts'
import { checkOptions } from './check-options.ts'
import type { CheckedConfig, HostConfig } from './config.ts'
import { configSchema } from './config.ts'
import { type Issue, PreanswerError } from './errors.ts'
import { type Isolated, isIsolated, isolate, type PluginPlace } from './isolate/isolate.ts'
import { isRecord } from './plain.ts'
import { type Entry, type PluginDefinition, type PluginFactory, readPlugin } from './plugin.ts'
import { issuesOf } from './validate.ts'

/** An entry of the config whose plugin and options were checked. */
export interface CheckedEntry {
  readonly name: string
  readonly index: number
  readonly definition: PluginDefinition
  /** What the plugin's own schema made of `with` */
  readonly options: unknown
  readonly config: CheckedConfig['plugins'][number]
  /** The workers of an isolated entry */
  readonly isolated: Isolated | undefined
}

/**
 * Checks a whole config, with the options of every plugin. The workers of isolated entries have been started.
 *
 * @throws {PreanswerError} `PREANSWER_CONFIG_INVALID` with all problems at once
 */
export async function checkConfig(
  given: HostConfig,
  place: PluginPlace,
): Promise<{ config: CheckedConfig; entries: CheckedEntry[] }> {
  const plugins = Array.isArray(given?.plugins) ? given.plugins.map(toEntry) : []
  const normalized = isRecord(given) && Array.isArray(given.plugins) ? { ...given, plugins } : given
  const checked = configSchema.safeParse(normalized)
  const issues = checked.success ? [] : issuesOf(checked.error.issues, configSchema)
  const results = await Promise.all(plugins.map((entry, index) => checkEntry(entry, index, place)))
  issues.push(...results.flatMap((result) => result.issues), ...duplicateNames(results.map((result) => result.name)))
  if (checked.success) issues.push(...trustIssues(checked.data))
  if (!checked.success || issues.length > 0) {
    await Promise.all(results.map(({ isolated }) => isolated?.close()))
    throw new PreanswerError('PREANSWER_CONFIG_INVALID', { issues })
  }
  const config = checked.data as CheckedConfig
  return {
    config,
    entries: results.flatMap(({ definition, name, options, isolated }, index) => {
      const entry = config.plugins[index]
      return definition === undefined || entry === undefined
        ? []
        : [{ name, index, definition, options, config: entry, isolated }]
    }),
  }
}

interface EntryResult {
  readonly name: string
  readonly definition?: PluginDefinition
  readonly options?: unknown
  readonly isolated?: Isolated
  readonly issues: readonly Issue[]
}

/** A plugin without options may stand for its entry. */
function toEntry(item: Entry | PluginFactory): Entry {
  return typeof item === 'function' && readPlugin(item) !== undefined ? { use: item } : (item as Entry)
}

async function checkEntry(entry: unknown, index: number, place: PluginPlace): Promise<EntryResult> {
  const path = ['plugins', index]
  if (!isRecord(entry)) return { name: '', issues: [] }
  if (isIsolated(entry)) return checkIsolated(entry, path, place)
  const plugin = readPlugin(entry.use)
  if (plugin === undefined) return { name: nameOf(entry, ''), issues: notAPlugin(entry.use, path) }
  const { apiVersion, definition } = plugin
  const mismatch = versionMismatch(apiVersion)
  // what else stands in a definition of another version nobody knows
  if (mismatch !== undefined) return { name: nameOf(entry, ''), issues: [versionIssue(mismatch, path)] }
  const name = nameOf(entry, definition.name)
  return { name, definition, ...(await checkOptions(definition, entry.with, [...path, 'with'])) }
}

async function checkIsolated(
  entry: Record<string, unknown>,
  path: readonly (string | number)[],
  place: PluginPlace,
): Promise<EntryResult> {
  const { isolated, issues } = await isolate(entry, path, place)
  const name = nameOf(entry, isolated?.definition.name ?? '')
  if (isolated === undefined) return { name, issues }
  return { name, definition: isolated.definition, isolated, issues }
}

function versionIssue(mismatch: VersionMismatch, path: readonly (string | number)[]): Issue {
  return { path: [...path, 'use'], message: mismatch.message, hint: mismatchHint(mismatch) }
}

function nameOf(entry: Record<string, unknown>, fallback: string): string {
  return typeof entry.name === 'string' ? entry.name : fallback
}

function notAPlugin(use: unknown, path: readonly (string | number)[]): Issue[] {
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

function duplicateNames(names: readonly string[]): Issue[] {
  return names.flatMap((name, index) =>
    name !== '' && names.indexOf(name) < index
      ? [
          {
            path: ['plugins', index, 'name'],
            message: `the name ${name} is taken by plugins[${names.indexOf(name)}]`,
            hint: 'give one of them another `name`',
          },
        ]
      : [],
  )
}

function trustIssues(config: { secrets?: unknown; auth?: unknown; unsigned: boolean }): Issue[] {
  if (config.secrets !== undefined || config.auth !== undefined || config.unsigned) return []
  return [
    {
      path: ['secrets'],
      message: 'nothing says which webhooks to trust',
      hint: "set `secrets` to the platform's webhook secret, or `auth`; `unsigned: true` serves this machine only",
    },
  ]
}
