import { dayMinutes, type Span } from './notation.ts'

/** The ordinary opening times. */
export interface Hours {
  /** Spans that begin on a date, in days since 1970-01-01 */
  spansOn(date: number): readonly Span[]
  /** Spans on a public holiday, in place of the ordinary ones; none where absent */
  readonly holidaySpans?: readonly Span[]
}

/** A public holiday. */
export interface Holiday {
  /** Absent where a date was made half a day off without a name */
  readonly name?: string
  /** Half a day off: open only where these and the ordinary spans overlap. Absent means a whole day */
  readonly within?: readonly Span[]
}

/** Days since 1970-01-01 on which a calendar closes a business: all day, or at certain times of the day. */
export interface Closures {
  readonly dates: ReadonlySet<number>
  readonly spans: ReadonlyMap<number, readonly Span[]>
}

/** What decides about a date. The first that has something to say about it wins: exceptions, closures, holidays, hours. */
export interface Layers {
  readonly hours: Hours
  readonly exceptions?: ReadonlyMap<number, readonly Span[]>
  readonly closures?: Closures
  readonly holidays?: ReadonlyMap<number, Holiday>
}

/** Why a business is closed: because of the hour, of a date in the config, of a calendar, of a public holiday. */
export type ClosedReason = 'closed' | 'closed-date' | 'closed-by-calendar' | 'holiday'

export type OpeningState = 'open' | ClosedReason

/** What a business does on one date; minutes are counted from the midnight with which it begins. */
export interface Day {
  readonly spans: readonly Span[]
  /** Why it is closed at other times */
  readonly reason: ClosedReason
  /** When a calendar closes it */
  readonly closures: readonly Span[]
  /** The holiday's name */
  readonly holiday?: string
}

/** What a business does on a date, in days since 1970-01-01. */
export type Schedule = (date: number) => Day

/** Lays the layers upon each other, date by date, as they are asked for. */
export function createSchedule(layers: Layers): Schedule {
  const days = new Map<number, Day>()
  return function dayOn(date) {
    let day = days.get(date)
    if (day === undefined) {
      if (days.size >= maximumDays) days.clear()
      day = makeDay(date, layers)
      days.set(date, day)
    }
    return day
  }
}

/**
 * Tells whether a business is open when its wall clock shows a certain minute. A span past midnight belongs to the day
 * on which it starts: a closed date does not cut short what began the evening before, and its own evening does not run on.
 *
 * @param wallMinute Minutes since 1970-01-01 00:00 on the wall clock
 */
export function stateAt(dayOn: Schedule, wallMinute: number): OpeningState {
  const date = Math.floor(wallMinute / dayMinutes)
  const minute = wallMinute - date * dayMinutes
  const today = dayOn(date)
  if (today.spans.some((span) => covers(span, minute))) return 'open'
  if (dayOn(date - 1).spans.some((span) => covers(span, minute + dayMinutes))) return 'open'
  return today.closures.some((span) => covers(span, minute)) ? 'closed-by-calendar' : today.reason
}

/** The regular spans of a week, by day of the week: 0 is Sunday. */
export function weeklyHours(week: readonly (readonly Span[])[]): Hours {
  return { spansOn: (date) => week[dayOfWeek(date)] ?? [] }
}

/** The day of the week of a date: 0 is Sunday. */
export function dayOfWeek(date: number): number {
  // 1970-01-01 was a Thursday
  return (((date + 4) % 7) + 7) % 7
}

/** Three years or so: more are asked for by simulations only. */
const maximumDays = 1_200

function makeDay(date: number, { hours, exceptions, closures, holidays }: Layers): Day {
  const exception = exceptions?.get(date)
  if (exception !== undefined) {
    return { spans: exception, reason: exception.length === 0 ? 'closed-date' : 'closed', closures: [] }
  }
  if (closures?.dates.has(date)) return { spans: [], reason: 'closed-by-calendar', closures: [] }
  const holiday = holidays?.get(date)
  // a night that a calendar cuts short began the day before
  const closed = [0, 1].flatMap((later) =>
    (closures?.spans.get(date + later) ?? []).map(({ startMinute, endMinute }) => ({
      startMinute: startMinute + later * dayMinutes,
      endMinute: endMinute + later * dayMinutes,
    })),
  )
  return {
    spans: closed.reduce(without, ordinarySpans(date, hours, holiday)),
    reason: holiday === undefined ? 'closed' : 'holiday',
    closures: closed,
    ...(holiday?.name === undefined ? {} : { holiday: holiday.name }),
  }
}

function ordinarySpans(date: number, hours: Hours, holiday: Holiday | undefined): readonly Span[] {
  if (holiday === undefined) return hours.spansOn(date)
  if (holiday.within === undefined) return hours.holidaySpans ?? []
  const { within } = holiday
  return hours.spansOn(date).flatMap((span) => within.flatMap((limit) => shared(span, limit)))
}

function shared(one: Span, other: Span): Span[] {
  const startMinute = Math.max(one.startMinute, other.startMinute)
  const endMinute = Math.min(one.endMinute, other.endMinute)
  return startMinute < endMinute ? [{ startMinute, endMinute }] : []
}

function without(spans: readonly Span[], closed: Span): readonly Span[] {
  return spans.flatMap((span) => [
    ...shared(span, { startMinute: Number.NEGATIVE_INFINITY, endMinute: closed.startMinute }),
    ...shared(span, { startMinute: closed.endMinute, endMinute: Number.POSITIVE_INFINITY }),
  ])
}

function covers({ startMinute, endMinute }: Span, minute: number): boolean {
  return startMinute <= minute && minute < endMinute
}
