import { describe, expect, it } from 'vitest'
import { covers, createMinuteOfDay, parseHours } from './time-of-day.ts'

describe('parseHours', () => {
  it.each([
    { text: '06:00-12:00', span: { startMinute: 360, endMinute: 720 } },
    { text: '22:30-06:05', span: { startMinute: 1_350, endMinute: 365 } },
    { text: '00:00-24:00', span: { startMinute: 0, endMinute: 1_440 } },
  ])('reads $text', ({ text, span }) => {
    expect(parseHours(text)).toEqual(span)
  })

  it.each([
    '',
    'morning',
    '6:00-12:00',
    '06:00',
    '06:00-25:00',
    '06:00-24:30',
    '06:60-12:00',
    '24:00-06:00',
    '06:00-06:00',
    '06:00–12:00',
  ])('does not read "%s"', (text) => {
    expect(parseHours(text)).toBeUndefined()
  })
})

describe('covers', () => {
  it.each([
    { hours: '06:00-12:00', minute: 360, expected: true, when: 'at its start' },
    { hours: '06:00-12:00', minute: 719, expected: true, when: 'a minute before its end' },
    { hours: '06:00-12:00', minute: 720, expected: false, when: 'at its end' },
    { hours: '06:00-12:00', minute: 359, expected: false, when: 'a minute before its start' },
    { hours: '22:00-06:00', minute: 1_320, expected: true, when: 'at its start, before midnight' },
    { hours: '22:00-06:00', minute: 0, expected: true, when: 'at midnight' },
    { hours: '22:00-06:00', minute: 360, expected: false, when: 'at its end, after midnight' },
    { hours: '00:00-24:00', minute: 1_439, expected: true, when: 'in the last minute of the day' },
    { hours: '00:00-24:00', minute: undefined, expected: false, when: 'when nobody knows the time' },
  ])('$hours: $expected $when', ({ hours, minute, expected }) => {
    const span = parseHours(hours)
    expect(span && covers(span, minute)).toBe(expected)
  })
})

describe('createMinuteOfDay', () => {
  it.each([
    { zone: 'UTC', at: '2026-06-15T00:00:59.999Z', minute: 0 },
    { zone: 'Europe/Amsterdam', at: '2026-03-29T00:59:00Z', minute: 119 },
    { zone: 'Europe/Amsterdam', at: '2026-03-29T01:00:00Z', minute: 180 },
    { zone: 'Europe/Amsterdam', at: '2026-06-14T22:00:00Z', minute: 0 },
    { zone: 'Asia/Kathmandu', at: '2026-06-15T00:00:00Z', minute: 345 },
    { zone: 'Australia/Lord_Howe', at: '2026-10-03T15:30:00Z', minute: 150 },
    { zone: undefined, at: '2026-06-15T00:00:00Z', minute: undefined },
    { zone: 'Mars/Olympus', at: '2026-06-15T00:00:00Z', minute: undefined },
  ])('in $zone at $at: $minute', ({ zone, at, minute }) => {
    expect(createMinuteOfDay()(zone, Date.parse(at))).toBe(minute)
  })
})
