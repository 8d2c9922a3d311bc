import type { Call, Facts } from '@preanswer/core'
import { type Limit, maximumSeconds } from './options.ts'
import { isWithin } from './week.ts'

/** What decides about a limit. */
export interface Situation {
  readonly call: Call
  readonly facts: Facts
  /** Minute of the week on the wall clock; `undefined` where no time zone is known */
  readonly weekMinute: number | undefined
}

/** How long a call may take. */
export interface Decision {
  readonly maxDurationSeconds: number
  /** Of the limit that decided */
  readonly index: number
  /** Closing time is what decided */
  readonly isClosing: boolean
}

/** The first limit that is for this call and has something to say; `undefined` where none has. */
export function decide(limits: readonly Limit[], situation: Situation): Decision | undefined {
  for (const [index, limit] of limits.entries()) {
    if (!isFor(limit, situation)) continue
    const fixed = limit.maxDurationSeconds ?? Number.POSITIVE_INFINITY
    const closing = secondsUntilClosing(limit, situation) ?? Number.POSITIVE_INFINITY
    const shortest = Math.min(fixed, closing)
    if (shortest < Number.POSITIVE_INFINITY) {
      return { maxDurationSeconds: shortest, index, isClosing: closing < fixed }
    }
  }
  return undefined
}

/** A condition that cannot be answered, as the country of a withheld caller, is not met. */
function isFor({ tiers, countries, lines, hours }: Limit, { call, facts, weekMinute }: Situation): boolean {
  return (
    (tiers === undefined || includes(tiers, facts.customer?.tier)) &&
    (countries === undefined || includes(countries, facts.country)) &&
    (lines === undefined || includes(lines, call.dialedNumber)) &&
    (hours === undefined || (weekMinute !== undefined && isWithin(hours, weekMinute)))
  )
}

function includes(list: readonly string[], value: string | undefined): boolean {
  return value !== undefined && list.includes(value)
}

/** `undefined` where closing time is not known, or does not matter because it is closed. */
function secondsUntilClosing({ untilClosing }: Limit, { call, facts }: Situation): number | undefined {
  if (untilClosing === undefined) return undefined
  const closesAt = closingTime(facts)
  if (closesAt === undefined || closesAt <= call.receivedAt) return undefined
  const remaining = Math.floor((closesAt - call.receivedAt) / 1_000) + untilClosing.graceSeconds
  return Math.min(Math.max(remaining, untilClosing.minimumSeconds), maximumSeconds)
}

/**
 * Reads what a plugin such as business-hours found: `facts.openingHours = { state: 'open', closesAt }`, ms since the Unix
 * epoch. It may come from any plugin, so nothing about it is taken for granted.
 */
function closingTime(facts: Facts & { readonly openingHours?: unknown }): number | undefined {
  const { openingHours } = facts
  if (typeof openingHours !== 'object' || openingHours === null) return undefined
  const { state, closesAt } = openingHours as { readonly state?: unknown; readonly closesAt?: unknown }
  return state === 'open' && typeof closesAt === 'number' && Number.isFinite(closesAt) ? closesAt : undefined
}
