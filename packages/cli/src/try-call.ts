import type { Reply } from '@preanswer/core'
import { type LoadedConfig, loadConfig } from './config/load.ts'
import { openHost } from './host.ts'
import { createLog } from './log.ts'
import { openOverrides } from './overrides/open.ts'
import { readTestCall, type TestCallOptions } from './test-call.ts'

/** A call to be tried, and the config that it meets. */
export interface TrialOptions extends Omit<TestCallOptions, 'at'> {
  readonly config?: string
  /** ms since the Unix epoch; now where absent */
  readonly at?: number
}

/**
 * Tries one call on the real host of a config, without HTTP and without a signature: nobody observes it.
 *
 * @throws {Failure} exit 2 when the options name no call; exit 78 when the config is wrong
 */
export async function tryCall(options: TrialOptions): Promise<{ reply: Reply; loaded: LoadedConfig }> {
  const { config, at, ...call } = options
  const body = await readTestCall({ ...call, at: at ?? Date.now() })
  const { log, release } = await createLog(process.stderr, 'warn')
  release()
  const loaded = await loadConfig({ from: process.cwd(), named: config, environment: process.env })
  const { host } = await openHost(loaded, log, { overrides: await openOverrides(loaded.stateDir, log) })
  const headers = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }
  const reply = await host.answer({ headers, body, trusted: true, detail: true, receivedAt: at, rehearsal: {} })
  await host.close()
  return { reply, loaded }
}
