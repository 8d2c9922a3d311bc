import type { Reply, TapTrace } from '@preanswer/core'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { type Change, describeChanges } from '../record/compare.ts'
import { colorsOf, print, tableOf } from '../terminal.ts'
import { type TrialOptions, tryCall } from '../try-call.ts'
import { differences } from './expect.ts'

export interface SimulateOptions extends TrialOptions {
  readonly json?: boolean
  /** File with the response that is expected */
  readonly expect?: string
}

/** Prints the response to a call that is tried. Exit 1 when the host refuses it, or when the response is not the expected one. */
export async function simulate({ json, expect, ...call }: SimulateOptions): Promise<ExitCode> {
  const { reply } = await tryCall(call)
  const response: unknown = JSON.parse(reply.body)
  const changes = expect === undefined ? undefined : await differences(expect, response)
  if (json === true) {
    const shown = { response, trace: reply.trace ?? null, ...(changes === undefined ? {} : { changes }) }
    print(process.stdout, JSON.stringify(shown, undefined, 2))
  } else {
    print(process.stdout, JSON.stringify(response, undefined, 2), ...describe(reply))
    if (changes !== undefined) print(process.stdout, '', ...describeExpected(changes))
  }
  return reply.status === 200 && (changes ?? []).length === 0 ? exitCodes.ok : exitCodes.failed
}

function describeExpected(changes: readonly Change[]): string[] {
  const colors = colorsOf(process.stdout)
  if (changes.length === 0) return ['The response is the expected one.']
  return [colors.bold('The response is not the expected one:'), ...describeChanges(changes, colors)]
}

function describe({ status, trace, detail }: Reply): string[] {
  const { bold, dim } = colorsOf(process.stdout)
  if (trace === undefined) return ['', `The host refuses this webhook with status ${status}.`]
  const { response, dialect, durationMs, taps } = trace
  const dropped = response.dropped.map(
    ({ path, reason, entry }) => `  ${path}  ${reason}${entry ? `  (${entry})` : ''}`,
  )
  return [
    '',
    `${bold(response.kind)} ${dim(`in ${durationMs.toFixed(1)} ms, dialect ${dialect}`)}`,
    ...(detail === undefined ? [] : [`facts ${JSON.stringify(detail.facts)}`]),
    '',
    tableOf(['hook', 'entry', 'outcome', 'ms', 'budget', 'set'], taps.map(row), process.stdout),
    ...(dropped.length === 0 ? [] : ['', bold('not sent'), ...dropped]),
  ]
}

function row({ hook, entry, outcome, reason, notes, durationMs, budgetMs, set, lost }: TapTrace): string[] {
  const remarks = [...new Set([reason, ...notes])].filter((remark) => remark !== undefined)
  return [
    hook,
    entry,
    remarks.length === 0 ? outcome : `${outcome} (${remarks.join(', ')})`,
    durationMs.toFixed(1),
    String(Math.round(budgetMs)),
    [...shortened(set), ...lost.map(({ path, to }) => `${path} (lost to ${to})`)].join(', '),
  ]
}

/** Two steps of each path: a schema alone has dozens. The whole paths are in `--json`. */
function shortened(paths: readonly string[]): string[] {
  return [...new Set(paths.map((path) => path.split('.').slice(0, 2).join('.')))]
}
