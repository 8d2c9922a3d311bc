/** Minutes in a week of the wall clock. */
const weekMinutes = 7 * 1_440

/** A stretch of the week: minutes after Sunday's midnight. The start is in it, the end is not; it may lie in the week after. */
export interface Span {
  readonly startMinute: number
  readonly endMinute: number
}

/**
 * Reads spans by day (`mon`) or range of days (`mon-fri`): `09:00-17:30`, or past midnight `18:00-02:00`, which belongs to
 * the day on which it starts.
 *
 * @returns `undefined` for anything else, and where start and end are the same
 */
export function parseSpans(days: string, text: string): Span[] | undefined {
  const starts = parseDays(days)
  if (starts === undefined) return undefined
  if (!/^(?:[01]\d|2[0-3]):[0-5]\d-(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/.test(text)) return undefined
  const [start, end] = [minuteAt(text, 0), minuteAt(text, 6)]
  if (start === end) return undefined
  const length = (end - start + 1_440) % 1_440 || 1_440
  return starts.map((day) => ({ startMinute: day * 1_440 + start, endMinute: day * 1_440 + start + length }))
}

/** @param minute Of the week, from Sunday's midnight */
export function isWithin(spans: readonly Span[], minute: number): boolean {
  return spans.some(({ startMinute, endMinute }) =>
    [minute, minute + weekMinutes].some((at) => at >= startMinute && at < endMinute),
  )
}

/** Tells which minute of the week the clock on the wall shows; on days of a clock change as that clock does. */
export type WallClock = (epochMs: number) => number

/**
 * The wall clock of an IANA time zone. Making it costs many times what reading it does: keep it.
 *
 * @returns `undefined` when there is no such zone
 */
export function createWallClock(timeZone: string): WallClock | undefined {
  try {
    const parts = { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
    const format = new Intl.DateTimeFormat('en-US-u-nu-latn', { timeZone, ...parts })
    return function readWallClock(epochMs) {
      // `Mon 18:05`
      const [day = '', hour = '', minute = ''] = format.format(epochMs).split(/\W+/)
      return dayNames.indexOf(day.toLowerCase()) * 1_440 + Number(hour) * 60 + Number(minute)
    }
  } catch {
    return undefined
  }
}

/** Wall clocks by zone, each made once; `undefined` where there is no zone or no such zone. */
export function createWallClocks(): (timeZone: string | undefined) => WallClock | undefined {
  const clocks = new Map<string, WallClock | undefined>()
  return function wallClockIn(timeZone) {
    if (timeZone === undefined) return undefined
    if (!clocks.has(timeZone)) {
      // zones come from facts too, and a name has many spellings
      if (clocks.size >= 64) clocks.clear()
      clocks.set(timeZone, createWallClock(timeZone))
    }
    return clocks.get(timeZone)
  }
}

const dayNames: readonly string[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

/** `mon`, `mon-fri`, and over the end of the week `sat-mon`; 0 is Sunday. */
function parseDays(text: string): number[] | undefined {
  const [first = -1, last = first, ...rest] = text.split('-').map((name) => dayNames.indexOf(name))
  if (first < 0 || last < 0 || rest.length > 0 || (text.includes('-') && first === last)) return undefined
  return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, index) => (first + index) % 7)
}

function minuteAt(text: string, index: number): number {
  return Number(text.slice(index, index + 2)) * 60 + Number(text.slice(index + 3, index + 5))
}
