import { dayMinutes, type Span } from './notation.ts'
import type { Closures } from './schedule.ts'
import { instantAt, type WallClock } from './wall-clock.ts'

/** When something begins or ends: an instant, or a minute on the wall of a zone; on that of the business where absent. */
export type Moment =
  | { readonly epochMs: number }
  | { readonly wallMinute: number; readonly timeZone: string | undefined }

/** What a calendar says: closed on all of these dates, or from one moment to another. */
export type Closure = { readonly first: number; readonly last: number } | { readonly from: Moment; readonly to: Moment }

/** Dates that are looked at, in days since 1970-01-01; both are in it. */
export interface DateRange {
  readonly first: number
  readonly last: number
}

/**
 * Turns closures into dates and times on the wall clock of a business.
 *
 * @param clockIn Knows the zones of other moments
 */
export function closuresOn(
  wallClock: WallClock,
  closures: readonly Closure[],
  range: DateRange,
  clockIn: (timeZone: string | undefined) => WallClock | undefined,
): Closures {
  const dates = new Set<number>()
  const spans = new Map<number, Span[]>()
  for (const closure of closures) {
    if ('first' in closure) {
      for (const date of datesBetween(closure.first, closure.last, range)) dates.add(date)
      continue
    }
    const from = wallMinuteOf(closure.from, wallClock, clockIn)
    const to = wallMinuteOf(closure.to, wallClock, clockIn)
    for (const date of datesBetween(Math.floor(from / dayMinutes), Math.floor((to - 1) / dayMinutes), range)) {
      const startMinute = Math.max(from - date * dayMinutes, 0)
      const endMinute = Math.min(to - date * dayMinutes, dayMinutes)
      spans.set(date, [...(spans.get(date) ?? []), { startMinute, endMinute }])
    }
  }
  return { dates, spans }
}

function wallMinuteOf(
  moment: Moment,
  wallClock: WallClock,
  clockIn: (timeZone: string | undefined) => WallClock | undefined,
): number {
  if ('epochMs' in moment) return wallClock(moment.epochMs)
  const other = clockIn(moment.timeZone)
  // the same clock, or none that is known: what it shows is what is meant
  if (other === undefined || other === wallClock) return moment.wallMinute
  return wallClock(instantAt(other, moment.wallMinute))
}

function datesBetween(first: number, last: number, range: DateRange): number[] {
  const start = Math.max(first, range.first)
  return Array.from({ length: Math.max(0, Math.min(last, range.last) - start + 1) }, (_, index) => start + index)
}
