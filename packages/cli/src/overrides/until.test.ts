import { describe, expect, it } from 'vitest'
import { Failure } from '../exit-codes.ts'
import { parseUntil, sayTime } from './until.ts'

const timeZone = 'Europe/Amsterdam'
// 10:30 on a Thursday in winter
const clock = { timeZone, now: Date.parse('2026-11-26T09:30:00Z') }
const saturday = { timeZone, now: Date.parse('2026-03-28T20:00:00Z') }

describe('parseUntil', () => {
  it.each([
    { text: '17:00', at: clock, until: '2026-11-26T16:00:00Z' },
    { text: ' 17:00 ', at: clock, until: '2026-11-26T16:00:00Z' },
    { text: 'tomorrow 8:00', at: clock, until: '2026-11-27T07:00:00Z' },
    { text: undefined, at: clock, until: '2026-11-26T23:00:00Z' },
    { text: '2h', at: clock, until: '2026-11-26T11:30:00Z' },
    { text: '90m', at: clock, until: '2026-11-26T11:00:00Z' },
    { text: '1h30min', at: clock, until: '2026-11-26T11:00:00Z' },
    { text: '3d', at: clock, until: '2026-11-29T09:30:00Z' },
    { text: '2026-11-30', at: clock, until: '2026-11-29T23:00:00Z' },
    { text: '2026-11-30T08:00', at: clock, until: '2026-11-30T07:00:00Z' },
    { text: '2026-11-30T08:00+05:00', at: clock, until: '2026-11-30T03:00:00Z' },
    { text: '2026-11-30T08:00Z', at: clock, until: '2026-11-30T08:00:00Z' },
    // the clock goes forward in that night
    { text: 'tomorrow 08:00', at: saturday, until: '2026-03-29T06:00:00Z' },
    { text: '1d', at: saturday, until: '2026-03-29T19:00:00Z' },
    { text: '24h', at: saturday, until: '2026-03-29T20:00:00Z' },
    { text: '17:00', at: { ...clock, timeZone: 'America/New_York' }, until: '2026-11-26T22:00:00Z' },
  ])('reads $text as $until', ({ text, at, until }) => {
    expect(new Date(parseUntil(text, at))).toEqual(new Date(until))
  })

  it.each([
    '',
    'later',
    '17',
    '17:60',
    '24:00',
    '5pm',
    '09:00',
    '-2h',
    '0m',
    '2026-11-25',
    '2026-13-01',
    '2029-01-01',
    '999d',
  ])('takes %j for no time that is still to come', (text) => {
    expect(() => parseUntil(text, clock)).toThrow(Failure)
  })
})

describe('sayTime', () => {
  it('names the day, and the zone whose clock it is', () => {
    expect(sayTime(clock.now, timeZone)).toBe('Thu 26 Nov 2026, 10:30 (Europe/Amsterdam)')
  })
})
