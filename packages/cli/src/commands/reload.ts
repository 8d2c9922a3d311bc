import type { Difference } from '@preanswer/core'
import { loadConfig } from '../config/load.ts'
import { askHosts, type ControlAnswer } from '../control/ask.ts'
import { describeDifference } from '../difference.ts'
import { type ExitCode, exitCodes, Failure } from '../exit-codes.ts'
import { print } from '../terminal.ts'

export interface ReloadOptions {
  readonly config?: string
}

/**
 * Has the running hosts of a config read it again, and prints what is different. Exit 78 when the config has problems:
 * the hosts go on with what they had; exit 1 when none runs.
 */
export async function reload({ config }: ReloadOptions): Promise<ExitCode> {
  const { file, stateDir } = await loadConfig({ from: process.cwd(), named: config, environment: process.env })
  const answers = await askHosts(stateDir, 'POST', '/reload').catch((error: NodeJS.ErrnoException) => {
    throw new Failure(exitCodes.failed, `The host of ${file} did not answer (${error.code ?? error.name}).`)
  })
  if (answers.length === 0) {
    throw new Failure(
      exitCodes.failed,
      `No host of ${file} runs here for this user.\nStart one with \`preanswer start\`, or send SIGHUP to it.`,
    )
  }
  return answers.map(show).find((code) => code !== exitCodes.ok) ?? exitCodes.ok
}

function show({ status, body }: ControlAnswer): ExitCode {
  const { difference, problems } = (body ?? {}) as { difference?: Difference; problems?: string }
  if (status === 200 && difference !== undefined) {
    print(process.stdout, describeDifference(difference, process.stdout))
    return exitCodes.ok
  }
  print(process.stderr, problems ?? `The host answered with status ${status}.`)
  if (status !== 422) return exitCodes.failed
  print(process.stderr, 'The host goes on with the config that it had.')
  return exitCodes.config
}
