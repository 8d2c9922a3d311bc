import { unwatchFile, watchFile } from 'node:fs'
import { describeError, type Logger, type Overrides } from '@preanswer/core'
import { allLines, overridesFileOf, readOverrides, type SavedOverride } from './file.ts'

/** The overrides of a file, as a host asks for them. */
export interface OpenedOverrides extends Overrides {
  /** Reads the file now, without waiting until its change is noticed. Never rejects */
  refresh(): Promise<void>
  /**
   * Notices changes of the file from now on.
   *
   * @returns Ends it
   */
  follow(): () => void
}

/** ms between two looks at the file. */
const lookEveryMs = 500

/**
 * Reads the overrides beside a config. A file that cannot be read leaves things as they are, with a warning: at first that
 * is without overrides.
 *
 * @param stateDir Absolute path of the state folder of the config
 */
export async function openOverrides(stateDir: string, log: Logger): Promise<OpenedOverrides> {
  const file = overridesFileOf(stateDir)
  let saved = new Map<string, SavedOverride>()
  let reading = Promise.resolve()

  async function read(): Promise<void> {
    try {
      const found = new Map((await readOverrides(file)).map((override) => [override.line, override]))
      logChanges([...saved.values()], [...found.values()], log)
      saved = found
    } catch (error) {
      log.warn(describeError(error), 'the overrides cannot be read: those that counted before still count')
    }
  }

  // one after the other: what was read first must not win
  function refresh(): Promise<void> {
    reading = reading.then(read)
    return reading
  }

  await refresh()
  return {
    overrideFor: ({ name }, receivedAt) =>
      [saved.get(name), saved.get(allLines)].find((override) => override && countsAt(override, receivedAt)),
    active: () =>
      [...saved.values()]
        .filter((override) => countsAt(override, Date.now()))
        .map(({ line, state, until }) => ({ line, state, until })),
    refresh,
    follow() {
      const look = () => {
        void refresh()
      }
      // looking at the file sees a rename, a link and a shared folder, which events of the file system may miss
      watchFile(file, { interval: lookEveryMs, persistent: false }, look)
      return () => unwatchFile(file, look)
    },
  }
}

function countsAt({ from, until }: SavedOverride, epochMs: number): boolean {
  return from <= epochMs && epochMs < until
}

function logChanges(before: readonly SavedOverride[], after: readonly SavedOverride[], log: Logger): void {
  const known = new Set(before.map((override) => JSON.stringify(override)))
  for (const override of after) {
    const { line, state, until } = override
    if (known.has(JSON.stringify(override)) || until <= Date.now()) continue
    log.info({ line, state, until: new Date(until).toISOString() }, 'an override counts')
  }
  for (const { line, state, until } of before) {
    if (until > Date.now() && !after.some((override) => override.line === line))
      log.info({ line, state }, 'an override was cleared')
  }
}
