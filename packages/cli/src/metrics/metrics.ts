import { type EndedExchange, errorTable, type Host, type Listeners } from '@preanswer/core'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** What a host does, as Prometheus reads it. */
export interface Metrics extends Required<Pick<Listeners, 'onExchange' | 'onRefusal'>> {
  /** Reads the host's own counts at each scrape from now on */
  watch(host: Pick<Host, 'health'>): void
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
 * @param options `process`: memory, CPU and event loop of the process as well
 */
export function createMetrics(options: { readonly process: boolean }): Metrics {
  const registry = new Registry()
  const countExchange = exchangeCounter(registry)
  const refusals = new Counter(
    describe(registry, 'refusals_total', 'Webhooks refused before they had an exchange.', 'code'),
  )
  for (const [code, row] of Object.entries(errorTable)) if ('status' in row) refusals.inc({ code }, 0)
  if (options.process) collectDefaultMetrics({ register: registry })
  return {
    onExchange: countExchange,
    onRefusal: (code) => refusals.inc({ code }),
    watch(host) {
      readHealth(registry, host)
      showBreakers(registry, host)
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

/** Counts each exchange and the runs of its taps. */
function exchangeCounter(registry: Registry): (exchange: EndedExchange) => void {
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

  return function countExchange({ line, dialect, event, response, allowedMs, durationMs, taps: ended }) {
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
    ...describe(registry, 'entry_degraded', '1 while an entry is not set up, or has no worker.', 'entry'),
    collect() {
      for (const { name, degraded, workers } of host.health().entries) {
        const isWell = degraded === undefined && (workers === undefined || workers.state === 'running')
        this.set({ entry: name }, isWell ? 0 : 1)
      }
    },
  })
  new Counter({
    ...describe(registry, 'workers_lost_total', 'Workers of isolated entries that ended by themselves.', 'entry'),
    collect() {
      this.reset()
      for (const { name, workers } of host.health().entries) if (workers) this.inc({ entry: name }, workers.lost)
    },
  })
  new Counter({
    ...describe(registry, 'detached_errors_total', 'Errors that an entry left behind and nobody caught.', 'entry'),
    collect() {
      this.reset()
      for (const { name, detached } of host.health().entries) this.inc({ entry: name }, detached)
    },
  })
  new Counter({
    ...describe(registry, 'late_results_total', 'Results that came after their budget and were dropped.', 'entry'),
    collect() {
      this.reset()
      for (const { name, late } of host.health().entries) this.inc({ entry: name }, late)
    },
  })
}

/** Of taps that kept failing. Each has its series from then on. */
function showBreakers(registry: Registry, host: Pick<Host, 'health'>): void {
  const known = new Map<string, { entry: string; hook: string }>()
  new Gauge({
    ...describe(registry, 'breaker_state', '2 while a tap is skipped, 1 while it is tried, 0 after.', 'entry', 'hook'),
    collect() {
      for (const labels of known.values()) this.set(labels, 0)
      for (const { name: entry, breakers } of host.health().entries) {
        for (const { hook, state } of breakers) {
          known.set(`${entry} ${hook}`, { entry, hook })
          this.set({ entry, hook }, state === 'open' ? 2 : 1)
        }
      }
    },
  })
}

function describe<Label extends string>(registry: Registry, name: string, help: string, ...labelNames: Label[]) {
  return { name: `preanswer_${name}`, help, labelNames, registers: [registry] }
}
