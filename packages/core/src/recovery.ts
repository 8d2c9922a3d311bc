import pRetry, { AbortError } from 'p-retry'
import { type Finding, formatIssues, isPreanswerError, PreanswerError } from './errors.ts'
import type { Pipeline } from './hooks.ts'
import { describeError } from './log.ts'
import {
  degrade,
  onFailureIssues,
  placeTaps,
  type RunningEntry,
  release,
  type Setup,
  type SetupOptions,
  setUp,
} from './setup.ts'
import type { Tap } from './tap-run.ts'

/** ms before the set-up is tried again; each pause is twice the one before. */
const firstPauseMs = 1_000
const longestPauseMs = 60_000

export interface RecoveryOptions extends SetupOptions {
  /** Throws when the budgets of these taps do not fit into the plans of the pipelines in which they are to be */
  assertFits(taps: readonly Tap[], pipelines: readonly Pipeline[]): void
}

/**
 * Tries the set-up of an entry that met an outage again, until it ends well or the host closes, and then puts its taps in
 * their place. What does not fit is left out for good. Never rejects.
 */
export async function recover(entry: RunningEntry, options: RecoveryOptions): Promise<void> {
  const { tapEntry } = entry
  const { signal } = options
  const attempt = async (count: number) => {
    // the first attempt was made at start
    if (count === 1) throw new PreanswerError('PREANSWER_SETUP_FAILED')
    await takeBack(entry, await setUp(entry, options), options)
  }
  const onFailedAttempt = ({ error, attemptNumber }: { error: Error; attemptNumber: number }) => {
    if (signal.aborted) return
    if (attemptNumber > 1) degrade(tapEntry, error as PreanswerError)
    const pauseMs = Math.min(firstPauseMs * 2 ** (attemptNumber - 1), longestPauseMs)
    tapEntry.degraded = { reason: 'setup-failed', ...tapEntry.degraded, nextTryAt: Date.now() + pauseMs }
  }
  try {
    await pRetry(attempt, {
      retries: Number.POSITIVE_INFINITY,
      minTimeout: firstPauseMs,
      maxTimeout: longestPauseMs,
      unref: true,
      signal,
      onFailedAttempt,
    })
  } catch (error) {
    if (signal.aborted) return
    tapEntry.degraded = { reason: 'does-not-fit' }
    const issues = isPreanswerError(error) ? formatIssues(error.issues) : undefined
    tapEntry.log.error({ ...describeError(error), issues }, 'a plugin was set up in the end, and does not fit')
  }
}

/** What the operator should know of entries that are not set up. */
export function degradedFindings(entries: readonly RunningEntry[]): Finding[] {
  return entries.flatMap(({ checked, tapEntry: { name, degraded } }) =>
    degraded === undefined
      ? []
      : [
          {
            severity: 'warning',
            code: 'not-set-up',
            path: checked.path,
            message: `${name} could not be set up (${degraded.outage ?? degraded.reason}): its taps are missing, and the plan does not count them`,
            hint: 'see whether what it connects to is up; with `required: true` the host does not start without it',
          },
        ],
  )
}

async function takeBack(entry: RunningEntry, setup: Setup, options: RecoveryOptions): Promise<void> {
  const { checked, tapEntry } = entry
  try {
    const issues = onFailureIssues(checked, setup)
    if (issues.length > 0) throw new PreanswerError('PREANSWER_CONFIG_INVALID', { issues })
    options.assertFits(setup.taps, entry.pipelines)
  } catch (error) {
    await release(setup.release, tapEntry)
    throw new AbortError(error as Error)
  }
  entry.setup = setup
  placeTaps(entry, setup, entry.pipelines)
  tapEntry.degraded = undefined
  tapEntry.log.info({}, 'a plugin was set up in the end')
}
