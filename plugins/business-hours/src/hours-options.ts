import { issuesOf } from '@preanswer/core'
import { z } from 'zod'
import { dayMinutes, parseDate, parseDates, parseDays, parseSpan, type Span } from './notation.ts'
import { type Hours, weeklyHours } from './schedule.ts'
import { type OpeningHoursSpecification, specificationsSchema, specifiedHours } from './schema-org.ts'

type Day = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'

/** Spans by day (`mon`) or range of days (`mon-fri`); a day left out is closed. */
export type WeekTable = Readonly<Partial<Record<Day | `${Day}-${Day}`, readonly string[]>>>

/** Opening times in one of three notations: a week table, entries of schema.org, or a string of OpenStreetMap. */
export type HoursNotation = WeekTable | readonly OpeningHoursSpecification[] | string

/** Hours as they were read; a string of OpenStreetMap is read in the set-up. */
export type CheckedHours = { readonly osm: string } | { readonly hours: Hours; readonly isNever: boolean }

/** A list of spans that do not overlap. */
export const spansSchema = z
  .array(parsed(parseSpan, 'not a span of time, like 09:00-17:30, 18:00-02:00 or 00:00-24:00'))
  .superRefine((list, context) => {
    list.forEach((span, index) => {
      if (list.slice(0, index).some((other) => overlap(span, other))) {
        context.addIssue({ code: 'custom', path: [index], message: 'overlaps a span before it' })
      }
    })
  })

/** Dates and ranges of dates. */
export const datesSchema = z.array(
  parsed(parseDates, 'not a date or a range of at most 366 dates, like 2026-12-25 or 2026-12-25/2026-12-31'),
)

/** Spans by date. */
export const datesWithSpansSchema = z.record(
  z.string().refine((key) => parseDate(key) !== undefined, 'not a date, like 2026-12-24'),
  spansSchema,
)

/** A week table. */
export const weekTableSchema = z
  .record(
    z.string().refine((key) => parseDays(key) !== undefined, 'not a day or a range of days, like mon or mon-fri'),
    spansSchema,
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
    return { hours: weeklyHours(days), isNever: days.flat().length === 0 }
  })

const specifications = specificationsSchema.transform((list) => ({
  hours: specifiedHours(list),
  isNever: list.every(({ spans }) => spans.length === 0),
}))

const osm = z
  .string()
  .trim()
  .min(1)
  // longer than the longest that the map has: 255 characters
  .max(1_000)
  .transform((text) => ({ osm: text }))

/** Reads hours. A union would have this type by itself, but its errors do not name what is wrong. */
export const hoursSchema: z.ZodType<CheckedHours, HoursNotation> = z
  .custom<HoursNotation>((value) => value !== undefined, 'is missing: it says when it is open')
  .transform((value, context) => {
    const notation = typeof value === 'string' ? osm : Array.isArray(value) ? specifications : weekTableSchema
    const { data, error } = notation.safeParse(value)
    for (const { path, message } of issuesOf(error?.issues ?? [], notation)) {
      context.addIssue({ code: 'custom', path: [...path], message })
    }
    return data ?? z.NEVER
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
