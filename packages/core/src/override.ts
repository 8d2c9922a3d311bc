import type { Line } from './call.ts'
import type { SpokenText } from './language.ts'
import { describeError, type Logger } from './log.ts'
import { OutputMemory } from './memory.ts'
import { ownEntry, type Tap } from './tap-run.ts'

/**
 * What an operator said about a line for now, whatever its plugins say:
 * - `closed`: every call is refused, with this text
 * - `open`: the fact `openingHours` says so, and business-hours lets every call through
 */
export type Override =
  | { readonly state: 'closed'; readonly reject: SpokenText }
  | { readonly state: 'open'; readonly reject?: never }

/** An override that counts now, for those who show it. */
export interface ActiveOverride {
  /** Name of the line, or `all` */
  readonly line: string
  readonly state: Override['state']
  /** ms since the Unix epoch */
  readonly until: number
}

/** Where a host asks for overrides. Both are asked often and must know by heart. */
export interface Overrides {
  /**
   * What counts for a line at an instant; `undefined` where nobody said anything.
   *
   * @param receivedAt ms since the Unix epoch
   */
  overrideFor(line: Line, receivedAt: number): Override | undefined
  /** All that count now: `health()` shows them */
  active(): readonly ActiveOverride[]
}

/** Overrides that cannot cost a call: where they throw there is none, and a line in the log. */
export function safeOverrides(overrides: Overrides | undefined, log: Logger): Overrides {
  const safe = <Answer>(ask: () => Answer, otherwise: Answer): Answer => {
    try {
      return ask()
    } catch (error) {
      log.error({ listener: 'overrides', ...describeError(error) }, 'a listener failed')
      return otherwise
    }
  }
  return {
    overrideFor: (line, receivedAt) => safe(() => overrides?.overrideFor(line, receivedAt), undefined),
    active: () => safe(() => overrides?.active() ?? [], []),
  }
}

/**
 * What an override does in a call, as a tap of an entry of its own: `closed` refuses before all others of `screen`, and
 * `open` tells a fact after all others of `identify`, so that it wins.
 */
export function overrideTap(override: Override, log: Logger): Tap {
  const isOpen = override.state === 'open'
  return {
    entry: ownEntry('override', log),
    hook: isOpen ? 'identify' : 'screen',
    budgetMs: 50,
    order: isOpen ? afterAll : 0,
    breaker: undefined,
    outputs: new OutputMemory(),
    fn: () =>
      isOpen ? { openingHours: { state: 'open', isOverride: true } } : { reject: override.reject, reason: 'closed' },
  }
}

/** More taps than a hook can have. */
const afterAll = 1_000_000
