import { type Logger, maskNumbers } from '@preanswer/core'
import type { ReloadListener } from './reload.ts'

/** Logs what came of each reload. */
export function logReloads(log: Logger): ReloadListener {
  return {
    reloaded(trigger, { entries: { added, removed, changed }, lines, keys, needsRestart }) {
      const entries = { added, removed, changed: changed.map(({ entry }) => entry) }
      const counts = { added: lines.added.length, removed: lines.removed.length, changed: lines.changed.length }
      log.info({ trigger, ...entries, lines: counts, keys, needsRestart }, 'config reloaded')
    },
    refused(trigger, problems) {
      // a plugin's own message may quote what it read
      const lines = maskNumbers(problems)
        .split('\n')
        .filter((line) => line !== '')
      log.error({ trigger, problems: lines }, 'the config was not reloaded: what was in use before is so still')
    },
  }
}
