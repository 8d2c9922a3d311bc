import {
  createHost,
  type Difference,
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
  const { baseDir, config, issues } = loaded
  const host = await createHost(config, { log, baseDir, importer, issues, ...options }).catch((error) => {
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
  const { config, issues } = loaded
  const difference = await host.reload(config, { issues }).catch((error) => {
    const isClosed = isPreanswerError(error) && error.code === 'PREANSWER_HOST_CLOSED'
    throw new Failure(isClosed ? exitCodes.failed : exitCodes.config, explain(error, loaded))
  })
  return { difference, findings: await findingsOf(host, loaded) }
}

async function findingsOf(host: Host, loaded: LoadedConfig): Promise<Finding[]> {
  return [...host.findings, ...loaded.findings, ...(await inlineFindings(host, loaded))]
}

/** Workers load their plugins as the command does, TypeScript too. */
const importer = new URL('./config/import-module.js', import.meta.url).href

function explain(error: unknown, loaded: LoadedConfig): string {
  if (!isPreanswerError(error)) throw error
  const { code, message, hint, issues } = error
  if (code === 'PREANSWER_CONFIG_INVALID') return loaded.report(issues.map((issue) => withoutSecrets(issue, loaded)))
  const placed = issues.map((issue) => ({ ...withCause(issue, code), path: withIndex(issue.path, loaded.config) }))
  // a plugin's own message may quote its options
  return loaded.withoutSecrets(`${message} ${hint}\n\n${loaded.report(placed, code)}`)
}

/** A set-up of a line that failed is among the problems, and a plugin's own message may quote its options. */
function withoutSecrets(issue: Issue, loaded: LoadedConfig): Issue {
  if (issue.path[0] !== 'lines' || issue.hint === undefined) return issue
  return { ...issue, hint: loaded.withoutSecrets(issue.hint) }
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

/** Plugins of others run in our process, and no budget stops code that holds the thread. Each is told once. */
async function inlineFindings(
  host: Host,
  { config: { plugins = [], lines = [] }, file }: LoadedConfig,
): Promise<Finding[]> {
  // the default line is the first; what does not run harms nobody
  const isUsed = (index: number) => host.lines[index + 1]?.status === 'ready'
  const shared = plugins.map((entry, index) => ({ entry, path: ['plugins', index] }))
  const ofLines = lines.flatMap((line, at) =>
    (isUsed(at) ? (line.plugins ?? []) : []).map((entry, index) => ({ entry, path: ['lines', at, 'plugins', index] })),
  )
  const findings: Finding[] = []
  const told = new Set<string>()
  for (const { entry, path } of [...shared, ...ofLines]) {
    const use = 'use' in entry ? entry.use : entry
    const definition = readPlugin(use)?.definition
    const name = ('use' in entry ? entry.name : undefined) ?? definition?.name
    if (definition === undefined || name === undefined || told.has(name)) continue
    told.add(name)
    const ours = await resolvePlugin(`@preanswer/plugin-${definition.name}`, file)
    if ('plugin' in ours && readPlugin(ours.plugin)?.definition === definition) continue
    findings.push({
      severity: 'warning',
      code: 'inline-plugin',
      path,
      message: `${name} is not a plugin of @preanswer and runs in the process of the host`,
      hint: 'write `isolate: worker` in its entry, or know its code: what holds the thread or ends the process costs every call',
    })
  }
  return findings
}
