import { describe, expect, it } from 'vitest'
import { optionsSchema } from './options.ts'
import { createSchedule, stateAt } from './schedule.ts'
import { createWallClock } from './wall-clock.ts'

/** Weeks and dates as three businesses write them, each in a zone with clock changes. */
const businesses: readonly { who: string; zone: string; options: Written }[] = [
  {
    who: 'a dental practice',
    zone: 'Europe/Amsterdam',
    options: {
      hours: { 'mon-thu': ['08:00-12:30', '13:30-17:30'], fri: ['08:00-12:30'] },
      closedDates: ['2026-04-27', '2026-07-27/2026-08-07', '2026-12-25/2026-12-26'],
      exceptionalDates: { '2026-04-25': ['10:00-12:00'], '2026-12-24': ['08:00-12:00'] },
    },
  },
  {
    who: 'the help desk of a web shop',
    zone: 'America/New_York',
    options: {
      hours: { 'mon-fri': ['07:00-23:00'], 'sat-sun': ['09:00-01:00'] },
      closedDates: ['2026-11-26'],
      exceptionalDates: { '2026-11-27': ['00:00-24:00'], '2026-03-07': ['09:00-03:30'], '2026-10-31': ['20:00-03:30'] },
    },
  },
  {
    who: 'a municipality',
    zone: 'Europe/Brussels',
    options: {
      hours: { mon: ['09:00-12:00'], tue: ['09:00-12:00'], wed: ['09:00-12:00', '13:00-16:00'], thu: ['16:00-20:00'] },
      closedDates: ['2026-01-01', '2026-05-01', '2026-07-21', '2026-12-24/2026-12-31'],
      exceptionalDates: { '2026-10-25': ['02:00-03:00'] },
    },
  },
]

describe('every hour of 2026', () => {
  it.each(businesses)('of $who is as a slow reference has it', ({ zone, options }) => {
    const { hours, exceptions } = optionsSchema.parse({ ...options, closed: { reject: 'We are closed.' } })
    if ('osm' in hours) throw new Error('these are week tables')
    const dayOn = createSchedule({ hours: hours.hours, exceptions })
    const clock = createWallClock(zone)
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
    const wrong: string[] = []
    let open = 0
    for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 3_600_000) {
      const isOpen = stateAt(dayOn, clock?.(at) ?? Number.NaN) === 'open'
      if (isOpen) open += 1
      if (isOpen !== isOpenByHand(options, format.format(at))) wrong.push(format.format(at))
    }
    expect(wrong).toEqual([])
    expect(open).toBeGreaterThan(700)
  })
})

interface Written {
  readonly hours: Readonly<Record<string, string[]>>
  readonly closedDates: readonly string[]
  readonly exceptionalDates: Readonly<Record<string, string[]>>
}

/** Compares texts, with nothing of the code under test: `2026-03-29 02:30` against the spans of two dates. */
function isOpenByHand(business: Written, shown: string): boolean {
  const [date = '', time = ''] = shown.split(' ')
  const evening = new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 10)
  const today = spansByHand(business, date).some(([from, to]) => from <= time && (time < to || to <= from))
  return today || spansByHand(business, evening).some(([from, to]) => to <= from && time < to)
}

function spansByHand({ hours, closedDates, exceptionalDates }: Written, date: string): [from: string, to: string][] {
  if (closedDates.some((range) => date >= range.slice(0, 10) && date <= range.slice(-10))) return []
  const names = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
  const day = names[new Date(date).getUTCDay()] ?? ''
  const covers = (key: string) => {
    const [first = '', last = first] = key.split('-')
    const index = (name: string) => (names.indexOf(name) + 6) % 7
    return index(first) <= index(day) && index(day) <= index(last)
  }
  const weekly = Object.entries(hours).find(([key]) => covers(key))?.[1] ?? []
  return (exceptionalDates[date] ?? weekly).map((span) => [span.slice(0, 5), span.slice(6)])
}
