import { type BundledCall, writeBundle } from '../bundle/bundle.ts'
import type { LoadedConfig } from '../config/load.ts'
import { type ExitCode, exitCodes, Failure } from '../exit-codes.ts'
import { explainCall } from '../explain/explain.ts'
import { showExplanation } from '../explain/show.ts'
import { findCall } from '../record/recordings.ts'
import { print } from '../terminal.ts'
import { type TrialOptions, tryCall } from '../try-call.ts'

export interface ExplainOptions extends TrialOptions {
  /** Another file with recorded calls */
  readonly file?: string
  readonly json?: boolean
  /** File to write the call to, for somebody else */
  readonly bundle?: string
}

/**
 * Says why a call was answered as it was.
 *
 * @param id Of a recorded call; without one a call is tried now
 * @throws {Failure} exit 1 when there is no such call, or when the host refuses it
 */
export async function explain(id: string | undefined, options: ExplainOptions): Promise<ExitCode> {
  const { file, json, bundle, ...trial } = options
  const isTrial = [trial.at, trial.event, trial.from, trial.to].some((given) => given !== undefined)
  if (id !== undefined && isTrial) {
    throw new Failure(exitCodes.usage, 'Give either the id of a recorded call, or a call to try.')
  }
  const { call, loaded } = id === undefined ? await tried(trial) : await findCall(id, { config: trial.config, file })
  const explanation = explainCall(call)
  if (json === true) print(process.stdout, JSON.stringify(explanation, undefined, 2))
  else print(process.stdout, ...showExplanation(explanation, process.stdout))
  if (bundle === undefined) return exitCodes.ok
  const { trace, detail } = call
  if (detail === undefined)
    throw new Failure(exitCodes.failed, 'Only the trace of the call is recorded: that is no bundle.')
  print(process.stderr, await writeBundle(bundle, { config: loaded.config, trace, detail }))
  return exitCodes.ok
}

async function tried(trial: TrialOptions): Promise<{ call: BundledCall; loaded: LoadedConfig }> {
  const { reply, loaded } = await tryCall(trial)
  const { status, body, trace, detail } = reply
  if (trace !== undefined && detail !== undefined)
    return { call: { trace, detail: { ...detail, response: body } }, loaded }
  throw new Failure(exitCodes.failed, `The host refuses this webhook with status ${status}.`)
}
