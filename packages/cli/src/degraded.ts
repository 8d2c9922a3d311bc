import type { Health } from '@preanswer/core'

/** A part of the host that does not work for now; the rest does. */
export interface DegradedPart {
  readonly entry: string
  /** Of a tap that is skipped; absent where the whole entry is missing */
  readonly hook?: string
  readonly reason: string
  /** How it failed last, in a word */
  readonly failure?: string
  /** ISO 8601; absent where it is not tried again */
  readonly nextTryAt?: string
}

/** What does not work for now: entries that are not set up or have no worker, and taps that are skipped for failing. */
export function degradedParts({ entries }: Health): DegradedPart[] {
  return entries.flatMap(({ name, degraded, breakers, workers }) => [
    ...(degraded === undefined ? [] : [describe(name, degraded.reason, degraded.outage, degraded.nextTryAt)]),
    // without a set-up there are no workers either
    ...(degraded !== undefined || workers === undefined || workers.state === 'running'
      ? []
      : [describe(name, `workers-${workers.state}`, workers.reason)]),
    ...breakers.map(({ hook, reason, nextTryAt }) => ({ ...describe(name, 'breaker-open', reason, nextTryAt), hook })),
  ])
}

function describe(entry: string, reason: string, failure?: string, nextTryAt?: number): DegradedPart {
  return {
    entry,
    reason,
    ...(failure === undefined ? {} : { failure }),
    ...(nextTryAt === undefined ? {} : { nextTryAt: new Date(nextTryAt).toISOString() }),
  }
}
