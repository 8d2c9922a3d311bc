import { describe, expect, it, vi } from 'vitest'
import type { Span } from './notation.ts'
import { type BusinessHoursOptions, optionsSchema } from './options.ts'
import { createSchedule, type Layers, stateAt, weeklyHours } from './schedule.ts'
import { createWallClock } from './wall-clock.ts'

const week = {
  'mon-thu': ['09:00-12:30', '13:30-17:30'],
  fri: ['09:00-12:30', '18:00-02:00'],
  sun: ['22:00-00:30'],
}

describe('stateAt', () => {
  it.each([
    { at: '2026-06-15T09:00:00.000', expected: 'open', when: 'at opening' },
    { at: '2026-06-15T08:59:59.999', expected: 'closed', when: 'a moment before opening' },
    { at: '2026-06-15T12:29:59.999', expected: 'open', when: 'a moment before the break' },
    { at: '2026-06-15T12:30:00.000', expected: 'closed', when: 'at the break' },
    { at: '2026-06-15T13:30:00.000', expected: 'open', when: 'after the break' },
    { at: '2026-06-15T17:29:59.999', expected: 'open', when: 'a moment before closing' },
    { at: '2026-06-15T17:30:00.000', expected: 'closed', when: 'at closing' },
    { at: '2026-06-19T17:59:59.999', expected: 'closed', when: 'before a span past midnight' },
    { at: '2026-06-19T23:59:59.999', expected: 'open', when: 'a moment before midnight' },
    { at: '2026-06-20T00:00:00.000', expected: 'open', when: 'at midnight' },
    { at: '2026-06-20T01:59:59.999', expected: 'open', when: 'a moment before closing after midnight' },
    { at: '2026-06-20T02:00:00.000', expected: 'closed', when: 'at closing after midnight' },
    { at: '2026-06-20T11:00:00.000', expected: 'closed', when: 'on a day left out' },
    { at: '2026-06-19T01:00:00.000', expected: 'closed', when: 'on the morning before the night' },
    { at: '2026-06-21T22:00:00.000', expected: 'open', when: 'late on Sunday' },
    { at: '2026-06-22T00:29:59.999', expected: 'open', when: 'on Monday, in the span of Sunday' },
    { at: '2026-06-22T00:30:00.000', expected: 'closed', when: 'on Monday, after the span of Sunday' },
  ])('is $expected $when', ({ at, expected }) => {
    expect(stateOf({ hours: week }, 'UTC', `${at}Z`)).toBe(expected)
  })

  const dates = {
    hours: { 'mon-sun': ['18:00-02:00'] },
    closedDates: ['2026-12-25/2026-12-26', '2027-01-01'],
    exceptionalDates: { '2026-12-24': ['10:00-13:00', '20:00-01:00'], '2026-12-31': ['10:00-16:00'] },
  }
  it.each([
    { at: '2026-12-24T10:00', expected: 'open', when: 'in a span of an exceptional date' },
    { at: '2026-12-24T18:30', expected: 'closed', when: "in the span of an exceptional date's weekday" },
    { at: '2026-12-24T01:30', expected: 'open', when: 'before an exceptional date, in the span of the evening before' },
    { at: '2026-12-25T00:59', expected: 'open', when: 'on a closed date, in the span of the evening before' },
    { at: '2026-12-25T01:00', expected: 'closed-date', when: 'on a closed date, after the span of the evening before' },
    { at: '2026-12-25T20:00', expected: 'closed-date', when: 'on the evening of a closed date' },
    { at: '2026-12-26T01:00', expected: 'closed-date', when: 'on the night after a closed date' },
    { at: '2026-12-26T23:59', expected: 'closed-date', when: 'at the end of the last closed date' },
    { at: '2026-12-27T01:00', expected: 'closed', when: 'after the last closed date' },
    { at: '2026-12-27T18:00', expected: 'open', when: 'on the evening after the last closed date' },
    { at: '2027-01-01T01:00', expected: 'closed-date', when: 'after an exceptional date without a night' },
    { at: '2027-12-25T20:00', expected: 'open', when: 'on the same date a year later' },
  ])('is $expected $when', ({ at, expected }) => {
    expect(stateOf(dates, 'UTC', `${at}Z`)).toBe(expected)
  })

  it('counts an exceptional date without spans as a closed date', () => {
    const options = { hours: week, exceptionalDates: { '2026-06-15': [] } }
    expect(stateOf(options, 'UTC', '2026-06-15T10:00Z')).toBe('closed-date')
  })

  it.each([
    { zone: 'Europe/Amsterdam', at: '2026-03-29T00:29:59.999Z', expected: 'closed', when: 'at 01:29 in winter' },
    { zone: 'Europe/Amsterdam', at: '2026-03-29T00:30:00Z', expected: 'open', when: 'at 01:30 in winter' },
    { zone: 'Europe/Amsterdam', at: '2026-03-29T00:59:59.999Z', expected: 'open', when: 'a moment before the skip' },
    { zone: 'Europe/Amsterdam', at: '2026-03-29T01:00:00Z', expected: 'closed', when: 'at 03:00 after the skip' },
    { zone: 'Europe/Amsterdam', at: '2026-03-29T06:59:59.999Z', expected: 'closed', when: 'at 08:59 in summer' },
    { zone: 'Europe/Amsterdam', at: '2026-03-29T07:00:00Z', expected: 'open', when: 'at 09:00 in summer' },
    { zone: 'Europe/Amsterdam', at: '2026-10-25T00:00:00Z', expected: 'open', when: 'at 02:00, the first time' },
    { zone: 'Europe/Amsterdam', at: '2026-10-25T00:15:00Z', expected: 'closed', when: 'at 02:15, the first time' },
    { zone: 'Europe/Amsterdam', at: '2026-10-25T01:00:00Z', expected: 'open', when: 'at 02:00, the second time' },
    { zone: 'Europe/Amsterdam', at: '2026-10-25T01:15:00Z', expected: 'closed', when: 'at 02:15, the second time' },
    { zone: 'Europe/Amsterdam', at: '2026-10-25T07:59:59.999Z', expected: 'closed', when: 'at 08:59 in winter' },
    { zone: 'Europe/Amsterdam', at: '2026-10-25T08:00:00Z', expected: 'open', when: 'at 09:00 in winter' },
    { zone: 'America/New_York', at: '2026-03-08T06:59:59.999Z', expected: 'open', when: 'a moment before the skip' },
    { zone: 'America/New_York', at: '2026-03-08T07:00:00Z', expected: 'closed', when: 'at 03:00 after the skip' },
    { zone: 'America/New_York', at: '2026-03-08T13:00:00Z', expected: 'open', when: 'at 09:00 in summer' },
    { zone: 'America/New_York', at: '2026-11-01T05:29:59.999Z', expected: 'closed', when: 'at 01:29, the first time' },
    { zone: 'America/New_York', at: '2026-11-01T05:30:00Z', expected: 'open', when: 'at 01:30, the first time' },
    { zone: 'America/New_York', at: '2026-11-01T06:00:00Z', expected: 'closed', when: 'at 01:00, the second time' },
    { zone: 'America/New_York', at: '2026-11-01T06:30:00Z', expected: 'open', when: 'at 01:30, the second time' },
    { zone: 'America/New_York', at: '2026-11-01T14:00:00Z', expected: 'open', when: 'at 09:00 in winter' },
    { zone: 'Australia/Lord_Howe', at: '2026-04-04T14:30:00Z', expected: 'open', when: 'at 01:30, the first time' },
    { zone: 'Australia/Lord_Howe', at: '2026-04-04T15:00:00Z', expected: 'open', when: 'at 01:30, the second time' },
    { zone: 'Australia/Lord_Howe', at: '2026-04-04T15:45:00Z', expected: 'closed', when: 'at 02:15 in winter' },
    { zone: 'Australia/Lord_Howe', at: '2026-04-04T22:30:00Z', expected: 'open', when: 'at 09:00 in winter' },
    { zone: 'Australia/Lord_Howe', at: '2026-10-03T15:29:59.999Z', expected: 'open', when: 'a moment before the skip' },
    { zone: 'Australia/Lord_Howe', at: '2026-10-03T15:30:00Z', expected: 'closed', when: 'at 02:30 after the skip' },
    { zone: 'Australia/Lord_Howe', at: '2026-10-03T22:00:00Z', expected: 'open', when: 'at 09:00 in summer' },
  ])('on the day of a clock change in $zone is $expected $when', ({ zone, at, expected }) => {
    const hours = { sun: ['01:30-02:15', '09:00-17:30'] }
    expect(stateOf({ hours }, zone, at)).toBe(expected)
  })
})

describe('createSchedule', () => {
  const monday = Date.parse('2026-06-15') / 86_400_000
  const nine = { startMinute: 540, endMinute: 1_050 }
  const night = { startMinute: 1_080, endMinute: 1_560 }
  const hours = weeklyHours(Array(7).fill([nine, night]))
  const until13 = [{ startMinute: 0, endMinute: 780 }]
  const at13 = { startMinute: 780, endMinute: 840 }

  it.each<{ what: string; layers: Partial<Layers>; spans: Span[]; reason: string }>([
    { what: 'the ordinary hours', layers: {}, spans: [nine, night], reason: 'closed' },
    {
      what: 'a holiday',
      layers: { holidays: new Map([[monday, { name: 'Feast' }]]) },
      spans: [],
      reason: 'holiday',
    },
    {
      what: 'half a holiday',
      layers: { holidays: new Map([[monday, { within: until13 }]]) },
      spans: [{ startMinute: 540, endMinute: 780 }],
      reason: 'holiday',
    },
    {
      what: 'half a holiday on a day off',
      layers: { hours: weeklyHours([]), holidays: new Map([[monday, { within: until13 }]]) },
      spans: [],
      reason: 'holiday',
    },
    {
      what: 'a holiday with hours of its own',
      layers: { hours: { ...hours, holidaySpans: [at13] }, holidays: new Map([[monday, { name: 'Feast' }]]) },
      spans: [at13],
      reason: 'holiday',
    },
    {
      what: 'a closed day of a calendar',
      layers: { closures: { dates: new Set([monday]), spans: new Map() } },
      spans: [],
      reason: 'closed-by-calendar',
    },
    {
      what: 'a closed hour of a calendar',
      layers: { closures: { dates: new Set(), spans: new Map([[monday, [at13]]]) } },
      spans: [{ startMinute: 540, endMinute: 780 }, { startMinute: 840, endMinute: 1_050 }, night],
      reason: 'closed',
    },
    {
      what: 'an hour of the next day that cuts the night short',
      layers: { closures: { dates: new Set(), spans: new Map([[monday + 1, [{ startMinute: 60, endMinute: 600 }]]]) } },
      spans: [nine, { startMinute: 1_080, endMinute: 1_500 }],
      reason: 'closed',
    },
    {
      what: 'a closed day of a calendar on a holiday',
      layers: {
        closures: { dates: new Set([monday]), spans: new Map() },
        holidays: new Map([[monday, { name: 'Feast' }]]),
      },
      spans: [],
      reason: 'closed-by-calendar',
    },
    {
      what: 'an exceptional date, whatever else is said',
      layers: {
        exceptions: new Map([[monday, [at13]]]),
        closures: { dates: new Set([monday]), spans: new Map([[monday, [at13]]]) },
        holidays: new Map([[monday, { name: 'Feast' }]]),
      },
      spans: [at13],
      reason: 'closed',
    },
  ])('knows $what', ({ layers, spans, reason }) => {
    expect(createSchedule({ hours, ...layers })(monday)).toMatchObject({ spans, reason })
  })

  it('says that a calendar is why it is closed, at its hours only', () => {
    const dayOn = createSchedule({ hours, closures: { dates: new Set(), spans: new Map([[monday, [at13]]]) } })
    const states = [779, 780, 839, 840, 1_060].map((minute) => stateAt(dayOn, monday * 1_440 + minute))
    expect(states).toEqual(['open', 'closed-by-calendar', 'closed-by-calendar', 'open', 'closed'])
  })

  it('lets the night before a holiday end as it always does', () => {
    const dayOn = createSchedule({ hours, holidays: new Map([[monday, { name: 'Feast' }]]) })
    const states = [0, 119, 120, 600].map((minute) => stateAt(dayOn, monday * 1_440 + minute))
    expect(states).toEqual(['open', 'open', 'holiday', 'holiday'])
  })

  it('works each of many dates out once', () => {
    const asked = vi.fn(() => [nine])
    const dayOn = createSchedule({ hours: { spansOn: asked } })
    for (const date of [1, 2, 1, 2]) dayOn(date)
    expect(asked).toHaveBeenCalledTimes(2)
  })
})

function stateOf(options: Omit<BusinessHoursOptions, 'closed'>, zone: string, at: string) {
  const { hours, exceptions } = optionsSchema.parse({ ...options, closed: { reject: 'We are closed.' } })
  if ('osm' in hours) throw new Error('these tests write week tables')
  const dayOn = createSchedule({ hours: hours.hours, exceptions })
  return stateAt(dayOn, createWallClock(zone)?.(Date.parse(at)) ?? Number.NaN)
}
