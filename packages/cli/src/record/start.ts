import { join } from 'node:path'
import type { Logger } from '@preanswer/core'
import { readKeys } from './keys.ts'
import type { RecordConfig } from './options.ts'
import { createRecorder, type Recorder } from './recorder.ts'

/** The file with recorded calls, in the folder where the command keeps what outlives it. */
export function recordFile(stateDir: string): string {
  return join(stateDir, 'calls.db')
}

/**
 * Makes what records as a config says.
 *
 * @throws {Failure} exit 78, when `PREANSWER_RECORD_KEY` holds no key
 */
export function recorderOf({ calls, days, key }: RecordConfig, stateDir: string, log: Logger): Recorder {
  const [newest] = readKeys(key)
  const file = recordFile(stateDir)
  const what = newest === undefined ? 'traces only, as there is no key' : 'whole and encrypted'
  log.info({ file, calls, days }, `calls are recorded: ${what}`)
  return createRecorder({ file, retention: { calls, days }, key: newest }, log)
}
