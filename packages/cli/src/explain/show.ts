import type { Dropped } from '@preanswer/core'
import { sayTime } from '../overrides/until.ts'
import { colorsOf, type Stream, tableOf } from '../terminal.ts'
import type { ExplainedTap, Explanation } from './explain.ts'

/** Shows an explanation as lines for a terminal: the decision first, then who called, who did what when, and who owns what. */
export function showExplanation(explanation: Explanation, stream: Stream): string[] {
  const { bold, dim } = colorsOf(stream)
  const width = Math.min(Math.max(stream.columns ?? 100, 60), 160)
  const { decision, call, response } = explanation
  const { receivedAt, timeZone, line, caller, dialedNumber, dialect } = call
  const numbers = [[caller, dialedNumber].filter((number) => number !== undefined).join(' → ')].filter(Boolean)
  const time = sayTime(Date.parse(receivedAt), timeZone ?? 'UTC')
  return [
    bold(decision),
    dim([time, `line ${line}`, ...numbers, `dialect ${dialect}`].join('  ')),
    ...section('who is calling', showFacts(explanation, width, stream), stream),
    ...section('what the plugins did', showTaps(explanation, width, stream), stream),
    ...section(`the response: ${response.kind}`, showFields(explanation, width, stream), stream),
    ...section('not sent', response.dropped.map(sayDropped), stream),
  ]
}

function section(title: string, lines: readonly string[], stream: Stream): string[] {
  return lines.length === 0 ? [] : ['', colorsOf(stream).bold(title), ...lines.map((line) => `  ${line}`)]
}

function showFacts({ facts }: Explanation, width: number, stream: Stream): string[] {
  const room = roomFor(
    facts.map(({ path, owner }) => [path, owner]),
    width,
  )
  const rows = facts.map(({ path, value, owner }) => [path, shortened(value, room), owner])
  return rows.length === 0 ? [] : tableOf(['fact', 'value', 'found by'], rows, stream).split('\n')
}

/** Each tap on the time axis from the arrival of the webhook to its response, with what it returned below it. */
function showTaps({ taps, response }: Explanation, width: number, stream: Stream): string[] {
  const { dim } = colorsOf(stream)
  if (taps.length === 0) return ['none ran']
  const columns = Math.max(10, Math.min(40, width - 75))
  const before = taps.filter(({ hook }) => hook !== 'observe')
  const endMs = Math.max(response.durationMs, ...before.map(({ startMs, durationMs }) => startMs + durationMs))
  const axis = `0${`${sayMs(endMs)} ms`.padStart(columns - 1)}`
  const rows = taps.map((tap) => [
    tap.hook,
    tap.entry,
    tap.hook === 'observe' ? dim('after the response'.slice(0, columns)) : bar(tap, endMs / columns, columns, stream),
    `${sayMs(tap.durationMs)} of ${Math.round(tap.budgetMs)}`,
    sayOutcome(tap, stream),
  ])
  const [head = '', ...lines] = tableOf(['hook', 'entry', axis, 'took, ms', 'outcome'], rows, stream).split('\n')
  return [head, ...lines.flatMap((line, index) => [line, ...detailsOf(taps[index], width, stream)])]
}

function bar(
  { startMs, durationMs, outcome }: ExplainedTap,
  msPerColumn: number,
  columns: number,
  stream: Stream,
): string {
  const { dim, green, red, yellow } = colorsOf(stream)
  const from = Math.min(columns - 1, Math.floor(startMs / msPerColumn))
  const length = Math.max(1, Math.min(columns - from, Math.round(durationMs / msPerColumn)))
  const color = outcome === 'rejected' ? yellow : outcome === 'used' || outcome === 'unchanged' ? green : red
  const ran = outcome === 'skipped' ? '×' : color('█'.repeat(length))
  return `${dim('·'.repeat(from))}${ran}${dim('·'.repeat(Math.max(0, columns - from - (outcome === 'skipped' ? 1 : length))))}`
}

function sayOutcome({ outcome, reason, notes, onFailure }: ExplainedTap, stream: Stream): string {
  const { red, yellow } = colorsOf(stream)
  const color = outcome === 'rejected' ? yellow : ['used', 'unchanged'].includes(outcome) ? String : red
  const instead = onFailure && `onFailure: ${onFailure}`
  const remarks = [...new Set([reason, ...notes, instead])].filter((remark) => remark !== undefined)
  return `${color(outcome)}${remarks.length === 0 ? '' : ` (${remarks.join(', ')})`}`
}

function detailsOf(tap: ExplainedTap | undefined, width: number, stream: Stream): string[] {
  const { dim } = colorsOf(stream)
  if (tap === undefined) return []
  const { returned, error, lost, breaker } = tap
  return [
    ...(returned === undefined ? [] : [`→ ${shortened(returned, width - 6)}`]),
    ...(error === undefined
      ? []
      : [`! ${[error.code, error.name, ...(error.at ?? [])].filter(Boolean).join(' ')}`.slice(0, width - 4)]),
    ...(breaker === undefined ? [] : [`its breaker is ${breaker.state}`]),
    ...lost.map(({ path, to }) => `lost ${path} to ${to}`),
  ].map((line) => `  ${dim(line)}`)
}

function showFields({ response }: Explanation, width: number, stream: Stream): string[] {
  const { durationMs, allowedMs, rejection, fields } = response
  const named = fields.map(({ overrode, owner, ...field }) => ({
    ...field,
    owner: overrode.length === 0 ? owner : `${owner}, over ${overrode.join(', ')}`,
  }))
  const room = roomFor(
    named.map(({ path, owner }) => [path, owner]),
    width,
  )
  const rows = named.map(({ path, value, owner }) => [path, shortened(value, room), owner])
  return [
    `after ${sayMs(durationMs)} ms of ${Math.round(allowedMs)}`,
    ...(rejection === undefined ? [] : [`the caller hears ${JSON.stringify(rejection)}`]),
    ...(rows.length === 0 ? [] : tableOf(['field', 'value', 'owner'], rows, stream).split('\n')),
  ]
}

function sayDropped({ path, reason, entry }: Dropped): string {
  return `${path}${entry === undefined ? '' : ` of ${entry}`}: ${droppedBecause[reason]} (${reason})`
}

const droppedBecause: Readonly<Record<Dropped['reason'], string>> = {
  'incomplete-block': 'the block lacks a key without which the platform cannot use it, and would replace what is saved',
  'invalid-block': 'the block is not valid once all patches are merged',
  'invalid-field': 'nothing is left of the text, or it is too long',
  'not-in-dialect': 'the dialect of the request has no word for it',
  'realtime-assistant': 'the assistant speaks by itself, without a voice of its own to set',
  'over-limit': 'there is more of it than the platform takes',
  'schema-conflict': 'another entry defines the property in another way, and comes later',
  'unknown-variable': 'a placeholder in it has no value',
  'already-set': 'our own words for it are set',
}

/** What two columns leave to a third between them. */
function roomFor(rows: readonly (readonly string[])[], width: number): number {
  const taken = [0, 1].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)))
  return Math.max(20, width - 6 - taken.reduce((sum, length) => sum + length, 0))
}

function shortened(value: unknown, width: number): string {
  const text = value === undefined ? '' : JSON.stringify(value)
  return text.length <= width ? text : `${text.slice(0, Math.floor(width) - 1)}…`
}

function sayMs(ms: number): string {
  return ms < 10 ? ms.toFixed(1) : String(Math.round(ms))
}
