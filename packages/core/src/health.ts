import type { BreakerState } from './breaker.ts'
import { type HookName, hookNames } from './hook-table.ts'
import type { Pipeline } from './hooks.ts'
import type { WorkerHealth } from './isolate/restarts.ts'
import type { ActiveOverride } from './override.ts'
import type { RunningEntry } from './setup.ts'
import type { Degraded } from './tap-run.ts'

/** How the host is doing. */
export interface Health {
  readonly status: 'ready' | 'closing' | 'closed'
  /** Exchanges that are being answered now */
  readonly inFlight: number
  /** Webhooks answered since the start, refusals among them */
  readonly answered: number
  /** Deliveries of a call that got the response of an earlier one */
  readonly repeated: number
  /** Events that were passed on to `forward` */
  readonly forwarded: number
  /** Events that could not be passed on to `forward` */
  readonly undelivered: number
  readonly entries: readonly EntryHealth[]
  /** What operators said that counts now */
  readonly overrides: readonly ActiveOverride[]
}

/** How a plugin of the host is doing; counted since the start. */
export interface EntryHealth {
  readonly name: string
  readonly plugin: string
  readonly failures: number
  /** Answers that came after their budget and were dropped */
  readonly late: number
  /** Runs that did not take place: an open breaker, no time left, or a set-up that failed */
  readonly skipped: number
  /** Errors that it left behind outside of its taps and that were claimed */
  readonly detached: number
  /** Its taps that are skipped for failing, or are being tried again */
  readonly breakers: readonly ({ readonly hook: HookName } & BreakerState)[]
  /** Present while its taps are missing */
  readonly degraded?: Degraded
  /** Its workers, where it is isolated */
  readonly workers?: WorkerHealth
}

/** Looks at what an entry counted, and at its taps in a pipeline. */
export function entryHealth({ checked: { isolated }, tapEntry }: RunningEntry, pipeline: Pipeline): EntryHealth {
  const taps = hookNames.flatMap((hook) => pipeline.taps(hook)).filter((tap) => tap.entry === tapEntry)
  const breakers = taps.flatMap(({ hook, breaker }) => {
    const state = breaker?.state
    return state === undefined ? [] : [{ hook, ...state }]
  })
  const { name, plugin, counts, degraded } = tapEntry
  return {
    name,
    plugin,
    ...counts,
    breakers,
    ...(degraded === undefined ? {} : { degraded }),
    ...(isolated === undefined ? {} : { workers: isolated.health() }),
  }
}
