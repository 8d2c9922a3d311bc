import { maskNumber, parseNumber } from '@preanswer/core'
import { loadConfig } from '../config/load.ts'
import { type ExitCode, exitCodes, Failure } from '../exit-codes.ts'
import { openHost } from '../host.ts'
import { createLog } from '../log.ts'
import { openOverrides } from '../overrides/open.ts'
import { print } from '../terminal.ts'
import { showTimetable } from '../timetable/show.ts'
import { type TimetableQuestion, timetable } from '../timetable/timetable.ts'

export interface TimetableOptions extends TimetableQuestion {
  readonly config?: string
  readonly json?: boolean
}

/** Shows what a caller would get over a week, hour by hour. */
export async function showWeek({ config, json, ...question }: TimetableOptions): Promise<ExitCode> {
  const { from = 'withheld' } = question
  if (from !== 'withheld' && parseNumber(from) === undefined) {
    throw new Failure(exitCodes.usage, '--from takes a number in E.164, like +31612345678, or withheld.')
  }
  const { log, release } = await createLog(process.stderr, 'warn')
  release()
  const loaded = await loadConfig({ from: process.cwd(), named: config, environment: process.env })
  const { host } = await openHost(loaded, log, { overrides: await openOverrides(loaded.stateDir, log) })
  const week = await timetable(host, question).finally(() => host.close())
  const caller = from === 'withheld' ? 'a caller without a number' : `caller ${maskNumber(parseNumber(from))}`
  if (json === true) print(process.stdout, JSON.stringify(week, undefined, 2))
  else print(process.stdout, ...showTimetable(week, caller, process.stdout))
  return exitCodes.ok
}
