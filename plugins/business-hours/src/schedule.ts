import { dayMinutes, type Span } from './notation.ts'

/** When a business is open. Days of the week are 0 (Sunday) to 6, dates are days since 1970-01-01. */
export interface OpeningTimes {
  /** Spans by day of the week */
  readonly week: readonly (readonly Span[])[]
  /** Dates with spans of their own, in place of their weekday's; no span means closed */
  readonly dates: ReadonlyMap<number, readonly Span[]>
}

/** `closed-date`: closed because of the date; `closed`: because of the hour. */
export type OpeningState = 'open' | 'closed' | 'closed-date'

/**
 * Tells whether a business is open when its wall clock shows a certain minute. A span past midnight belongs to the day
 * on which it starts: a closed date does not cut short what began the evening before, and its own evening does not run on.
 *
 * @param wallMinute Minutes since 1970-01-01 00:00 on the wall clock
 */
export function stateAt(times: OpeningTimes, wallMinute: number): OpeningState {
  const date = Math.floor(wallMinute / dayMinutes)
  const minute = wallMinute - date * dayMinutes
  const today = spansOf(times, date)
  if (today.some((span) => covers(span, minute))) return 'open'
  if (spansOf(times, date - 1).some((span) => covers(span, minute + dayMinutes))) return 'open'
  return today.length === 0 && times.dates.has(date) ? 'closed-date' : 'closed'
}

function spansOf({ week, dates }: OpeningTimes, date: number): readonly Span[] {
  // 1970-01-01 was a Thursday
  return dates.get(date) ?? week[(date + 4) % 7] ?? []
}

function covers({ startMinute, endMinute }: Span, minute: number): boolean {
  return startMinute <= minute && minute < endMinute
}
