import { describe, expect, it } from 'vitest'
import { parseDate, parseDates, parseDays, parseSpan } from './notation.ts'

describe('parseSpan', () => {
  it.each([
    { text: '09:00-17:30', startMinute: 540, endMinute: 1_050 },
    { text: '00:00-24:00', startMinute: 0, endMinute: 1_440 },
    { text: '23:59-24:00', startMinute: 1_439, endMinute: 1_440 },
    { text: '18:00-00:00', startMinute: 1_080, endMinute: 1_440 },
    { text: '18:00-02:00', startMinute: 1_080, endMinute: 1_560 },
    { text: '09:00-08:59', startMinute: 540, endMinute: 1_979 },
  ])('reads $text', ({ text, ...span }) => {
    expect(parseSpan(text)).toEqual(span)
  })

  it.each(['', '09:00', '9:00-17:30', '09:00 - 17:30', '09:00–17:30', '24:00-06:00', '09:00-24:01', '09:60-17:00'])(
    'refuses "%s"',
    (text) => {
      expect(parseSpan(text)).toBeUndefined()
    },
  )

  it.each(['09:00-09:00', '00:00-00:00'])('refuses %s, as nobody knows whether it is nothing or a day', (text) => {
    expect(parseSpan(text)).toBeUndefined()
  })
})

describe('parseDays', () => {
  it.each([
    { text: 'sun', days: [0] },
    { text: 'mon-fri', days: [1, 2, 3, 4, 5] },
    { text: 'sat-sun', days: [6, 0] },
    { text: 'fri-mon', days: [5, 6, 0, 1] },
    { text: 'mon-sun', days: [1, 2, 3, 4, 5, 6, 0] },
  ])('reads $text', ({ text, days }) => {
    expect(parseDays(text)).toEqual(days)
  })

  it.each(['', 'monday', 'Mon', 'mon-', '-fri', 'mon-mon', 'mon-wed-fri', 'mon,tue'])('refuses "%s"', (text) => {
    expect(parseDays(text)).toBeUndefined()
  })
})

describe('parseDate', () => {
  it.each([
    { text: '1970-01-01', date: 0 },
    { text: '2024-02-29', date: 19_782 },
    { text: '2026-12-25', date: 20_812 },
  ])('reads $text', ({ text, date }) => {
    expect(parseDate(text)).toBe(date)
  })

  it.each(['', '2026-02-29', '2026-02-30', '2026-13-01', '2026-1-1', '25-12-2026', '12-25', '2026-12-25T00:00'])(
    'refuses "%s"',
    (text) => {
      expect(parseDate(text)).toBeUndefined()
    },
  )
})

describe('parseDates', () => {
  it('reads a date', () => {
    expect(parseDates('2026-12-25')).toEqual([20_812])
  })

  it('reads a range with both ends in it', () => {
    expect(parseDates('2026-12-25/2026-12-27')).toEqual([20_812, 20_813, 20_814])
  })

  it('reads a range of a leap year, and none that is longer', () => {
    expect(parseDates('2028-01-01/2028-12-31')).toHaveLength(366)
    expect(parseDates('2028-01-01/2029-01-01')).toBeUndefined()
  })

  it.each(['', '/', '2026-12-25/', '/2026-12-25', '2026-12-27/2026-12-25', '2026-12-25/2026-12-26/2026-12-27'])(
    'refuses "%s"',
    (text) => {
      expect(parseDates(text)).toBeUndefined()
    },
  )
})
