import { type Host, maskNumber, type Reply, type ResponseKind, type TapTrace, type Trace } from '@preanswer/core'
import { type ExitCode, exitCodes, Failure } from '../exit-codes.ts'
import { openHost } from '../host.ts'
import { createLog } from '../log.ts'
import type { RecordedCall } from '../record/call-row.ts'
import { type Change, compare, describeChanges } from '../record/compare.ts'
import {
  type CallSelection,
  clockOf,
  missingKeyNote,
  openRecordings,
  type RecordingsOptions,
} from '../record/recordings.ts'
import { colorsOf, print } from '../terminal.ts'

export interface ReplayOptions extends RecordingsOptions, CallSelection {
  /** Ask anew who is calling, instead of taking the recorded facts */
  readonly live?: boolean
  readonly json?: boolean
}

/** A recorded call, and what it would get today. */
interface ReplayedCall {
  readonly id: string
  /** ms since the Unix epoch */
  readonly receivedAt: number
  readonly line: string
  /** Masked */
  readonly caller: string
  readonly response: { readonly before: ResponseKind; readonly after: ResponseKind }
  /** What changes in the response; none where it stays as it is */
  readonly changes: readonly Change[]
  /** Why the response of then says nothing about a config: a tap failed, or an operator's override spoke */
  readonly apart: readonly string[]
  /** Taps that fail now */
  readonly failsNow: readonly string[]
}

/**
 * Runs recorded calls through today's config, each at its own time, and prints what would change.
 *
 * @throws {Failure} exit 1 when there is nothing to replay; exit 78 when the config is wrong
 */
export async function replay({ config, file, live, json, ...selection }: ReplayOptions): Promise<ExitCode> {
  const { find, store, loaded } = await openRecordings({ config, file })
  const { calls, unreadable } = find(selection)
  store.close()
  const whole = calls.filter((call) => call.detail !== undefined)
  if (unreadable > 0) print(process.stderr, missingKeyNote(unreadable))
  if (whole.length === 0) throw new Failure(exitCodes.failed, nothingToReplay(calls.length))
  const { log, release } = await createLog(process.stderr, 'warn')
  release()
  const { host } = await openHost(loaded, log)
  const replayed: ReplayedCall[] = []
  for (const call of whole) replayed.push(await replayCall(call, host, live === true ? 'live' : 'recorded'))
  await host.close()

  const differing = replayed.filter(({ changes }) => changes.length > 0)
  const changed = differing.filter(({ apart }) => apart.length === 0)
  const notCompared = differing.filter(({ apart }) => apart.length > 0)
  const leftOut = calls.length - whole.length
  if (json === true) {
    const found = { replayed: replayed.length, changed, notCompared, withoutRequest: leftOut }
    print(process.stdout, JSON.stringify(found, undefined, 2))
  } else {
    const timeOf = clockOf(loaded)
    for (const call of changed) print(process.stdout, ...describe(call, timeOf), '')
    if (notCompared.length > 0) print(process.stdout, ...describeNotCompared(notCompared, timeOf), '')
    if (leftOut > 0) print(process.stdout, `${count(leftOut, 'call')} left out: only the trace is recorded.`)
    print(process.stdout, `${count(replayed.length, 'call')} replayed, ${changed.length} would change.`)
  }
  return changed.length === 0 ? exitCodes.ok : exitCodes.failed
}

function nothingToReplay(traces: number): string {
  if (traces === 0) return 'No such calls are recorded: nothing was compared.'
  return (
    `${count(traces, 'call')} found, and of each only the trace: nothing was compared.\n` +
    '  → set PREANSWER_RECORD_KEY for `preanswer start`, so that calls are recorded whole'
  )
}

async function replayCall(call: RecordedCall, host: Host, facts: 'recorded' | 'live'): Promise<ReplayedCall> {
  const { id, receivedAt, line, response, trace, detail } = call
  const reply = await host.answer({
    headers: { 'content-type': 'application/json' },
    body: detail?.request.body ?? '',
    trusted: true,
    detail: true,
    receivedAt,
    rehearsal: facts === 'live' ? {} : { facts: detail?.facts ?? {}, owners: trace.facts },
  })
  return {
    id,
    receivedAt,
    line,
    caller: maskNumber(detail?.caller),
    response: { before: response, after: kindOf(reply) },
    changes: compare(JSON.parse(detail?.response ?? '{}'), JSON.parse(reply.body)),
    apart: [...failedIn(trace.taps), ...(isOverridden(trace) ? ['override'] : [])],
    failsNow: failedIn(reply.trace?.taps ?? []),
  }
}

function kindOf({ trace }: Reply): ResponseKind {
  return trace?.response.kind ?? 'default'
}

function failedIn(taps: readonly TapTrace[]): string[] {
  const failed = taps.filter(({ hook, outcome }) => hook !== 'observe' && failures.includes(outcome))
  return failed.map(({ entry, outcome }) => `${entry} ${outcome}`)
}

/** What an operator says for now, `closed today`, is no part of a config. */
function isOverridden({ response, facts }: Trace): boolean {
  return response.rejectedBy === 'override' || Object.values(facts).includes('override')
}

const failures: readonly TapTrace['outcome'][] = ['failed', 'timed-out', 'invalid', 'skipped']

type TimeOf = (at: number) => string

function describe(call: ReplayedCall, timeOf: TimeOf): string[] {
  const { id, receivedAt, line, caller, response, changes, failsNow } = call
  const colors = colorsOf(process.stdout)
  const { before, after } = response
  return [
    `${colors.bold(id.slice(0, 8))}  ${timeOf(receivedAt)}  ${line}  ${caller}  ${before === after ? after : `${before} → ${after}`}`,
    ...describeChanges(changes, colors).map((text) => `  ${text}`),
    ...(failsNow.length === 0 ? [] : [`  ${colors.yellow(`now: ${failsNow.join(', ')}`)}`]),
  ]
}

function describeNotCompared(calls: readonly ReplayedCall[], timeOf: TimeOf): string[] {
  return [
    `${count(calls.length, 'call')} not compared: what came of them then was not of the config alone.`,
    ...calls.map(({ id, receivedAt, apart }) => `  ${id.slice(0, 8)}  ${timeOf(receivedAt)}  ${apart.join(', ')}`),
  ]
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
