import { type Patch, patchSchema, type SpokenText, spokenText } from '@preanswer/core'
import { z } from 'zod'
import { dayMinutes, parseDate, parseDates, parseDays, parseSpan, type Span } from './notation.ts'
import type { OpeningTimes } from './schedule.ts'
import { createWallClock } from './wall-clock.ts'

type Day = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'

/** What a config says under `with`. A span is `09:00-17:30`; one past midnight belongs to the day on which it starts. */
export interface BusinessHoursOptions {
  /** Spans by day (`mon`) or range of days (`mon-fri`); a day left out is closed */
  readonly hours: Readonly<Partial<Record<Day | `${Day}-${Day}`, readonly string[]>>>
  /** Dates (`2026-12-25`) and ranges of dates with both ends in them (`2026-12-25/2026-12-31`); none where absent */
  readonly closedDates?: readonly string[]
  /** Spans by date (`2026-12-24`), in place of its weekday's */
  readonly exceptionalDates?: Readonly<Record<string, readonly string[]>>
  /** IANA; the zone of the call, else of the line where absent */
  readonly timeZone?: string
  /** What happens to a call while closed */
  readonly closed: Closed
  /** Customers of these tiers are let through as if it were open */
  readonly exemptTiers?: readonly string[]
}

/** Answer in another way, or hang up after a text. */
export type Closed =
  | { readonly patch: Patch; readonly reject?: undefined }
  | { readonly reject: SpokenText; readonly patch?: undefined }

/** What `setup` gets. */
export interface CheckedOptions {
  readonly openingTimes: OpeningTimes
  readonly timeZone?: string
  readonly closed: Closed
  readonly exemptTiers: ReadonlySet<string>
}

const spans = z
  .array(parsed(parseSpan, 'not a span of time, like 09:00-17:30, 18:00-02:00 or 00:00-24:00'))
  .superRefine((list, context) => {
    list.forEach((span, index) => {
      if (list.slice(0, index).some((other) => overlap(span, other))) {
        context.addIssue({ code: 'custom', path: [index], message: 'overlaps a span before it' })
      }
    })
  })

const week = z
  .record(
    z.string().refine((key) => parseDays(key) !== undefined, 'not a day or a range of days, like mon or mon-fri'),
    spans,
  )
  .transform((table, context) => {
    const keyOf: string[] = []
    for (const key of Object.keys(table)) {
      const days = parseDays(key) ?? []
      const taken = days.find((day) => keyOf[day] !== undefined)
      if (taken === undefined) for (const day of days) keyOf[day] = key
      else context.addIssue({ code: 'custom', path: [key], message: `has a day that ${keyOf[taken]} has too` })
    }
    const days = Array.from({ length: 7 }, (_, day) => table[keyOf[day] ?? ''] ?? [])
    for (const [key, list] of Object.entries(table)) {
      const nights = (parseDays(key) ?? []).flatMap((day) => days[(day + 6) % 7] ?? []).map(seenFromNextDay)
      const index = list.findIndex((span) => nights.some((night) => overlap(span, night)))
      if (index >= 0) context.addIssue({ code: 'custom', path: [key, index], message: 'overlaps the night before it' })
    }
    return days
  })

const dates = z.array(
  parsed(parseDates, 'not a date or a range of at most 366 dates, like 2026-12-25 or 2026-12-25/2026-12-31'),
)

const datesWithSpans = z.record(
  z.string().refine((key) => parseDate(key) !== undefined, 'not a date, like 2026-12-24'),
  spans,
)

const patch = patchSchema.refine((fields) => Object.keys(fields).length > 0, 'changes nothing')

const closed = z
  .strictObject({ patch: patch.optional(), reject: spokenText.optional() })
  .refine((way) => (way.patch === undefined) !== (way.reject === undefined), 'takes either patch or reject')

/** Reads the options; each problem has its path. */
export const optionsSchema: z.ZodType<CheckedOptions, BusinessHoursOptions> = z
  .strictObject({
    hours: week,
    closedDates: dates.default([]),
    exceptionalDates: datesWithSpans.default({}),
    timeZone: z
      .string()
      .refine((zone) => createWallClock(zone) !== undefined, 'not an IANA time zone, like Europe/Amsterdam')
      .optional(),
    // a union would have this type by itself, but its errors do not name the field that is wrong
    closed: closed as z.ZodType<Closed, Closed>,
    exemptTiers: z.array(z.string().min(1)).default([]),
  })
  .transform(({ hours, closedDates, exceptionalDates, ...rest }, context) => {
    const byDate = new Map<number, readonly Span[]>(closedDates.flat().map((date) => [date, []]))
    for (const [text, list] of Object.entries(exceptionalDates)) {
      const date = parseDate(text) ?? Number.NaN
      if (byDate.has(date)) {
        context.addIssue({ code: 'custom', path: ['exceptionalDates', text], message: 'is in closedDates too' })
      }
      byDate.set(date, list)
    }
    if ([...hours, ...byDate.values()].every((list) => list.length === 0)) {
      context.addIssue({ code: 'custom', path: ['hours'], message: 'leaves no time at which it is open' })
    }
    return { ...rest, openingTimes: { week: hours, dates: byDate }, exemptTiers: new Set(rest.exemptTiers) }
  })

/** Text that `parse` understands; `message` says what it should look like. */
function parsed<Value>(parse: (text: string) => Value | undefined, message: string) {
  return z.string().transform((text, context) => {
    const value = parse(text)
    if (value !== undefined) return value
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  })
}

function overlap(one: Span, other: Span): boolean {
  return one.startMinute < other.endMinute && other.startMinute < one.endMinute
}

function seenFromNextDay({ startMinute, endMinute }: Span): Span {
  return { startMinute: startMinute - dayMinutes, endMinute: endMinute - dayMinutes }
}
