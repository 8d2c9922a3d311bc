import { describe, expect, it } from 'vitest'
import { createWallClock, createWallClocks, isWithin, parseSpans } from './week.ts'

const day = 1_440

describe('parseSpans', () => {
  it.each([
    { days: 'mon', text: '09:00-17:30', spans: [[day + 540, day + 1_050]], what: 'one day' },
    {
      days: 'sat-sun',
      text: '00:00-24:00',
      spans: [
        [6 * day, 7 * day],
        [0, day],
      ],
      what: 'whole days',
    },
    { days: 'fri', text: '22:00-06:00', spans: [[5 * day + 1_320, 6 * day + 360]], what: 'a night' },
    {
      days: 'sat',
      text: '22:00-06:00',
      spans: [[6 * day + 1_320, 7 * day + 360]],
      what: 'the night into the next week',
    },
    { days: 'sat', text: '12:00-00:00', spans: [[6 * day + 720, 7 * day]], what: 'an end at midnight' },
    {
      days: 'sat-mon',
      text: '10:00-11:00',
      spans: [
        [9_240, 9_300],
        [600, 660],
        [2_040, 2_100],
      ],
      what: 'a weekend',
    },
  ])('reads $what', ({ days, text, spans }) => {
    expect(parseSpans(days, text)?.map(({ startMinute, endMinute }) => [startMinute, endMinute])).toEqual(spans)
  })

  it.each([
    { days: 'monday', text: '09:00-17:00' },
    { days: 'mon-mon', text: '09:00-17:00' },
    { days: 'mon-wed-fri', text: '09:00-17:00' },
    { days: '', text: '09:00-17:00' },
    { days: 'Mon', text: '09:00-17:00' },
    { days: 'mon', text: '9:00-17:00' },
    { days: 'mon', text: '09:00-25:00' },
    { days: 'mon', text: '24:00-06:00' },
    { days: 'mon', text: '09:00-09:00' },
    { days: 'mon', text: '09:00' },
  ])('does not read $text on $days', ({ days, text }) => {
    expect(parseSpans(days, text)).toBeUndefined()
  })
})

describe('isWithin', () => {
  const nights = parseSpans('fri-sat', '22:00-06:00') ?? []

  it.each([
    { minute: 5 * day + 1_319, within: false, when: 'before it begins' },
    { minute: 5 * day + 1_320, within: true, when: 'as it begins' },
    { minute: 6 * day + 359, within: true, when: 'before it ends' },
    { minute: 6 * day + 360, within: false, when: 'as it ends' },
    { minute: 7 * day - 1, within: true, when: 'at the end of the week' },
    { minute: 0, within: true, when: 'as the next week begins' },
    { minute: 359, within: true, when: 'before it ends in the next week' },
    { minute: 360, within: false, when: 'as it ends in the next week' },
  ])('is $within $when', ({ minute, within }) => {
    expect(isWithin(nights, minute)).toBe(within)
  })
})

describe('createWallClock', () => {
  it.each([
    { zone: 'Europe/Amsterdam', at: '2026-01-05T08:00:00Z', shown: day + 540, when: 'in winter' },
    { zone: 'Europe/Amsterdam', at: '2026-07-06T07:00:00Z', shown: day + 540, when: 'in summer' },
    { zone: 'Europe/Amsterdam', at: '2026-03-29T00:59:00Z', shown: 119, when: 'before an hour is skipped' },
    { zone: 'Europe/Amsterdam', at: '2026-03-29T01:00:00Z', shown: 180, when: 'after an hour was skipped' },
    { zone: 'Europe/Amsterdam', at: '2026-10-25T01:30:00Z', shown: 150, when: 'in the hour that comes twice' },
    { zone: 'America/New_York', at: '2026-01-05T03:00:00Z', shown: 1_320, when: 'on the day before' },
    { zone: 'Asia/Kathmandu', at: '2026-01-05T00:00:00Z', shown: day + 345, when: 'with 45 minutes' },
    { zone: 'UTC', at: '2026-01-04T00:00:00Z', shown: 0, when: 'at midnight' },
  ])('shows the minute of the week $when, in $zone', ({ zone, at, shown }) => {
    expect(createWallClock(zone)?.(Date.parse(at))).toBe(shown)
  })

  it.each(['Mars/Olympus', '', 'europe amsterdam'])('knows no zone %j', (zone) => {
    expect(createWallClock(zone)).toBeUndefined()
  })
})

describe('createWallClocks', () => {
  it('makes each clock once, as long as there are not too many', () => {
    const wallClockIn = createWallClocks()
    const clock = wallClockIn('Europe/Amsterdam')
    expect(wallClockIn('Europe/Amsterdam')).toBe(clock)
    expect(wallClockIn(undefined)).toBeUndefined()
    for (let index = 0; index < 100; index += 1) expect(wallClockIn(`Mars/${index}`)).toBeUndefined()
    expect(wallClockIn('Europe/Amsterdam')).not.toBe(clock)
  })
})
