import { maskNumber, type TapTrace } from '@preanswer/core'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { explainCall } from '../explain/explain.ts'
import { showExplanation } from '../explain/show.ts'
import type { RecordedCall } from '../record/call-row.ts'
import {
  type CallSelection,
  clockOf,
  findCall,
  missingKeyNote,
  openRecordings,
  type RecordingsOptions,
} from '../record/recordings.ts'
import { print, tableOf } from '../terminal.ts'

export interface CallsOptions extends RecordingsOptions, Omit<CallSelection, 'id'> {
  readonly json?: boolean
}

/** Lists recorded calls, the newest last. */
export async function listCalls({ config, file, json, ...selection }: CallsOptions): Promise<ExitCode> {
  const { find, store, loaded } = await openRecordings({ config, file })
  const { calls, unreadable } = find(selection)
  store.close()
  if (unreadable > 0) print(process.stderr, missingKeyNote(unreadable))
  if (json === true) print(process.stdout, JSON.stringify(calls.map(summary), undefined, 2))
  else if (calls.length === 0) print(process.stdout, 'No such calls are recorded.')
  else {
    const timeOf = clockOf(loaded)
    const head = ['time', 'line', 'caller', 'response', 'why', 'ms', 'id']
    print(
      process.stdout,
      tableOf(
        head,
        calls.map((call) => row(call, timeOf)),
        process.stdout,
      ),
    )
  }
  return exitCodes.ok
}

/** Shows one recorded call. */
export async function showCall(id: string, { config, file, json }: CallsOptions): Promise<ExitCode> {
  const { call } = await findCall(id, { config, file })
  if (json === true) print(process.stdout, JSON.stringify(call, undefined, 2))
  else print(process.stdout, ...showExplanation(explainCall(call), process.stdout))
  return exitCodes.ok
}

/** What people see of a call in a list: the caller masked. */
function summary(call: RecordedCall): object {
  const { id, receivedAt, line, response, trace, detail } = call
  const { rejectedBy, reason } = trace.response
  return {
    id,
    receivedAt,
    line,
    ...(detail === undefined ? {} : { caller: maskNumber(detail.caller) }),
    response,
    ...(rejectedBy === undefined ? {} : { rejectedBy }),
    ...(reason === undefined ? {} : { reason }),
    durationMs: trace.durationMs,
    failed: trace.taps.filter(hasFailed).map(({ entry, hook, outcome }) => ({ entry, hook, outcome })),
  }
}

function row(call: RecordedCall, timeOf: (at: number) => string): string[] {
  const { id, receivedAt, line, response, trace, detail } = call
  const { rejectedBy, reason } = trace.response
  const why = [
    ...(rejectedBy === undefined ? [] : [reason === undefined ? rejectedBy : `${rejectedBy} (${reason})`]),
    ...trace.taps.filter(hasFailed).map(({ entry, outcome }) => `${entry} ${outcome}`),
  ]
  return [
    timeOf(receivedAt),
    line,
    detail === undefined ? '–' : maskNumber(detail.caller),
    response,
    [...new Set(why)].join(', '),
    trace.durationMs.toFixed(1),
    id.slice(0, 8),
  ]
}

function hasFailed({ outcome }: TapTrace): boolean {
  return outcome === 'failed' || outcome === 'timed-out' || outcome === 'invalid' || outcome === 'skipped'
}
