import { patchSchema, spokenText } from '@preanswer/core'
import { z } from 'zod'
import { dayMinutes, parseDate, parseDates, parseDays, parseSpan, type Span } from './notation.ts'
import type { OpeningTimes } from './schedule.ts'
import { createWallClock } from './wall-clock.ts'

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
    z.string().refine((key) => parseDays(key) !== undefined),
    spans,
    invalidKey('not a day or a range of days, like mon or mon-fri'),
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
  z.string().refine((key) => parseDate(key) !== undefined),
  spans,
  invalidKey('not a date, like 2026-12-24'),
)

const patch = patchSchema.refine((fields) => Object.keys(fields).length > 0, 'changes nothing')

const closed = z
  .strictObject({ patch: patch.optional(), reject: spokenText.optional() })
  .refine((way) => (way.patch === undefined) !== (way.reject === undefined), 'takes either patch or reject')

/** What a config says under `with`, and what `setup` makes of it. */
export const optionsSchema = z
  .strictObject({
    hours: week,
    closedDates: dates.default([]),
    exceptionalDates: datesWithSpans.default({}),
    timeZone: z
      .string()
      .refine((zone) => createWallClock(zone) !== undefined, 'not an IANA time zone, like Europe/Amsterdam')
      .optional(),
    closed,
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
    const openingTimes: OpeningTimes = { week: hours, dates: byDate }
    return { ...rest, openingTimes, exemptTiers: new Set(rest.exemptTiers) }
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

function invalidKey(message: string) {
  return { error: ({ code }: { code?: string }) => (code === 'invalid_key' ? message : undefined) }
}

function overlap(one: Span, other: Span): boolean {
  return one.startMinute < other.endMinute && other.startMinute < one.endMinute
}

function seenFromNextDay({ startMinute, endMinute }: Span): Span {
  return { startMinute: startMinute - dayMinutes, endMinute: endMinute - dayMinutes }
}
