import { isDeepStrictEqual } from 'node:util'
import { type Difference, type Finding, type Host, maskNumbers } from '@preanswer/core'
import type { Logger } from 'pino'
import type { CommandConfig } from './config/command.ts'
import { type ConfigRequest, type LoadedConfig, loadConfig } from './config/load.ts'
import { refreshLocalModules } from './config/local-modules.ts'
import { Failure } from './exit-codes.ts'
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
}

export interface ReloaderOptions {
  readonly request: ConfigRequest
  /** What the host was started with */
  readonly loaded: LoadedConfig
  readonly host: Host
  readonly findings: readonly Finding[]
  readonly log: Logger
  /** What becomes of a config before it is used */
  readonly adapt: (loaded: LoadedConfig) => LoadedConfig
  /** Told of each config that the host has gone over to */
  readonly use: (loaded: LoadedConfig) => void
}

export function createReloader({ request, loaded, host, findings, log, adapt, use }: ReloaderOptions): Reloader {
  const first = loaded.command
  let known = findings
  let last: Promise<unknown> = Promise.resolve()
  let waiting: Promise<Difference> | undefined

  async function reload(trigger: Trigger): Promise<Difference> {
    waiting = undefined
    try {
      await refreshLocalModules(loaded.file)
      // the file that was found at the start, not what a search would find now
      const next = adapt(await loadConfig({ ...request, named: loaded.file }))
      const { findings: found, ...reloaded } = await reloadHost(host, next)
      use(next)
      const difference = withCommand(reloaded.difference, first, next.command)
      logDifference(trigger, difference, log)
      logFindings(newAmong(found, known), log)
      known = found
      return difference
    } catch (error) {
      const problems = error instanceof Failure ? { problems: linesOf(error.message) } : {}
      log.error({ trigger, ...problems }, 'the config was not reloaded: what was in use before is so still')
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
  }
}

/** What the command was told itself counts from the start. */
function withCommand(difference: Difference, first: CommandConfig, now: CommandConfig): Difference {
  const keys = Object.keys({ ...first, ...now }) as (keyof CommandConfig)[]
  const changed = keys.filter((key) => !isDeepStrictEqual(first[key], now[key]))
  return { ...difference, needsRestart: [...difference.needsRestart, ...changed] }
}

function logDifference(trigger: Trigger, { entries, keys, needsRestart }: Difference, log: Logger): void {
  const { added, removed, changed } = entries
  const fields = { trigger, added, removed, changed: changed.map(({ entry }) => entry), keys, needsRestart }
  log.info(fields, 'config reloaded')
}

function newAmong(findings: readonly Finding[], known: readonly Finding[]): Finding[] {
  // an entry may stand in another place now
  const isSame = (one: Finding, other: Finding) => one.code === other.code && one.message === other.message
  return findings.filter((finding) => !known.some((other) => isSame(other, finding)))
}

function linesOf(text: string): string[] {
  // a plugin's own message may quote what it read
  return maskNumbers(text)
    .split('\n')
    .filter((line) => line !== '')
}
