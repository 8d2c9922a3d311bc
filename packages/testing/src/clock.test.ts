import { describe, expect, it } from 'vitest'
import { at, clockChange, holiday } from './index.ts'

const iso = (epochMs: number) => new Date(epochMs).toISOString()

describe('at', () => {
  it.each([
    { wall: '2026-12-25T20:00', zone: 'Europe/Amsterdam', expected: '2026-12-25T19:00:00.000Z' },
    { wall: '2026-07-01T09:30:15', zone: 'Europe/Amsterdam', expected: '2026-07-01T07:30:15.000Z' },
    { wall: '2026-03-29T03:00', zone: 'Europe/Amsterdam', expected: '2026-03-29T01:00:00.000Z' },
    { wall: '2026-10-25T02:30', zone: 'Europe/Amsterdam', expected: '2026-10-25T00:30:00.000Z' },
    { wall: '2026-06-15T00:10', zone: 'Asia/Kathmandu', expected: '2026-06-14T18:25:00.000Z' },
    { wall: '2026-11-01T01:30', zone: 'America/New_York', expected: '2026-11-01T05:30:00.000Z' },
  ])('finds $wall in $zone at $expected', ({ wall, zone, expected }) => {
    expect(iso(at(wall, zone))).toBe(expected)
  })

  it('finds the second of two in autumn', () => {
    expect(iso(at('2026-10-25T02:30', 'Europe/Amsterdam', 'second'))).toBe('2026-10-25T01:30:00.000Z')
    expect(at('2026-06-01T02:30', 'Europe/Amsterdam', 'second')).toBe(at('2026-06-01T02:30', 'Europe/Amsterdam'))
  })

  it.each([
    { wall: '2026-03-29T02:30', zone: 'Europe/Amsterdam', why: 'the clock leaves it out' },
    { wall: '2026-12-25', zone: 'Europe/Amsterdam', why: 'it has no time' },
    { wall: '2026-12-25T20:00Z', zone: 'Europe/Amsterdam', why: 'it has an offset' },
    { wall: '2026-13-25T20:00', zone: 'Europe/Amsterdam', why: 'there is no such month' },
    { wall: '2026-12-25T20:00', zone: 'Mars/Olympus_Mons', why: 'there is no such zone' },
  ])('refuses $wall in $zone: $why', ({ wall, zone }) => {
    expect(() => at(wall, zone)).toThrow()
  })
})

describe('clockChange', () => {
  it.each([
    { zone: 'Europe/Amsterdam', season: 'spring' as const, expected: '2026-03-29T01:00:00.000Z' },
    { zone: 'Europe/Amsterdam', season: 'autumn' as const, expected: '2026-10-25T01:00:00.000Z' },
    { zone: 'America/New_York', season: 'spring' as const, expected: '2026-03-08T07:00:00.000Z' },
    { zone: 'Australia/Lord_Howe', season: 'spring' as const, expected: '2026-10-03T15:30:00.000Z' },
  ])('is at $expected in the $season in $zone', ({ zone, season, expected }) => {
    expect(iso(clockChange(zone, 2026, season))).toBe(expected)
  })

  it('refuses a zone whose clock does not change', () => {
    expect(() => clockChange('Asia/Tokyo', 2026, 'spring')).toThrow()
  })
})

describe('holiday', () => {
  it.each([
    { country: 'NL', name: 'Koningsdag', year: 2026, expected: '2026-04-27' },
    { country: 'NL', name: 'Tweede paasdag', year: 2027, expected: '2027-03-29' },
    { country: 'GB', name: 'Christmas Day', year: 2026, expected: '2026-12-25' },
  ])('finds $name of $country in $year', ({ country, name, year, expected }) => {
    expect(holiday(country, name, year)).toBe(expected)
  })

  it('refuses a name that the country does not have', () => {
    expect(() => holiday('NL', 'Bastille Day', 2026)).toThrow()
  })
})
