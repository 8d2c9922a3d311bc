import { e164 } from '@preanswer/core'
import { z } from 'zod'
import { createWallClock, parseSpans, type Span } from './week.ts'

/** What the platform takes at most, as far as is known: a day. */
export const maximumSeconds = 86_400

const seconds = z.int().min(0).max(maximumSeconds)

const hours = z
  .record(z.string(), z.array(z.string()).min(1))
  .refine((week) => Object.keys(week).length > 0, 'needs at least one day')
  .transform((week, context) =>
    Object.entries(week).flatMap(([days, texts]) =>
      texts.flatMap((text, index): Span[] => {
        const spans = parseSpans(days, text)
        if (spans !== undefined) return spans
        const message = 'not hours of a day or of a range of days, like mon-fri: ["18:00-23:00"]'
        context.addIssue({ code: 'custom', path: [days, index], message })
        return []
      }),
    ),
  )

// YAML reads an unquoted +31201234567 as a number
const number = z.string('must be text: put the number in quotes').pipe(e164)

const limit = z
  .strictObject({
    /** s; what it is limited to */
    maxDurationSeconds: seconds.min(1).optional(),
    /** Or to the time that remains until the business closes */
    untilClosing: z
      .strictObject({
        /** s; a call that begins just before closing gets this much all the same */
        minimumSeconds: seconds.min(1).default(60),
        /** s after closing */
        graceSeconds: seconds.default(0),
      })
      .optional(),
    /** Of the known customer */
    tiers: z.array(z.string().min(1).max(100)).min(1).optional(),
    /** Of the caller's number; ISO 3166-1 alpha-2 */
    countries: z
      .array(z.string().regex(/^[A-Z]{2}$/, 'not a country in ISO 3166-1 alpha-2, like NL'))
      .min(1)
      .optional(),
    /** Dialed numbers */
    lines: z.array(number).min(1).optional(),
    /** Spans by day or range of days, by the wall clock */
    hours: hours.optional(),
  })
  .refine(({ maxDurationSeconds, untilClosing }) => maxDurationSeconds !== undefined || untilClosing !== undefined, {
    message: 'limits nothing: give it `maxDurationSeconds`, `untilClosing`, or both',
  })

/** Options of `callLimits`. */
export const optionsSchema = z.strictObject({
  limits: z
    .array(limit)
    .min(1)
    .max(100)
    .superRefine((limits, context) => {
      const last = limits.findIndex((one) => one.maxDurationSeconds !== undefined && !hasConditions(one))
      if (last === -1 || last === limits.length - 1) return
      const message = `is never reached: limits[${last}] is for all calls; put it last`
      context.addIssue({ code: 'custom', path: [last + 1], message })
    })
    .meta({ shape: 'list of limits', description: '1 to 100; the first that fits counts' }),
  timeZone: z
    .string()
    .refine((zone) => createWallClock(zone) !== undefined, 'not an IANA time zone, like Europe/Amsterdam')
    .optional()
    .meta({
      unit: 'IANA',
      absent: 'the zone of the call, else of the line',
      description: 'the clock that `hours` are read by',
    }),
})

export type Limit = z.output<typeof limit>

function hasConditions({ tiers, countries, lines, hours: spans }: Limit): boolean {
  return (tiers ?? countries ?? lines ?? spans) !== undefined
}
