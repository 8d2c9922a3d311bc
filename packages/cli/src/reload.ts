import { isDeepStrictEqual } from 'node:util'
import type { Difference, Finding, Host, Logger } from '@preanswer/core'
import pTimeout from 'p-timeout'
import type { CommandConfig } from './config/command.ts'
import { type ConfigRequest, type LoadedConfig, loadConfig } from './config/load.ts'
import { localModules, refreshLocalModules } from './config/local-modules.ts'
import { exitCodes, Failure } from './exit-codes.ts'
import { logFindings } from './findings.ts'
import { reloadHost } from './host.ts'

/** What has a config read again. */
export type Trigger = 'signal' | 'command' | 'file'

/** Has a running host go over to what its config says now. */
export interface Reloader {
  /**
   * One reload waits for another; whoever asks while one waits gets that one's result.
   *
   * @throws {Failure} with the problems of the config; the host goes on with what it had
   */
  reload(trigger: Trigger): Promise<Difference>
  /** Absolute paths of all that the config was read from, as far as is known */
  files(): string[]
}

/** Told what came of each reload. */
export interface ReloadListener {
  reloaded(trigger: Trigger, difference: Difference): void
  refused(trigger: Trigger, problems: string): void
}

export interface ReloaderOptions {
  readonly request: ConfigRequest
  /** What the host was started with */
  readonly loaded: LoadedConfig
  readonly host: Host
  readonly findings: readonly Finding[]
  readonly log: Logger
  readonly listener: ReloadListener
  /** What becomes of a config before it is used */
  readonly adapt: (loaded: LoadedConfig) => LoadedConfig
  /** Told of each config that the host has gone over to */
  readonly use: (loaded: LoadedConfig) => void
}

/** ms that a config in code may take to be loaded. */
const loadBudgetMs = 30_000

export function createReloader(options: ReloaderOptions): Reloader {
  const { loaded: first, host, log, listener } = options
  let { loaded, findings } = options
  let last: Promise<unknown> = Promise.resolve()
  let waiting: Promise<Difference> | undefined

  async function load(): Promise<LoadedConfig> {
    await refreshLocalModules(first.file)
    // the file that was found at the start, not what a search would find now
    return options.adapt(await loadConfig({ ...options.request, named: first.file }))
  }

  async function reload(trigger: Trigger): Promise<Difference> {
    waiting = undefined
    try {
      const slow = new Failure(exitCodes.config, `${first.file} takes more than ${loadBudgetMs} ms to load.`)
      loaded = await pTimeout(load(), { milliseconds: loadBudgetMs, message: slow })
      const reloaded = await reloadHost(host, loaded)
      options.use(loaded)
      const difference = withCommand(reloaded.difference, first.command, loaded.command)
      listener.reloaded(trigger, difference)
      logFindings(newAmong(reloaded.findings, findings), log)
      findings = reloaded.findings
      return difference
    } catch (error) {
      listener.refused(trigger, error instanceof Failure ? error.message : String(error))
      throw error
    }
  }

  return {
    reload(trigger) {
      waiting ??= last.then(() => reload(trigger))
      const reloaded = waiting
      last = reloaded.catch(() => {})
      return reloaded
    },
    files: () => [...new Set([...loaded.files, ...localModules()])],
  }
}

/** What the command was told itself counts from the start. */
function withCommand(difference: Difference, first: CommandConfig, now: CommandConfig): Difference {
  const keys = Object.keys({ ...first, ...now }) as (keyof CommandConfig)[]
  const changed = keys.filter((key) => !isDeepStrictEqual(first[key], now[key]))
  return { ...difference, needsRestart: [...difference.needsRestart, ...changed] }
}

function newAmong(findings: readonly Finding[], known: readonly Finding[]): Finding[] {
  // an entry may stand in another place now
  const isSame = (one: Finding, other: Finding) => one.code === other.code && one.message === other.message
  return findings.filter((finding) => !known.some((other) => isSame(other, finding)))
}
