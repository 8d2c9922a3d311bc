import type { BreakerState } from './breaker.ts'
import { type HookName, hookNames } from './hook-table.ts'
import type { Pipeline } from './hooks.ts'
import type { WorkerHealth } from './isolate/restarts.ts'
import type { ActiveOverride } from './override.ts'
import type { RunningEntry } from './setup.ts'
import type { Degraded, TapEntry } from './tap-run.ts'

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
  /** Those whose config is wrong: they answer with their fallback */
  readonly lines: readonly LineFault[]
  /** What operators said that counts now */
  readonly overrides: readonly ActiveOverride[]
}

/** Why a line answers with its fallback. */
export interface LineFault {
  readonly line: string
  readonly reason: LineFaultReason
}

export type LineFaultReason = 'config-invalid' | 'setup-failed' | 'setup-timed-out' | 'plan-too-long'

/** How a plugin of the host is doing; counted since the start. */
export interface EntryHealth {
  readonly name: string
  readonly plugin: string
  /** Whose it is; the default line's are shared */
  readonly line: string
  readonly failures: number
  /** Answers that came after their budget and were dropped */
  readonly late: number
  /** Runs that did not take place: an open breaker, no time left, or a set-up that failed */
  readonly skipped: number
  /** Errors that it left behind outside of its taps and that were claimed */
  readonly detached: number
  /** Its taps that are skipped for failing, or are being tried again; each line with plugins of its own has breakers of its own */
  readonly breakers: readonly ({ readonly hook: HookName; readonly line: string } & BreakerState)[]
  /** Present while its taps are missing */
  readonly degraded?: Degraded
  /** Its workers, where it is isolated */
  readonly workers?: WorkerHealth
}

/** Looks at what entries counted, and at their taps. */
export function entriesHealth(entries: readonly RunningEntry[], pipelines: Iterable<Pipeline>): EntryHealth[] {
  const breakers = new Map<TapEntry, EntryHealth['breakers'][number][]>()
  for (const pipeline of pipelines) {
    for (const { entry, hook, breaker } of hookNames.flatMap((name) => pipeline.taps(name))) {
      const state = breaker?.state
      if (state !== undefined)
        breakers.set(entry, [...(breakers.get(entry) ?? []), { hook, line: pipeline.line, ...state }])
    }
  }
  return entries.map(({ checked: { isolated }, line, tapEntry }) => {
    const { name, plugin, counts, degraded } = tapEntry
    return {
      name,
      plugin,
      line,
      ...counts,
      breakers: breakers.get(tapEntry) ?? [],
      ...(degraded === undefined ? {} : { degraded }),
      ...(isolated === undefined ? {} : { workers: isolated.health() }),
    }
  })
}
