import type { EndedExchange, EntryHealth, ErrorCode, Health, Host, Listeners, Logger } from '@preanswer/core'
import type { CommandConfig } from '../config/command.ts'
import { type Alert, type AlertKind, alertTitles, type Subject } from './kinds.ts'
import { AlertLimit } from './limit.ts'
import { AlertPost } from './post.ts'

/** Tells somebody when a host needs them. */
export interface Alerts extends Required<Pick<Listeners, 'onExchange' | 'onRefusal'>> {
  /** Looks at how the host's plugins are doing, now and then */
  watch(host: Pick<Host, 'health'>): void
  /** Sends what was kept back, and waits a moment for what is on its way */
  close(): Promise<void>
}

/** Something that an alert is about. */
interface Alarm {
  readonly kind: AlertKind
  readonly subject: Subject
}

/** ms between two looks at how plugins are doing. */
const lookEveryMs = 1_000

/** ms that alerts on their way get when the host closes. */
const closeGraceMs = 2_000

/** Makes alerts of what a host does: a line in the log for each, and a POST where config has an address. */
export function createAlerts(config: NonNullable<CommandConfig['alerts']>, log: Logger): Alerts {
  const { url, bearer, timeoutMs, kinds, everyMs, refusedSignatures } = config
  const post = url === undefined ? undefined : new AlertPost({ url, timeoutMs, log, ...(bearer && { bearer }) })
  const limit = new AlertLimit(everyMs, (alert) => {
    logAlert(alert, log)
    post?.send(alert)
  })
  const isBurst = burstOf(refusedSignatures)
  let looking: NodeJS.Timeout | undefined
  const raise = (kind: AlertKind, subject: Subject) => {
    if (kinds.includes(kind)) limit.raise(kind, subject)
  }

  return {
    onExchange(exchange) {
      for (const { kind, subject } of alarmsIn(exchange)) raise(kind, subject)
    },
    onRefusal(code: ErrorCode) {
      if (code === 'PREANSWER_UNTRUSTED' && isBurst()) raise('refused-signatures', {})
    },
    watch(host) {
      let known = new Set<string>()
      looking = setInterval(() => {
        const alarms = new Map(standing(host.health()).map((alarm) => [JSON.stringify(alarm), alarm]))
        for (const [key, { kind, subject }] of alarms) if (!known.has(key)) raise(kind, subject)
        // what a reload has mended may come again
        known = new Set(alarms.keys())
      }, lookEveryMs).unref()
    },
    async close() {
      clearInterval(looking)
      limit.close()
      await post?.close(closeGraceMs)
    },
  }
}

/** What somebody should know about in one exchange. */
function alarmsIn({ event, line, response, allowedMs, durationMs, taps }: EndedExchange): Alarm[] {
  // of a breaker that opened before, its taps are skipped
  const opened = taps.filter(({ breaker, outcome }) => breaker?.state === 'open' && outcome !== 'skipped')
  const alarms: Alarm[] = opened.map(({ entry }) => ({ kind: 'breaker-open', subject: { entry, line } }))
  if (event !== 'assistant-request') return alarms
  if (response === 'fallback') alarms.push({ kind: 'fallback', subject: { line } })
  if (durationMs > allowedMs) alarms.push({ kind: 'deadline-missed', subject: { line } })
  return alarms
}

/** What will not be well again by itself: entries that were given up, and lines whose config is wrong. */
function standing({ entries, lines }: Health): Alarm[] {
  const isGivenUp = ({ degraded, workers }: EntryHealth) =>
    degraded?.reason === 'does-not-fit' || workers?.state === 'given-up'
  return [
    ...entries.filter(isGivenUp).map(({ name, line }): Alarm => {
      return { kind: 'given-up', subject: line === 'default' ? { entry: name } : { entry: name, line } }
    }),
    ...lines.map(({ line }): Alarm => ({ kind: 'line-in-fallback', subject: { line } })),
  ]
}

/** Tells of each time whether there were so many of them within so many ms; those count no more then. */
function burstOf({ count, withinMs }: { count: number; withinMs: number }): () => boolean {
  let times: number[] = []
  return function isBurst() {
    const now = performance.now()
    times.push(now)
    const [first = now] = times
    if (times.length < count) return false
    times = now - first <= withinMs ? [] : times.slice(1)
    return times.length === 0
  }
}

function logAlert({ kind, entries, lines, suppressed }: Alert, log: Logger): void {
  log.warn({ alert: kind, entries, lines, suppressed }, alertTitles[kind])
}
