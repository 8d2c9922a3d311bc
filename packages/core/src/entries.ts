import type { CheckedConfig, HostConfig } from './config.ts'
import { configSchema } from './config.ts'
import { type Issue, PreanswerError } from './errors.ts'
import { isRecord } from './plain.ts'
import { type Entry, type PluginDefinition, type PluginFactory, pluginApiVersion, readPlugin } from './plugin.ts'
import { issuesOf } from './validate.ts'

/** An entry of the config whose plugin and options were checked. */
export interface CheckedEntry {
  readonly name: string
  readonly index: number
  readonly definition: PluginDefinition
  /** What the plugin's own schema made of `with` */
  readonly options: unknown
  readonly config: CheckedConfig['plugins'][number]
}

/**
 * Checks a whole config, with the options of every plugin.
 *
 * @throws {PreanswerError} `PREANSWER_CONFIG_INVALID` with all problems at once
 */
export async function checkConfig(given: HostConfig): Promise<{ config: CheckedConfig; entries: CheckedEntry[] }> {
  const plugins = Array.isArray(given?.plugins) ? given.plugins.map(toEntry) : []
  const normalized = isRecord(given) && Array.isArray(given.plugins) ? { ...given, plugins } : given
  const checked = configSchema.safeParse(normalized)
  const issues = checked.success ? [] : issuesOf(checked.error.issues, configSchema)
  const results = await Promise.all(plugins.map((entry, index) => checkEntry(entry, index)))
  issues.push(...results.flatMap((result) => result.issues), ...duplicateNames(results.map((result) => result.name)))
  if (checked.success) issues.push(...trustIssues(checked.data))
  if (!checked.success || issues.length > 0) throw new PreanswerError('PREANSWER_CONFIG_INVALID', { issues })
  const config = checked.data as CheckedConfig
  return {
    config,
    entries: results.flatMap(({ definition, name, options }, index) => {
      const entry = config.plugins[index]
      return definition === undefined || entry === undefined
        ? []
        : [{ name, index, definition, options, config: entry }]
    }),
  }
}

interface EntryResult {
  readonly name: string
  readonly definition?: PluginDefinition
  readonly options?: unknown
  readonly issues: readonly Issue[]
}

/** A plugin without options may stand for its entry. */
function toEntry(item: Entry | PluginFactory): Entry {
  return typeof item === 'function' && readPlugin(item) !== undefined ? { use: item } : (item as Entry)
}

async function checkEntry(entry: unknown, index: number): Promise<EntryResult> {
  const path = ['plugins', index]
  if (!isRecord(entry)) return { name: '', issues: [] }
  const plugin = readPlugin(entry.use)
  if (plugin === undefined) return { name: nameOf(entry, ''), issues: notAPlugin(entry.use, path) }
  const { apiVersion, definition } = plugin
  const name = nameOf(entry, definition.name)
  if (apiVersion !== pluginApiVersion) {
    const message = `the plugin asks for plugin API version ${Number(apiVersion)}, this core has ${pluginApiVersion}`
    return {
      name,
      issues: [{ path: [...path, 'use'], message, hint: 'install versions of plugin and core that match' }],
    }
  }
  return { name, ...(await checkOptions(definition, entry.with, [...path, 'with'])) }
}

async function checkOptions(
  definition: PluginDefinition,
  options: unknown,
  path: readonly (string | number)[],
): Promise<Omit<EntryResult, 'name'>> {
  if (definition.options === undefined) {
    const issues = options === undefined ? [] : [{ path, message: 'the plugin takes no options', hint: 'remove it' }]
    return { definition, issues }
  }
  try {
    // a plugin whose options are all optional needs no `with`
    const result = await definition.options['~standard'].validate(options ?? {})
    if (result.issues !== undefined) return { definition, issues: issuesOf(result.issues, definition.options, path) }
    return { definition, options: result.value, issues: [] }
  } catch {
    return { definition, issues: [{ path, message: 'the schema of the plugin failed while it checked the options' }] }
  }
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
