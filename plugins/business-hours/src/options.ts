import { e164, languageTag, type Patch, patchSchema, type SpokenText, secret, spokenText } from '@preanswer/core'
import { z } from 'zod'
import type { CalendarSource } from './calendars.ts'
import { fillText, placeholdersIn, templatesIn } from './closed-text.ts'
import type { HolidayRules, HolidayType } from './holidays.ts'
import {
  type CheckedHours,
  datesSchema,
  datesWithSpansSchema,
  type HoursNotation,
  hoursSchema,
  spansSchema,
} from './hours-options.ts'
import { parseDate, type Span } from './notation.ts'
import { createWallClock } from './wall-clock.ts'

/** What a config says under `with`. A span is `09:00-17:30`; one past midnight belongs to the day on which it starts. */
export interface BusinessHoursOptions {
  readonly hours: HoursNotation
  /** Dates (`2026-12-25`) and ranges of dates with both ends in them (`2026-12-25/2026-12-31`); none where absent */
  readonly closedDates?: readonly string[]
  /** Spans by date (`2026-12-24`), in place of its weekday's, of calendars and of holidays */
  readonly exceptionalDates?: Readonly<Record<string, readonly string[]>>
  /** Whose events are closures; none where absent */
  readonly calendars?: readonly CalendarOptions[]
  /** Public holidays; none where absent */
  readonly holidays?: HolidayOptions
  /** IANA; the zone of the call, else of the line where absent */
  readonly timeZone?: string
  /** Where zones are known from: this Node (the default), or the package moment-timezone, which is newer */
  readonly timeZoneData?: 'node' | 'moment-timezone'
  /** What happens to a call while closed */
  readonly closed: Closed
  /** Customers of these tiers are let through as if it were open */
  readonly exemptTiers?: readonly string[]
  /** So are these callers, E.164 */
  readonly exemptCallers?: readonly string[]
  /** So are calls to these lines, by name or dialed number */
  readonly exemptLines?: readonly string[]
}

/** An iCalendar file, from the config's folder, or URL. `refreshMs`: how often it is read, an hour where absent. */
export type CalendarOptions =
  | { readonly file: string; readonly refreshMs?: number }
  | { readonly url: string; readonly headers?: Readonly<Record<string, string>>; readonly refreshMs?: number }

/** Which public holidays close the business. A name, a rule or a date stands for a holiday: `Koningsdag`, `12-24`. */
export interface HolidayOptions {
  /** ISO 3166-1: `DE` */
  readonly country: string
  /** ISO 3166-2 without the country: `BY` */
  readonly state?: string
  readonly region?: string
  /** `['public']` where absent */
  readonly types?: readonly HolidayType[]
  /** Of the names; the first of the country's where absent */
  readonly language?: string
  /** Names by date (`2026-05-04`, every year `12-24`) or rule (`easter 39`) */
  readonly add?: Readonly<Record<string, string>>
  readonly remove?: readonly string[]
  /** New names by holiday */
  readonly rename?: Readonly<Record<string, string>>
  /** Spans by holiday or date: open where these and the ordinary hours overlap */
  readonly halfDays?: Readonly<Record<string, readonly string[]>>
}

/** Answer in another way, or hang up after a text. Texts may hold `{{nextOpening}}` and `{{holiday}}`. */
export type Closed =
  | { readonly patch: Patch; readonly reject?: undefined }
  | { readonly reject: SpokenText; readonly patch?: undefined }

/** What `setup` gets. */
export interface CheckedOptions {
  readonly hours: CheckedHours
  readonly exceptions: ReadonlyMap<number, readonly Span[]>
  readonly calendars: readonly CalendarSource[]
  readonly holidays?: HolidayRules | undefined
  readonly timeZone?: string | undefined
  readonly timeZoneData: 'node' | 'moment-timezone'
  readonly closed: Closed
  readonly exemptTiers: ReadonlySet<string>
  readonly exemptCallers: ReadonlySet<string>
  readonly exemptLines: ReadonlySet<string>
}

const refreshMs = z.int().min(60_000).max(86_400_000).default(3_600_000)

const calendar = z
  .strictObject({
    file: z.string().min(1).optional(),
    // calendars are shared by addresses that nobody can guess
    url: secret(z.url({ protocol: /^https?$/ })).optional(),
    headers: secret(z.record(z.string().min(1), z.string())).default({}),
    refreshMs,
  })
  .refine(({ file, url }) => (file === undefined) !== (url === undefined), 'takes either file or url')

const words = z.array(z.string().min(1)).max(10_000).default([])
const textByHoliday = z.record(z.string().min(1), z.string().min(1).max(80)).default({})

const holidays = z
  .strictObject({
    country: z.string().regex(/^[A-Z]{2}$/, 'not a country, like NL'),
    state: z.string().min(1).optional(),
    region: z.string().min(1).optional(),
    types: z
      .array(z.enum(['public', 'bank', 'school', 'optional', 'observance']))
      .min(1)
      .default(['public']),
    language: languageTag.optional(),
    add: textByHoliday,
    remove: words,
    rename: textByHoliday,
    halfDays: z.record(z.string().min(1), spansSchema).default({}),
  })
  .transform(({ types, add, rename, halfDays, ...rest }) => ({
    ...rest,
    types: new Set(types),
    add: new Map(Object.entries(add)),
    rename: new Map(Object.entries(rename)),
    halfDays: new Map(Object.entries(halfDays)),
  }))

const rejection = spokenText.superRefine((text, context) => {
  for (const [language, template] of templatesIn(text)) {
    const unknown = placeholdersIn(template).find((name) => name !== 'nextOpening' && name !== 'holiday')
    if (unknown === undefined) continue
    const message = `{{${unknown}}} is neither {{nextOpening}} nor {{holiday}}`
    context.addIssue({ code: 'custom', path: language === undefined ? [] : [language], message })
  }
})

const patch = patchSchema.refine((fields) => Object.keys(fields).length > 0, 'changes nothing')

const closed = z
  .strictObject({ patch: patch.optional(), reject: rejection.optional() })
  .refine((way) => (way.patch === undefined) !== (way.reject === undefined), 'takes either patch or reject')
  .superRefine(({ patch, reject }, context) => {
    const key = reject === undefined ? ['patch', 'firstMessage'] : ['reject']
    for (const [language, template] of templatesIn(reject ?? patch?.firstMessage ?? '.')) {
      if (placeholdersIn(template).length === 0 || fillText(template, {}) !== '') continue
      const message = 'says nothing when a placeholder has no value: say something in a sentence without one'
      context.addIssue({ code: 'custom', path: language === undefined ? key : [...key, language], message })
    }
  })

/** Reads the options; each problem has its path. */
export const optionsSchema: z.ZodType<CheckedOptions, BusinessHoursOptions> = z
  .strictObject({
    hours: hoursSchema,
    closedDates: datesSchema.default([]),
    exceptionalDates: datesWithSpansSchema.default({}),
    // unions would have these types by themselves, but their errors do not name the field that is wrong
    calendars: z
      .array(calendar as z.ZodType<CalendarSource, CalendarOptions>)
      .max(20)
      .default([]),
    holidays: holidays.optional(),
    timeZone: z
      .string()
      .refine((zone) => createWallClock(zone) !== undefined, 'not an IANA time zone, like Europe/Amsterdam')
      .optional(),
    timeZoneData: z.enum(['node', 'moment-timezone']).default('node'),
    closed: closed as z.ZodType<Closed, Closed>,
    exemptTiers: words,
    exemptCallers: z.array(e164).max(10_000).default([]),
    exemptLines: words,
  })
  .transform(({ closedDates, exceptionalDates, ...rest }, context) => {
    const exceptions = new Map<number, readonly Span[]>(closedDates.flat().map((date) => [date, []]))
    for (const [text, list] of Object.entries(exceptionalDates)) {
      const date = parseDate(text) ?? Number.NaN
      if (exceptions.has(date)) {
        context.addIssue({ code: 'custom', path: ['exceptionalDates', text], message: 'is in closedDates too' })
      }
      exceptions.set(date, list)
    }
    const isNever = 'isNever' in rest.hours && rest.hours.isNever
    if (isNever && [...exceptions.values()].every((list) => list.length === 0)) {
      context.addIssue({ code: 'custom', path: ['hours'], message: 'leaves no time at which it is open' })
    }
    return {
      ...rest,
      exceptions,
      exemptTiers: new Set(rest.exemptTiers),
      exemptCallers: new Set(rest.exemptCallers),
      exemptLines: new Set(rest.exemptLines),
    }
  })
