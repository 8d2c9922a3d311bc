import { loadConfig } from '../config/load.ts'
import { type ExitCode, exitCodes, Failure } from '../exit-codes.ts'
import { explainCall } from '../explain/explain.ts'
import { showExplanation } from '../explain/show.ts'
import { openHost } from '../host.ts'
import { createLog } from '../log.ts'
import { openOverrides } from '../overrides/open.ts'
import { print } from '../terminal.ts'
import { readTestCall } from '../test-call.ts'
import type { SimulateOptions } from './simulate.ts'

/** Tries one call as `simulate` does, and says why it is answered as it is. Exit 1 when the host refuses it. */
export async function explain({ config, json, at, ...call }: SimulateOptions): Promise<ExitCode> {
  const body = await readTestCall({ ...call, at: at ?? Date.now() })
  const { log, release } = await createLog(process.stderr, 'warn')
  release()
  const loaded = await loadConfig({ from: process.cwd(), named: config, environment: process.env })
  const { host } = await openHost(loaded, log, { overrides: await openOverrides(loaded.stateDir, log) })
  const headers = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }
  const { status, trace, detail } = await host.answer({
    headers,
    body,
    trusted: true,
    detail: true,
    receivedAt: at,
    rehearsal: {},
  })
  await host.close()
  if (trace === undefined) throw new Failure(exitCodes.failed, `The host refuses this webhook with status ${status}.`)
  const explanation = explainCall({ trace, ...(detail === undefined ? {} : { detail }) })
  if (json === true) print(process.stdout, JSON.stringify(explanation, undefined, 2))
  else print(process.stdout, ...showExplanation(explanation, process.stdout))
  return exitCodes.ok
}
