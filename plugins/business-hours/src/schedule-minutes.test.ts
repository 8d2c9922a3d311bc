import { describe, expect, it } from 'vitest'
import { optionsSchema } from './options.ts'
import { createSchedule, stateAt } from './schedule.ts'
import { createWallClock } from './wall-clock.ts'

describe('stateAt', () => {
  it.each([
    { zone: 'Europe/Amsterdam', from: '2026-03-23T12:00Z' },
    { zone: 'Europe/Amsterdam', from: '2026-10-20T12:00Z' },
    { zone: 'America/New_York', from: '2026-03-03T12:00Z' },
    { zone: 'America/New_York', from: '2026-10-27T12:00Z' },
    { zone: 'Australia/Lord_Howe', from: '2026-04-01T12:00Z' },
    { zone: 'Australia/Lord_Howe', from: '2026-10-01T12:00Z' },
    { zone: 'Africa/Casablanca', from: '2026-02-11T12:00Z' },
    { zone: 'Africa/Casablanca', from: '2026-03-18T12:00Z' },
    { zone: 'America/Santiago', from: '2026-09-02T12:00Z' },
  ])('agrees with a list of all open minutes for a week in $zone from $from', ({ zone, from }) => {
    const start = Date.parse(from)
    const special = new Date(start + 2 * dayMs).toISOString().slice(0, 10)
    const closed = new Date(start + 4 * dayMs).toISOString().slice(0, 10)
    const options = {
      hours: dense,
      exceptionalDates: { [special]: ['00:10-03:20', '23:00-04:00'] },
      closedDates: [closed],
    }
    const { hours, exceptions } = optionsSchema.parse({ ...options, closed: { reject: 'We are closed.' } })
    if ('osm' in hours) throw new Error('these tests write week tables')
    const dayOn = createSchedule({ hours: hours.hours, exceptions })
    const wallClock = createWallClock(zone)
    const open = openMinutes(options, start)
    const text = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
    const wrong: string[] = []
    for (let at = start; at < start + 7 * dayMs; at += 60_000) {
      const isOpen = stateAt(dayOn, wallClock?.(at) ?? Number.NaN) === 'open'
      if (isOpen !== open.has(text.format(at))) wrong.push(text.format(at))
    }
    expect(wrong).toEqual([])
  })
})

const dayMs = 86_400_000

const dense = {
  'mon-wed': ['00:00-00:01', '00:59-02:00', '02:30-03:00', '23:30-24:00'],
  thu: ['12:00-12:01', '22:15-02:30'],
  fri: ['03:00-10:00', '17:45-01:45'],
  sat: ['01:45-02:15', '23:00-01:15'],
  sun: ['01:15-02:45', '03:00-03:30', '21:00-00:00'],
}

interface Written {
  readonly hours: Record<string, string[]>
  readonly closedDates?: string[]
  readonly exceptionalDates?: Record<string, string[]>
}

/** The slow reference: every minute of every span around `start`, written out as `2026-03-29 02:30`. */
function openMinutes({ hours, closedDates = [], exceptionalDates = {} }: Written, start: number): Set<string> {
  const open = new Set<string>()
  for (let midnight = start - (start % dayMs) - 2 * dayMs; midnight < start + 9 * dayMs; midnight += dayMs) {
    const date = new Date(midnight).toISOString().slice(0, 10)
    const day = new Date(midnight).toLocaleDateString('en', { weekday: 'short', timeZone: 'UTC' }).toLowerCase()
    const key = ['mon', 'tue', 'wed'].includes(day) ? 'mon-wed' : day
    const spans = closedDates.includes(date) ? [] : (exceptionalDates[date] ?? hours[key] ?? [])
    for (const span of spans) {
      const [from, to] = span.split('-')
      let minute = 0
      while (clock(midnight, minute).slice(11) !== from) minute += 1
      do {
        open.add(clock(midnight, minute))
        minute += 1
      } while (clock(midnight, minute).slice(11) !== to?.replace('24:00', '00:00'))
    }
  }
  return open
}

function clock(midnight: number, minute: number): string {
  return new Date(midnight + minute * 60_000).toISOString().slice(0, 16).replace('T', ' ')
}
