import { type ExitCode, exitCodes, Failure } from '../exit-codes.ts'
import { type CallView, explainCall } from '../explain/explain.ts'
import { showExplanation } from '../explain/show.ts'
import { findCall } from '../record/recordings.ts'
import { print } from '../terminal.ts'
import { type TrialOptions, tryCall } from '../try-call.ts'

export interface ExplainOptions extends TrialOptions {
  /** Another file with recorded calls */
  readonly file?: string
  readonly json?: boolean
}

/**
 * Says why a call was answered as it was.
 *
 * @param id Of a recorded call; without one a call is tried now
 * @throws {Failure} exit 1 when there is no such call, or when the host refuses it
 */
export async function explain(id: string | undefined, { file, json, ...trial }: ExplainOptions): Promise<ExitCode> {
  const isTrial = [trial.at, trial.event, trial.from, trial.to].some((given) => given !== undefined)
  if (id !== undefined && isTrial) {
    throw new Failure(exitCodes.usage, 'Give either the id of a recorded call, or a call to try.')
  }
  const view = id === undefined ? await trialOf(trial) : (await findCall(id, { config: trial.config, file })).call
  const explanation = explainCall(view)
  if (json === true) print(process.stdout, JSON.stringify(explanation, undefined, 2))
  else print(process.stdout, ...showExplanation(explanation, process.stdout))
  return exitCodes.ok
}

async function trialOf(trial: TrialOptions): Promise<CallView> {
  const { status, trace, detail } = (await tryCall(trial)).reply
  if (trace !== undefined && detail !== undefined) return { trace, detail }
  throw new Failure(exitCodes.failed, `The host refuses this webhook with status ${status}.`)
}
