import { dayMinutes, parseDate, type Span } from './notation.ts'
import type { Holiday } from './schedule.ts'

export type HolidayType = 'public' | 'bank' | 'school' | 'optional' | 'observance'

/** Which days are public holidays. A name, a rule or a date stands for a holiday: `Koningsdag`, `easter 39`, `12-24`. */
export interface HolidayRules {
  /** ISO 3166-1 */
  readonly country: string
  /** ISO 3166-2, without the country: `BY` */
  readonly state?: string | undefined
  /** Of the state, as date-holidays has it: `A` for Augsburg */
  readonly region?: string | undefined
  /** Which kinds count */
  readonly types: ReadonlySet<HolidayType>
  /** Of the names; the first of the country where absent */
  readonly language?: string | undefined
  /** Names by rule or date */
  readonly add: ReadonlyMap<string, string>
  readonly remove: readonly string[]
  /** New names by old ones */
  readonly rename: ReadonlyMap<string, string>
  /** Spans within which it is open; a date that is no holiday may stand here too */
  readonly halfDays: ReadonlyMap<string, readonly Span[]>
}

/** The public holidays of some years, by dates on the wall clock in days since 1970-01-01. */
export type HolidayTable = ReadonlyMap<number, Holiday>

/**
 * Loads the rules of a country. date-holidays is large (0.2 s, 30 MB), and a year costs 5 to 25 ms: never on a call.
 *
 * @returns Makes the table of some years
 * @throws {Error} for an unknown country, state or region and for a rule that cannot be read
 */
export async function loadHolidays(rules: HolidayRules): Promise<(years: readonly number[]) => HolidayTable> {
  const { default: Holidays } = await import('date-holidays')
  const { country, state, region } = rules
  const known = new Holidays()
  need('country', country, known.getCountries())
  if (state !== undefined) need('state', state, known.getStates(country) ?? {})
  if (region !== undefined) need('region', region, known.getRegions(country, state ?? '') ?? {})
  const calendar = new Holidays({ country, ...(state && { state }), ...(region && { region }) })
  for (const [rule, name] of rules.add) {
    if (!canAdd(() => calendar.setHoliday(rule, { name, type: 'public' }))) {
      throw new Error(`holidays.add: ${rule} is not a date or a rule, like 12-24, 2026-05-04 or easter 39`)
    }
  }
  return function tableOf(years) {
    const found = years.flatMap((year) => calendar.getHolidays(year, rules.language) as Found[])
    needNames(rules, found)
    return reduce(rules, found, years)
  }
}

/** A holiday as date-holidays gives it. */
interface Found {
  /** `2026-12-25 00:00:00`, on the clock of the country */
  readonly date: string
  readonly start: Date
  readonly end: Date
  readonly name: string
  readonly type: HolidayType
  readonly rule: string
  /** A day in lieu; its name is that of the holiday with something in brackets */
  readonly substitute?: boolean
}

function reduce(rules: HolidayRules, found: readonly Found[], years: readonly number[]): HolidayTable {
  const removed = new Set(found.filter((one) => rules.remove.some((key) => means(key, one))).map(({ rule }) => rule))
  const table = new Map<number, Holiday>()
  for (const one of found) {
    const halfDay = [...rules.halfDays].find(([key]) => means(key, one))?.[1]
    const isRemoved = removed.has(one.rule) && !rules.add.has(one.rule)
    if (isRemoved || (halfDay === undefined && !rules.types.has(one.type))) continue
    const name = [...rules.rename].find(([key]) => means(key, one))?.[1] ?? one.name
    for (const [date, part] of datesOf(one)) {
      const within = halfDay ?? part
      const before = table.get(date)
      // of two holidays on a date the owner's word goes first, then the longer one
      const weaker =
        before !== undefined && halfDay === undefined && (before.within === undefined || within !== undefined)
      if (!weaker) table.set(date, { name, ...(within === undefined ? {} : { within }) })
    }
  }
  for (const [key, within] of rules.halfDays) {
    for (const date of years.map((year) => dateIn(year, key))) {
      if (date !== undefined && !table.has(date)) table.set(date, { within })
    }
  }
  return table
}

/** The dates of a holiday; with the spans that are left of a day on which it begins or ends at another hour. */
function datesOf({ date, start, end }: Found): [date: number, within: readonly Span[] | undefined][] {
  const first = parseDate(date.slice(0, 10))
  if (first === undefined) return []
  const hours = (end.getTime() - start.getTime()) / 3_600_000
  const startMinute = Number(date.slice(11, 13)) * 60 + Number(date.slice(14, 16))
  // a day of a clock change has 23 or 25 hours
  if (startMinute === 0 && hours > 22) {
    return Array.from({ length: Math.max(1, Math.round(hours / 24)) }, (_, index) => [first + index, undefined])
  }
  const endMinute = startMinute + hours * 60
  const within = [
    { startMinute: 0, endMinute: startMinute },
    { startMinute: endMinute, endMinute: 2 * dayMinutes },
  ]
  return [[first, within.filter((span) => span.startMinute < span.endMinute && span.startMinute < dayMinutes)]]
}

function means(key: string, { name, rule, date, substitute }: Found): boolean {
  const word = key.toLowerCase()
  if (substitute === true && name.toLowerCase().startsWith(`${word} (`)) return true
  return [name.toLowerCase(), rule.toLowerCase(), date.slice(0, 10), date.slice(5, 10)].includes(word)
}

/** `12-24` is a date of every year, and a name is none. */
function dateIn(year: number, key: string): number | undefined {
  return parseDate(/^\d{2}-\d{2}$/.test(key) ? `${year}-${key}` : key)
}

function canAdd(add: () => boolean): boolean {
  try {
    return add()
  } catch {
    return false
  }
}

function need(what: string, code: string, known: Readonly<Record<string, string>>): void {
  if (Object.hasOwn(known, code)) return
  const codes = Object.keys(known)
  const hint = codes.length === 0 ? 'there is none; leave it out' : `known are ${codes.slice(0, 60).join(', ')}`
  throw new Error(`holidays.${what}: ${code} is not one; ${hint}`)
}

/** A word that means no holiday is a mistake that nobody would notice before the day. */
function needNames({ remove, rename, halfDays }: HolidayRules, found: readonly Found[]): void {
  for (const [option, keys] of Object.entries({ remove, rename: [...rename.keys()], halfDays: [...halfDays.keys()] })) {
    const unknown = keys.find((key) => !found.some((one) => means(key, one)) && !/^(?:\d{4}-)?\d{2}-\d{2}$/.test(key))
    if (unknown === undefined) continue
    const names = [...new Set(found.map(({ name }) => name))].join(', ')
    throw new Error(`holidays.${option}: ${unknown} is no holiday there; known are ${names}`)
  }
}
