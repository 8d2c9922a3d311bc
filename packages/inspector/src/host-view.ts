import {
  type EndedExchange,
  type EntryHealth,
  type LineStatus,
  type Outcome,
  readPlugin,
  withoutSecrets,
} from '@preanswer/core'
import type { Inspected } from './inspected.ts'
import type { HostView, LineView, PluginView } from './view.ts'

/** Lines, and numbers of each, that a page can show. */
const shownLines = 500
const shownNumbers = 20

/** The host as it is now. */
export function hostView(inspected: Inspected, exchanges: readonly EndedExchange[], startedAt: number): HostView {
  const { host, version } = inspected
  const { config, plan } = host
  const health = host.health()
  const { answered, repeated, forwarded, undelivered, inFlight } = health
  return {
    version,
    status: health.status,
    startedAt,
    webhookPath: config.server.path,
    counts: [
      { name: 'Webhooks answered', count: answered },
      { name: 'Being answered', count: inFlight },
      { name: 'Delivered twice', count: repeated },
      { name: 'Passed on', count: forwarded },
      { name: 'Not passed on', count: undelivered },
    ],
    lines: host.lines.slice(0, shownLines).map(lineView),
    lineCount: host.lines.length,
    plugins: health.entries.map((entry) => pluginView(entry, inspected, tapsOf(entry, health.entries, exchanges))),
    plan: { hooks: plan.hooks, neededMs: plan.neededMs, availableMs: plan.availableMs },
  }
}

function lineView({ name, numbers, status, reason, timeZone }: LineStatus): LineView {
  const fault = reason === undefined ? {} : { reason }
  return { name, numbers: numbers.slice(0, shownNumbers), status, ...fault, timeZone: timeZone ?? ownZone() }
}

/** Of this machine, where a config names none. */
export function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** The runs of an entry: a line that has changed a shared one has its own of that name. */
function tapsOf(
  { name, line }: EntryHealth,
  entries: readonly EntryHealth[],
  exchanges: readonly EndedExchange[],
): EndedExchange['taps'] {
  const ownLines = entries.filter((entry) => entry.name === name).map((entry) => entry.line)
  const isOurs = (exchange: EndedExchange) =>
    exchange.line === line || (line === ownLines[0] && !ownLines.includes(exchange.line))
  return exchanges.filter(isOurs).flatMap(({ taps }) => taps.filter((tap) => tap.entry === name))
}

function pluginView(entry: EntryHealth, inspected: Inspected, taps: EndedExchange['taps']): PluginView {
  const durations = taps
    .filter(({ outcome }) => outcome !== 'skipped')
    .map(({ durationMs }) => durationMs)
    .sort((one, other) => one - other)
  const outcomes: Partial<Record<Outcome, number>> = {}
  for (const { outcome } of taps) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
  const at = (share: number) => durations[Math.min(durations.length - 1, Math.floor(durations.length * share))]
  return {
    entry: entry.name,
    plugin: entry.plugin,
    line: entry.line,
    options: optionsOf(entry.name, inspected),
    hooks: inspected.host.plan.hooks
      .filter((planned) => planned.taps.some((tap) => tap.entry === entry.name))
      .map(({ hook }) => hook),
    ...troubleOf(entry),
    outcomes,
    ...(at(0) === undefined ? {} : { medianMs: at(0.5), p95Ms: at(0.95) }),
    late: entry.late,
    detached: entry.detached,
  }
}

/** What does not work now, in a sentence. */
function troubleOf({ degraded, breakers, workers }: EntryHealth): { trouble?: string } {
  if (degraded !== undefined) return { trouble: `not set up: ${degraded.outage ?? degraded.reason}` }
  if (workers !== undefined && workers.state !== 'running') return { trouble: `its worker is ${workers.state}` }
  const skipped = breakers.map(({ hook }) => hook).join(', ')
  return skipped === '' ? {} : { trouble: `${skipped} skipped: it kept failing` }
}

/** As they stand in the config, without secrets and without what came from the environment. */
function optionsOf(name: string, { host, redact = (text) => text }: Inspected): unknown {
  const entry = host.config.plugins.find((one) => (one.name ?? readPlugin(one.use)?.definition.name) === name)
  if (entry === undefined) return undefined
  const shown = withoutSecrets(entry.with, readPlugin(entry.use)?.definition.options)
  return JSON.parse(JSON.stringify(shown ?? null), (_key, value) => (typeof value === 'string' ? redact(value) : value))
}
