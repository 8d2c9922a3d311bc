import {
  createHost,
  type Difference,
  definePlugin,
  type ErrorCode,
  type Finding,
  type Host,
  type HostConfig,
  type HostOptions,
  type Issue,
  isPreanswerError,
  type Logger,
  readPlugin,
} from '@preanswer/core'
import { z } from 'zod'
import type { LoadedConfig } from './config/load.ts'
import { resolvePlugin } from './config/resolve-plugins.ts'
import { exitCodes, Failure } from './exit-codes.ts'

/** A host that came from a config file. */
export interface OpenedHost {
  readonly host: Host
  /** The core's, and what only the command can see */
  readonly findings: readonly Finding[]
}

/**
 * Makes a host from a config file.
 *
 * @throws {Failure} exit 78, with all problems of the config at once
 */
export async function openHost(
  loaded: LoadedConfig,
  log: Logger,
  options: Omit<HostOptions, 'log' | 'baseDir'> = {},
): Promise<OpenedHost> {
  const { baseDir } = loaded
  const host = await createHost(refusable(loaded), { log, baseDir, importer, ...options }).catch((error) => {
    throw new Failure(exitCodes.config, explain(error, loaded))
  })
  return { host, findings: await findingsOf(host, loaded) }
}

/**
 * Has a host go over to a config file as it is now.
 *
 * @throws {Failure} exit 78, with all problems of the config at once; exit 1 where the host is closed
 */
export async function reloadHost(
  host: Host,
  loaded: LoadedConfig,
): Promise<{ readonly difference: Difference; readonly findings: readonly Finding[] }> {
  const difference = await host.reload(refusable(loaded)).catch((error) => {
    const isClosed = isPreanswerError(error) && error.code === 'PREANSWER_HOST_CLOSED'
    throw new Failure(isClosed ? exitCodes.failed : exitCodes.config, explain(error, loaded))
  })
  return { difference, findings: await findingsOf(host, loaded) }
}

async function findingsOf(host: Host, loaded: LoadedConfig): Promise<Finding[]> {
  return [...host.findings, ...loaded.findings, ...(await inlineFindings(host, loaded.file))]
}

/** Workers load their plugins as the command does, TypeScript too. */
const importer = new URL('./config/import-module.js', import.meta.url).href

const refusal = definePlugin({ name: 'refusal', options: z.never(), setup() {} })

/** A config that is known to be broken gets one entry more that fails its check: the core names the rest, and sets up nothing. */
function refusable({ config, issues }: LoadedConfig): HostConfig {
  const plugins: unknown = config?.plugins ?? []
  if (issues.length === 0 || !Array.isArray(plugins)) return config
  return { ...config, plugins: [...plugins, { use: refusal, with: {}, name: refusalName }] }
}

const refusalName = 'refused-by-the-command'

function explain(error: unknown, loaded: LoadedConfig): string {
  if (!isPreanswerError(error)) throw error
  const { code, message, hint, issues } = error
  if (code === 'PREANSWER_CONFIG_INVALID') return loaded.report([...loaded.issues, ...issuesBesides(loaded, issues)])
  const placed = issues.map((issue) => ({ ...withCause(issue, code), path: withIndex(issue.path, loaded.config) }))
  // a plugin's own message may quote its options
  return loaded.withoutSecrets(`${message} ${hint}\n\n${loaded.report(placed, code)}`)
}

/** Of a set-up that failed, what the plugin says is no advice. */
function withCause(issue: Issue, code: ErrorCode): Issue {
  const { path, message, hint } = issue
  return code === 'PREANSWER_SETUP_FAILED' && hint !== undefined ? { path, message: `${message}: ${hint}` } : issue
}

/** The plan names entries; a file has them by their index. */
function withIndex([top, entry, ...below]: Issue['path'], { plugins = [] }: HostConfig): Issue['path'] {
  const index = plugins.findIndex(
    (item) => 'use' in item && (item.name ?? readPlugin(item.use)?.definition.name) === entry,
  )
  return [top, index < 0 ? entry : index, ...below].filter((key) => key !== undefined)
}

/** What the core found, without what our own issues say already and without the entry that made it refuse. */
function issuesBesides(loaded: LoadedConfig, issues: readonly Issue[]): Issue[] {
  const own = loaded.issues.map(({ path }) => path.join('\n'))
  const added = loaded.issues.length === 0 ? -1 : (loaded.config.plugins?.length ?? 0)
  return issues.filter(({ path }) => {
    if (path[0] === 'plugins' && path[1] === added) return false
    return !path.some((_key, index) => own.includes(path.slice(0, index + 1).join('\n')))
  })
}

/** Plugins of others run in our process, and no budget stops code that holds the thread. */
async function inlineFindings(host: Host, file: string): Promise<Finding[]> {
  const findings = host.config.plugins.map(async ({ use, name }, index): Promise<Finding | undefined> => {
    const definition = readPlugin(use)?.definition
    if (definition === undefined) return undefined
    const ours = await resolvePlugin(`@preanswer/plugin-${definition.name}`, file)
    if ('plugin' in ours && readPlugin(ours.plugin)?.definition === definition) return undefined
    return {
      severity: 'warning',
      code: 'inline-plugin',
      path: ['plugins', index],
      message: `${name ?? definition.name} is not a plugin of @preanswer and runs in the process of the host`,
      hint: 'write `isolate: worker` in its entry, or know its code: what holds the thread or ends the process costs every call',
    }
  })
  return (await Promise.all(findings)).filter((finding) => finding !== undefined)
}
