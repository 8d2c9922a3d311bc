import type { EntryHealth, Health } from '@preanswer/core'

/** A part of the host that does not work for now; the rest does. */
export interface DegradedPart {
  /** Absent where it is about the entry of all lines */
  readonly line?: string
  /** Absent where the whole line answers with its fallback */
  readonly entry?: string
  /** Of a tap that is skipped; absent where the whole entry is missing */
  readonly hook?: string
  readonly reason: string
  /** How it failed last, in a word */
  readonly failure?: string
  /** ISO 8601; absent where it is not tried again */
  readonly nextTryAt?: string
}

/** Parts that are told; a host with ten thousand lines may have as many. */
const maximumParts = 100

/** What does not work for now: lines, entries that are not set up or have no worker, and taps that are skipped for failing. */
export function degradedParts(health: Health): { degraded?: DegradedPart[]; moreDegraded?: number } {
  const parts = [...health.lines.map(({ line, reason }) => ({ line, reason })), ...health.entries.flatMap(partsOf)]
  if (parts.length === 0) return {}
  const degraded = parts.slice(0, maximumParts)
  return parts.length === degraded.length ? { degraded } : { degraded, moreDegraded: parts.length - degraded.length }
}

function partsOf({ name, line, degraded, breakers, workers }: EntryHealth): DegradedPart[] {
  return [
    ...(degraded === undefined ? [] : [describe(name, line, degraded.reason, degraded.outage, degraded.nextTryAt)]),
    // without a set-up there are no workers either
    ...(degraded !== undefined || workers === undefined || workers.state === 'running'
      ? []
      : [describe(name, line, `workers-${workers.state}`, workers.reason)]),
    ...breakers.map(({ hook, line: its, reason, nextTryAt }) => ({
      ...describe(name, its, 'breaker-open', reason, nextTryAt),
      hook,
    })),
  ]
}

function describe(entry: string, line: string, reason: string, failure?: string, nextTryAt?: number): DegradedPart {
  return {
    ...(line === 'default' ? {} : { line }),
    entry,
    reason,
    ...(failure === undefined ? {} : { failure }),
    ...(nextTryAt === undefined ? {} : { nextTryAt: new Date(nextTryAt).toISOString() }),
  }
}
