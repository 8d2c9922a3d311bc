import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ErrorCode, Finding, HostConfig, Issue } from '@preanswer/core'
import { exitCodes, Failure } from '../exit-codes.ts'
import { type CommandConfig, divideConfig } from './command.ts'
import { type Environment, expandReferences } from './env.ts'
import { findConfig } from './find.ts'
import { gatherLines } from './lines.ts'
import { reportProblems } from './report.ts'
import { resolvePlugins } from './resolve-plugins.ts'
import { isData, readSource } from './source.ts'

/** Where a command looks for its config, and what goes before it. */
export interface ConfigRequest {
  /** Folder that the search starts from */
  readonly from: string
  /** What `--config` says */
  readonly named?: string
  readonly environment: Environment
  /** Goes before `server` of the config */
  readonly server?: { readonly host?: string; readonly port?: number }
}

/** A config as `createHost` takes it, checked only as far as the core cannot check it. */
export interface LoadedConfig {
  /** Absolute */
  readonly file: string
  /** Where plugins' relative paths start from */
  readonly baseDir: string
  /** Has plugins that do nothing in place of those that could not be resolved */
  readonly config: HostConfig
  /** Absolute paths of what it was read from, besides what modules import */
  readonly files: readonly string[]
  /** What the config says to the command itself */
  readonly command: CommandConfig
  /** Where the command keeps what outlives it. Absolute; may not be there */
  readonly stateDir: string
  /** What keeps the host from starting, besides what the core finds */
  readonly issues: readonly Issue[]
  readonly findings: readonly Finding[]
  /** The problems for people, each with its place in the file */
  report(issues: readonly Issue[], code?: ErrorCode): string
  /** The text without the values that came from the environment and without secrets of the config */
  withoutSecrets(text: string): string
}

/**
 * Finds the config, reads it, fills in the environment, resolves the plugins and takes out the command's own keys.
 *
 * @throws {Failure} exit 78 when there is no config, or when it cannot be read at all
 */
export async function loadConfig({ from, named, environment, server }: ConfigRequest): Promise<LoadedConfig> {
  const { file, passedOver } = await findConfig(from, named)
  const source = await readSource(file)
  if (source.issues.length > 0) throw new Failure(exitCodes.config, reportProblems(file, source, source.issues))
  const own = isData(file)
    ? expandReferences(source.value, environment)
    : { value: source.value, issues: [], values: [] }
  const { source: whole, files, ...expanded } = await gatherLines(file, source, own, environment)
  const resolved = await resolvePlugins(expanded.value, file)
  const value = withServer(resolved.value, server)
  const { config, command, issues, findings } = divideConfig(value)
  const secrets = [...expanded.values, ...secretsOf(value)].filter((secret) => secret.length > 3)
  return {
    file,
    files: [file, ...files, ...pluginFiles(resolved.value)],
    baseDir: dirname(file),
    // the core checks it, whatever it is
    config: config as HostConfig,
    command,
    stateDir: resolve(dirname(file), command.stateDir),
    issues: [...expanded.issues, ...resolved.issues, ...issues],
    findings: [...passedOver.map((name) => passedOverFinding(name)), ...resolved.findings, ...findings],
    report: (found, code) => reportProblems(file, whole, found, { config: value ?? null, ...(code && { code }) }),
    withoutSecrets: (text) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '[hidden]'), text),
  }
}

/** The local plugins that run in workers: nothing of them is loaded here. */
function pluginFiles(config: unknown): string[] {
  const lines: unknown = isRecord(config) ? config.lines : undefined
  const uses = [config, ...(Array.isArray(lines) ? lines : [])].flatMap((part: unknown) => {
    const plugins: unknown = isRecord(part) ? part.plugins : undefined
    if (!Array.isArray(plugins)) return []
    return plugins.flatMap((entry: unknown) => (isRecord(entry) && typeof entry.use === 'string' ? [entry.use] : []))
  })
  return uses
    .filter((use) => use.startsWith('file:') && !use.includes('/node_modules/'))
    .map((use) => fileURLToPath(use))
}

function withServer(config: unknown, server: ConfigRequest['server']): unknown {
  if (!isRecord(config) || server === undefined) return config
  const given = Object.fromEntries(Object.entries(server).filter(([, value]) => value !== undefined))
  if (Object.keys(given).length === 0) return config
  if (config.server !== undefined && !isRecord(config.server)) return config
  return { ...config, server: { ...config.server, ...given } }
}

function passedOverFinding(name: string): Finding {
  return {
    severity: 'warning',
    code: 'config-passed-over',
    message: `${name} lies beside the config and is not read`,
    hint: 'remove it, or name the config with --config',
  }
}

/** Texts under keys that sound like a secret, at any depth. */
function secretsOf(value: unknown, isSecret = false, depth = 0): string[] {
  if (typeof value === 'string') return isSecret ? [value] : []
  if (typeof value !== 'object' || value === null || depth > 20) return []
  return Object.entries(value).flatMap(([key, item]) =>
    secretsOf(item, isSecret || /secret|token|password|auth|bearer|credential|key$/i.test(key), depth + 1),
  )
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
