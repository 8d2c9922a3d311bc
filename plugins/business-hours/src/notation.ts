/** Minutes in a day of the wall clock. */
export const dayMinutes = 1_440

/**
 * A stretch of opening time: minutes after the midnight with which its day begins. The start is in it, the end is not.
 * An end beyond `dayMinutes` lies on the day after.
 */
export interface Span {
  readonly startMinute: number
  readonly endMinute: number
}

/**
 * Reads `09:00-17:30`, `18:00-24:00`, or past midnight `18:00-02:00`.
 *
 * @returns `undefined` for anything else, and where start and end are the same
 */
export function parseSpan(text: string): Span | undefined {
  if (!/^(?:[01]\d|2[0-3]):[0-5]\d-(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/.test(text)) return undefined
  const startMinute = minuteAt(text, 0)
  const endMinute = minuteAt(text, 6)
  if (startMinute === endMinute) return undefined
  return { startMinute, endMinute: endMinute < startMinute ? endMinute + dayMinutes : endMinute }
}

/**
 * Reads a day (`mon`) or a range of days (`mon-fri`; `sat-mon` goes over the end of the week).
 *
 * @returns Days of the week, 0 is Sunday, or `undefined` for anything else
 */
export function parseDays(text: string): readonly number[] | undefined {
  const [first, last, ...rest] = text.split('-').map((name) => dayNames.indexOf(name))
  if (first === undefined || first < 0 || rest.length > 0) return undefined
  if (last === undefined) return [first]
  if (last < 0 || last === first) return undefined
  return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, index) => (first + index) % 7)
}

/**
 * Reads a date (`2026-12-25`).
 *
 * @returns Days since 1970-01-01, or `undefined` for anything else and for days that the calendar lacks
 */
export function parseDate(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  const at = Date.parse(`${text}T00:00:00Z`)
  // a 30 February is not refused but moved into March
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text) return undefined
  return at / (dayMinutes * 60_000)
}

/**
 * Reads a date, or a range of at most 366 dates with both ends in it (`2026-12-25/2026-12-31`).
 *
 * @returns Days since 1970-01-01, or `undefined` for anything else
 */
export function parseDates(text: string): readonly number[] | undefined {
  const [first, last, ...rest] = text.split('/').map(parseDate)
  if (first === undefined || rest.length > 0) return undefined
  if (!text.includes('/')) return [first]
  if (last === undefined || last < first || last - first >= 366) return undefined
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

const dayNames: readonly string[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

function minuteAt(text: string, index: number): number {
  return Number(text.slice(index, index + 2)) * 60 + Number(text.slice(index + 3, index + 5))
}
