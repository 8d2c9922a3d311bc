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
    file: z
      .string()
      .min(1)
      .optional()
      .meta({ shape: 'path', description: "From the config's folder. Either this or `url`." }),
    // calendars are shared by addresses that nobody can guess
    url: secret(z.url({ protocol: /^https?$/ }))
      .optional()
      .meta({ description: '`http` or `https`.' }),
    headers: secret(z.record(z.string().min(1), z.string()))
      .default({})
      .meta({ description: 'Sent with `url`: an `authorization`, say, from the environment.' }),
    refreshMs: refreshMs.meta({ description: 'How often it is read again; from a minute to a day.' }),
  })
  .refine(({ file, url }) => (file === undefined) !== (url === undefined), 'takes either file or url')

const words = z.array(z.string().min(1)).max(10_000).default([])
const textByHoliday = z.record(z.string().min(1), z.string().min(1).max(80)).default({})

const holidays = z
  .strictObject({
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, 'not a country, like NL')
      .meta({ shape: 'ISO 3166-1', description: '`NL`' }),
    state: z.string().min(1).optional().meta({
      shape: 'ISO 3166-2, without the country',
      absent: 'the whole country',
      description: '`BY` for Bavaria, `ENG` for England',
    }),
    region: z.string().min(1).optional().meta({
      absent: 'the whole state',
      description: '`KATH` for the Catholic places of Bavaria: whatever date-holidays has',
    }),
    types: z
      .array(z.enum(['public', 'bank', 'school', 'optional', 'observance']))
      .min(1)
      .default(['public'])
      .meta({ description: 'Which count: `public`, `bank`, `school`, `optional`, `observance`' }),
    language: languageTag
      .optional()
      .meta({ shape: 'BCP 47', absent: "the country's first", description: 'Of the names' }),
    add: textByHoliday.meta({
      shape: 'names by date or rule',
      description: '`"2026-05-04": Opruimdag`, every year `"12-24": Kerstavond`, `easter -2: Goede Vrijdag`',
    }),
    remove: words.meta({ shape: 'list of holidays', description: 'Open as on other days' }),
    rename: textByHoliday.meta({ shape: 'names by holiday', description: 'For `{{holiday}}` and for the list' }),
    halfDays: z.record(z.string().min(1), spansSchema).default({}).meta({
      shape: 'lists of spans by holiday or date',
      description:
        'Open only where these and the ordinary hours overlap: `"12-24": ["00:00-13:00"]`. A day off stays one',
    }),
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
    hours: hoursSchema.meta({
      shape: 'week table, list of entries, or text',
      unit: 'wall clock',
      description: 'When it is open, in one of [three notations](#hours).',
    }),
    closedDates: datesSchema.default([]).meta({
      shape: 'list of dates or ranges',
      unit: 'ISO dates',
      description: 'Closed all day. A range (`2026-12-25/2026-12-26`) has both ends in it and at most 366 dates.',
    }),
    exceptionalDates: datesWithSpansSchema.default({}).meta({
      shape: 'lists of spans by date',
      unit: 'ISO dates, wall clock',
      description: "These spans take the place of the weekday's, of calendars and of holidays.",
    }),
    // unions would have these types by themselves, but their errors do not name the field that is wrong
    calendars: z
      .array(calendar as z.ZodType<CalendarSource, CalendarOptions>)
      .max(20)
      .default([])
      .meta({
        shape: 'list of `{ file }` or `{ url }`',
        description: 'iCalendars whose events [are closures](#calendars). At most 20.',
      }),
    holidays: holidays
      .optional()
      .meta({ shape: '`{ country, … }`', description: '[Public holidays](#public-holidays) on which it is closed.' }),
    timeZone: z
      .string()
      .refine((zone) => createWallClock(zone) !== undefined, 'not an IANA time zone, like Europe/Amsterdam')
      .optional()
      .meta({ shape: 'IANA zone', absent: "the call's, else the line's", description: 'The zone of the wall clock.' }),
    timeZoneData: z
      .enum(['node', 'moment-timezone'])
      .default('node')
      .meta({ description: 'Where [time zones](#time-zones) are known from: this Node, or a package that is newer.' }),
    closed: (closed as z.ZodType<Closed, Closed>).meta({
      shape: '`{ patch }` or `{ reject }`',
      description:
        'What happens to a call while closed: a patch of the answer, or a text that is spoken before hanging up, one for all or one by language.',
    }),
    exemptTiers: words.meta({
      shape: 'list of strings',
      description:
        'Customers with one of these in `facts.customer.tier` are let through as if it were open. Another plugin has to find the tier.',
    }),
    exemptCallers: z.array(e164).max(10_000).default([]).meta({
      shape: 'list of numbers',
      unit: 'E.164',
      description:
        'So are these callers. At most 10,000; for more, let `vip-model` give them a tier. In YAML numbers need quotes.',
    }),
    exemptLines: words.meta({
      shape: 'list of names and numbers',
      unit: 'name, E.164',
      description: 'So is who calls one of these lines.',
    }),
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
