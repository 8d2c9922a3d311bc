import { z } from 'zod'
import { parseDate, type Span } from './notation.ts'
import { dayOfWeek, type Hours } from './schedule.ts'

/**
 * One entry of `openingHoursSpecification`, as web pages have it.
 *
 * @see https://schema.org/OpeningHoursSpecification
 */
export interface OpeningHoursSpecification {
  readonly '@type'?: string
  readonly '@id'?: string
  /** `Monday`, `https://schema.org/Monday`, `PublicHolidays`, or a list of them; every day where absent */
  readonly dayOfWeek?: string | readonly string[]
  /** `09:00` or `09:00:00`; without both it is closed, and so it is from `00:00` to `00:00` */
  readonly opens?: string
  /** Before `opens`: on the next day. `23:59` stands for midnight, as search engines take it */
  readonly closes?: string
  /** Dates with both ends in them; entries with either go before those without, the shorter period before the longer */
  readonly validFrom?: string
  readonly validThrough?: string
}

const time = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d(?::\d{2})?$|^24:00(?::00)?$/, 'not a time, like 09:00')
const date = z.string().transform((text, context) => {
  const value = parseDate(text.slice(0, 10))
  if (value !== undefined && /^.{10}(?:T|$)/.test(text)) return value
  context.addIssue({ code: 'custom', message: 'not a date, like 2026-12-24' })
  return z.NEVER
})
const days = z
  .union([z.string(), z.array(z.string()).min(1)])
  .transform((names) => [names].flat().map(parseDayName))
  .refine((numbers) => numbers.every((number) => number >= 0), 'not a day, like Monday or PublicHolidays')

/** Reads `openingHoursSpecification`. */
export const specificationsSchema = z
  .array(
    z
      .strictObject({
        '@type': z.string().optional(),
        '@id': z.string().optional(),
        dayOfWeek: days.optional(),
        opens: time.optional(),
        closes: time.optional(),
        validFrom: date.optional(),
        validThrough: date.optional(),
      })
      .refine(({ opens, closes }) => (opens === undefined) === (closes === undefined), 'takes both opens and closes')
      .refine(
        ({ validFrom = Number.NEGATIVE_INFINITY, validThrough = Number.POSITIVE_INFINITY }) =>
          validFrom <= validThrough,
        'ends before it begins',
      )
      .transform(({ dayOfWeek: names, opens, closes, validFrom, validThrough }) => ({
        days: names ?? [0, 1, 2, 3, 4, 5, 6],
        spans: spansBetween(opens, closes),
        from: validFrom ?? Number.NEGATIVE_INFINITY,
        through: validThrough ?? Number.POSITIVE_INFINITY,
      })),
  )
  .min(1)
  .max(500)

type Specification = z.output<typeof specificationsSchema>[number]

/** The hours that such entries describe. */
export function specifiedHours(specifications: readonly Specification[]): Hours {
  const spansFor = (day: number, at: number) => {
    const matching = specifications.filter(
      ({ days, from, through }) => days.includes(day) && from <= at && at <= through,
    )
    const shortest = Math.min(...matching.map(lengthOf))
    return matching.filter((one) => lengthOf(one) === shortest).flatMap(({ spans }) => spans)
  }
  const holidaySpans = specifications.filter(({ days }) => days.includes(publicHolidays)).flatMap(({ spans }) => spans)
  return { spansOn: (at) => spansFor(dayOfWeek(at), at), holidaySpans }
}

const dayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'PublicHolidays']
const publicHolidays = dayNames.indexOf('PublicHolidays')

function parseDayName(name: string): number {
  return dayNames.indexOf(name.replace(/^https?:\/\/schema\.org\//, ''))
}

function spansBetween(opens: string | undefined, closes: string | undefined): Span[] {
  if (opens === undefined || closes === undefined) return []
  const startMinute = minuteOf(opens)
  const endMinute = closes.startsWith('23:59') ? minuteOf('24:00') : minuteOf(closes)
  if (startMinute === endMinute) return []
  return [{ startMinute, endMinute: endMinute < startMinute ? endMinute + minuteOf('24:00') : endMinute }]
}

function minuteOf(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5))
}

/** Days of the period; two that are open on one side are equally long. */
function lengthOf({ from, through }: Specification): number {
  return through - from
}
