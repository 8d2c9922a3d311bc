import usHolidays from '@18f/us-federal-holidays'
// @ts-expect-error: it comes without types
import frenchHolidays from '@socialgouv/jours-feries'
import { getHolidays } from 'feiertagejs'
import OpeningHours from 'opening_hours'
import { describe, expect, it } from 'vitest'
import { loadHolidays } from './holidays.ts'

// the second sources speak local time
process.env.TZ = 'UTC'

const years = [2025, 2026, 2027]
const germanStates = [
  'BW',
  'BY',
  'BE',
  'BB',
  'HB',
  'HE',
  'HH',
  'MV',
  'NI',
  'NW',
  'RP',
  'SL',
  'SN',
  'ST',
  'SH',
  'TH',
] as const

const onlyInCatholicPlaces = 'the Assumption is a holiday where most people are Catholic: region KATH'
const fallsOnWeekend = 'the day itself is on a weekend; the second source has its day in lieu only, we have both'
const sundayAnyway = 'always a Sunday, which the second source leaves out'
const notForAll = 'a day off for some, by agreement: add it, or choose the type school'

/** Where the sources disagree, and why. `+` is a holiday that only the second source has, `-` one that only we have. */
const disagreements: Readonly<Record<string, string>> = {
  'DE-BE -2025-05-08': 'a holiday of that one year; the second source does not know it',
  'DE-BY +2025-08-15': onlyInCatholicPlaces,
  'DE-BY +2026-08-15': onlyInCatholicPlaces,
  'DE-BY +2027-08-15': onlyInCatholicPlaces,
  'GB-NIR -2025-07-12': fallsOnWeekend,
  'GB-NIR -2026-07-12': fallsOnWeekend,
  'GB-SCT -2025-11-30': fallsOnWeekend,
  'NL +2025-04-18': notForAll,
  'NL +2025-05-05': notForAll,
  'NL +2026-04-03': notForAll,
  'NL +2026-05-05': notForAll,
  'NL +2027-03-26': notForAll,
  'NL +2027-05-05': notForAll,
  'NL -2025-04-20': sundayAnyway,
  'NL -2025-06-08': sundayAnyway,
  'NL -2026-04-05': sundayAnyway,
  'NL -2026-05-24': sundayAnyway,
  'NL -2027-03-28': sundayAnyway,
  'NL -2027-05-16': sundayAnyway,
  'US -2026-07-04': fallsOnWeekend,
  'US -2027-06-19': fallsOnWeekend,
  'US -2027-07-04': fallsOnWeekend,
  'US -2027-12-25': fallsOnWeekend,
  'US -2027-12-31': 'in lieu of 1 January 2028; the second source counts it to that year',
}

const places = [
  { place: 'NL', source: 'opening_hours', dates: (year: number) => osmHolidays('nl', '', year) },
  { place: 'BE', source: 'opening_hours', dates: (year: number) => osmHolidays('be', '', year) },
  { place: 'GB-ENG', source: 'opening_hours', dates: (year: number) => osmHolidays('gb', 'England', year) },
  { place: 'GB-WLS', source: 'opening_hours', dates: (year: number) => osmHolidays('gb', 'Wales', year) },
  { place: 'GB-SCT', source: 'opening_hours', dates: (year: number) => osmHolidays('gb', 'Scotland', year) },
  { place: 'GB-NIR', source: 'opening_hours', dates: (year: number) => osmHolidays('gb', 'Northern Ireland', year) },
  { place: 'FR', source: '@socialgouv/jours-feries', dates: frenchDates },
  {
    place: 'US',
    source: '@18f/us-federal-holidays',
    dates: (year: number) => usHolidays.allForYear(year).map(({ dateString }) => isoDate(new Date(dateString))),
  },
  ...germanStates.map((state) => ({
    place: `DE-${state}`,
    source: 'feiertagejs',
    dates: (year: number) => getHolidays(year, state).map(({ dateString }) => dateString),
  })),
]

describe('the public holidays of 2025 to 2027', () => {
  it.each(places)('in $place are those of $source, but for what is explained', async ({ place, dates }) => {
    const [country = '', state] = place.split('-')
    const tableOf = await loadHolidays({
      country,
      state,
      types: new Set(['public']),
      add: new Map(),
      remove: [],
      rename: new Map(),
      halfDays: new Map(),
    })
    const ours = [...tableOf(years).keys()].map((date) => isoDate(new Date(date * 86_400_000)))
    const theirs = years.flatMap(dates)
    const found = [
      ...theirs.filter((date) => !ours.includes(date)).map((date) => `${place} +${date}`),
      ...ours.filter((date) => !theirs.includes(date)).map((date) => `${place} -${date}`),
    ]
    const explained = Object.keys(disagreements).filter((key) => key.startsWith(`${place} `))
    expect(found.sort()).toEqual(explained.sort())
    expect(ours.length).toBeGreaterThan(8 * years.length)
  })
})

/** What the tables of OpenStreetMap's evaluator have: a day is a holiday when `PH` is open at noon. */
function osmHolidays(country: string, state: string, year: number): string[] {
  const holidays = new OpeningHours('PH', { lat: 0, lon: 0, address: { country_code: country, state } })
  const noons = Array.from({ length: 366 }, (_, day) => new Date(year, 0, 1 + day, 12))
  return noons.filter((noon) => noon.getFullYear() === year && holidays.getState(noon)).map(isoDate)
}

function frenchDates(year: number): string[] {
  return Object.values(frenchHolidays(year) as Record<string, Date>).map(isoDate)
}

function isoDate(date: Date): string {
  return date.toISOString().slice(0, 10)
}
