import { type EndedExchange, type EntryHealth, errorTable, type Host, type Listeners } from '@preanswer/core'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { LineLabels } from './line-labels.ts'

/** What a host does, as Prometheus reads it. */
export interface Metrics extends Required<Pick<Listeners, 'onExchange' | 'onRefusal'>> {
  /** Reads the host's own counts at each scrape from now on */
  watch(host: Pick<Host, 'health' | 'lines'>): void
  /** All metrics in Prometheus' text format */
  text(): Promise<string>
  /** Of the text */
  readonly contentType: string
}

/** s; the platform waits 5. */
const answerBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 4, 5]

/** s; no tap gets more than 5 unless a config says so. */
const tapBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

/**
 * Makes the metrics. Labels come from closed sets only: names of lines and entries, dialects, hooks, outcomes, codes.
 *
 * @param options `process`: memory, CPU and event loop of the process as well; `lines`: how many have a label of their own
 */
export function createMetrics(options: { readonly process: boolean; readonly lines: number }): Metrics {
  const registry = new Registry()
  const labels = new LineLabels(options.lines)
  const countExchange = exchangeCounter(registry, labels)
  const refusals = new Counter(
    describe(registry, 'refusals_total', 'Webhooks refused before they had an exchange.', 'code'),
  )
  for (const [code, row] of Object.entries(errorTable)) if ('status' in row) refusals.inc({ code }, 0)
  if (options.process) collectDefaultMetrics({ register: registry })
  return {
    onExchange: countExchange,
    onRefusal: (code) => refusals.inc({ code }),
    watch(host) {
      // in the order of the config, and not of the calls that come in
      for (const { name } of host.lines) labels.of(name)
      readHealth(registry, host)
      readEntries(registry, host, labels)
      showBreakers(registry, host, labels)
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

/** Counts each exchange and the runs of its taps. */
function exchangeCounter(registry: Registry, labels: LineLabels): (exchange: EndedExchange) => void {
  const calls = new Counter(
    describe(registry, 'calls_total', 'Calls answered, by the kind of the response.', 'line', 'dialect', 'response'),
  )
  const answers = new Histogram({
    ...describe(registry, 'answer_seconds', 'From the arrival of a call to its response.', 'line', 'dialect'),
    buckets: answerBuckets,
  })
  const deadlines = new Gauge(describe(registry, 'deadline_seconds', 'What a call may take.', 'line', 'dialect'))
  const missed = new Counter(
    describe(registry, 'deadline_missed_total', 'Calls answered after the deadline.', 'line', 'dialect'),
  )
  const events = new Counter(
    describe(registry, 'events_total', 'Other events, by what became of them.', 'line', 'dialect', 'event', 'response'),
  )
  const taps = new Counter(
    describe(registry, 'taps_total', 'Runs of taps, by how they ended.', 'entry', 'hook', 'outcome'),
  )
  const runs = new Histogram({
    ...describe(registry, 'tap_seconds', 'How long taps ran; skipped ones do not count.', 'entry', 'hook'),
    buckets: tapBuckets,
  })

  return function countExchange({ line: name, dialect, event, response, allowedMs, durationMs, taps: ended }) {
    const line = labels.of(name)
    if (event === 'assistant-request') {
      calls.inc({ line, dialect, response })
      answers.observe({ line, dialect }, durationMs / 1_000)
      deadlines.set({ line, dialect }, allowedMs / 1_000)
      missed.inc({ line, dialect }, durationMs > allowedMs ? 1 : 0)
    } else {
      events.inc({ line, dialect, event, response })
    }
    for (const tap of ended) {
      const { entry, hook, outcome } = tap
      taps.inc({ entry, hook, outcome })
      if (outcome !== 'skipped') runs.observe({ entry, hook }, tap.durationMs / 1_000)
    }
  }
}

/** What the host counts by itself, read when somebody asks. */
function readHealth(registry: Registry, host: Pick<Host, 'health'>): void {
  new Gauge({
    ...describe(registry, 'in_flight', 'Exchanges that are being answered now.'),
    collect() {
      this.set(host.health().inFlight)
    },
  })
  new Counter({
    ...describe(registry, 'repeated_deliveries_total', 'Deliveries of a call that was answered already.'),
    collect() {
      this.reset()
      this.inc(host.health().repeated)
    },
  })
  new Counter({
    ...describe(registry, 'forwarded_events_total', 'Events that were to be passed on.', 'result'),
    collect() {
      const { forwarded, undelivered } = host.health()
      this.reset()
      this.inc({ result: 'delivered' }, forwarded)
      this.inc({ result: 'given-up' }, undelivered)
    },
  })
  new Gauge({
    ...describe(registry, 'lines_in_fallback', 'Lines whose config is wrong: they answer with their fallback.'),
    collect() {
      this.set(host.health().lines.length)
    },
  })
}

/** What the host counts of each entry. Where lines share a label, theirs are added up. */
function readEntries(registry: Registry, host: Pick<Host, 'health'>, labels: LineLabels): void {
  const read = (counted: (entry: EntryHealth) => number | undefined) =>
    function collect(this: Counter | Gauge) {
      this.reset()
      for (const entry of host.health().entries) {
        const count = counted(entry)
        if (count !== undefined) this.inc({ line: labels.of(entry.line), entry: entry.name }, count)
      }
    }
  new Gauge({
    ...describe(registry, 'entry_degraded', '1 while an entry is not set up, or has no worker.', 'line', 'entry'),
    collect: read(({ degraded, workers }) =>
      degraded === undefined && (workers === undefined || workers.state === 'running') ? 0 : 1,
    ),
  })
  new Counter({
    ...describe(registry, 'workers_lost_total', 'Workers of isolated entries that ended.', 'line', 'entry'),
    collect: read(({ workers }) => workers?.lost),
  })
  new Counter({
    ...describe(registry, 'detached_errors_total', 'Errors that nobody caught, by who left them.', 'line', 'entry'),
    collect: read(({ detached }) => detached),
  })
  new Counter({
    ...describe(registry, 'late_results_total', 'Results that came late and were dropped.', 'line', 'entry'),
    collect: read(({ late }) => late),
  })
}

/** Of taps that kept failing. Each has its series from then on; of lines that share a label, the worst is shown. */
function showBreakers(registry: Registry, host: Pick<Host, 'health'>, labels: LineLabels): void {
  const known = new Map<string, { line: string; entry: string; hook: string }>()
  const help = '2 while a tap is skipped, 1 while it is tried, 0 after.'
  new Gauge({
    ...describe(registry, 'breaker_state', help, 'line', 'entry', 'hook'),
    collect() {
      const states = new Map([...known.keys()].map((key) => [key, 0]))
      for (const { name: entry, breakers } of host.health().entries) {
        for (const { hook, line: name, state } of breakers) {
          const line = labels.of(name)
          const key = `${line} ${entry} ${hook}`
          known.set(key, { line, entry, hook })
          states.set(key, Math.max(states.get(key) ?? 0, state === 'open' ? 2 : 1))
        }
      }
      for (const [key, series] of known) this.set(series, states.get(key) ?? 0)
    },
  })
}

function describe<Label extends string>(registry: Registry, name: string, help: string, ...labelNames: Label[]) {
  return { name: `preanswer_${name}`, help, labelNames, registers: [registry] }
}
