import { describe, expect, it } from 'vitest'
import { type OpeningHoursSpecification, specificationsSchema, specifiedHours } from './schema-org.ts'

const week: OpeningHoursSpecification[] = [
  {
    '@type': 'OpeningHoursSpecification',
    dayOfWeek: ['Monday', 'https://schema.org/Tuesday', 'http://schema.org/Wednesday'],
    opens: '09:00:00',
    closes: '17:30:00',
  },
  { dayOfWeek: 'Friday', opens: '09:00', closes: '12:00' },
  { dayOfWeek: 'Friday', opens: '18:00', closes: '02:00' },
  { dayOfWeek: 'Saturday', opens: '00:00', closes: '23:59' },
  { dayOfWeek: 'Sunday', opens: '00:00', closes: '00:00' },
  { dayOfWeek: 'PublicHolidays', opens: '10:00', closes: '12:00' },
  {
    validFrom: '2026-07-01',
    validThrough: '2026-08-31',
    dayOfWeek: ['Monday', 'Friday'],
    opens: '10:00',
    closes: '14:00',
  },
  { validFrom: '2026-08-15T00:00:00', validThrough: '2026-08-21', opens: '00:00', closes: '00:00' },
  { validFrom: '2026-12-24', validThrough: '2026-12-24', opens: '09:00', closes: '12:00' },
  { validFrom: '2026-12-25', validThrough: '2026-12-26' },
]

describe('specifiedHours', () => {
  it.each([
    { date: '2026-06-15', spans: ['9:00-17:30'], when: 'on a Monday' },
    { date: '2026-06-16', spans: ['9:00-17:30'], when: 'on a day with its address' },
    { date: '2026-06-18', spans: [], when: 'on a day that is not named' },
    { date: '2026-06-19', spans: ['9:00-12:00', '18:00-26:00'], when: 'on a day with two entries' },
    { date: '2026-06-20', spans: ['0:00-24:00'], when: 'all day, until 23:59' },
    { date: '2026-06-21', spans: [], when: 'from 00:00 to 00:00' },
    { date: '2026-07-06', spans: ['10:00-14:00'], when: 'in a season' },
    { date: '2026-07-07', spans: ['9:00-17:30'], when: 'on a day that the season does not name' },
    { date: '2026-08-17', spans: [], when: 'in a shorter period within the season' },
    { date: '2026-12-24', spans: ['9:00-12:00'], when: 'on one date' },
    { date: '2026-12-26', spans: [], when: 'on a date without times' },
    { date: '2026-12-27', spans: [], when: 'after the last period' },
  ])('are $spans on $date, $when', ({ date, spans }) => {
    const found = hoursOf(week).spansOn(Date.parse(date) / 86_400_000)
    expect(found.map(({ startMinute, endMinute }) => `${clock(startMinute)}-${clock(endMinute)}`)).toEqual(spans)
  })

  it('has those of public holidays apart', () => {
    expect(hoursOf(week).holidaySpans).toEqual([{ startMinute: 600, endMinute: 720 }])
  })
})

describe('specificationsSchema', () => {
  it.each([
    { what: 'an unknown day', entry: { dayOfWeek: 'Mo', opens: '09:00', closes: '17:00' }, path: '0.dayOfWeek' },
    { what: 'a time without minutes', entry: { opens: '9', closes: '17:00' }, path: '0.opens' },
    { what: 'an opening without a closing', entry: { dayOfWeek: 'Monday', opens: '09:00' }, path: '0' },
    { what: 'a date that does not exist', entry: { validFrom: '2026-02-30' }, path: '0.validFrom' },
    { what: 'a period that runs backwards', entry: { validFrom: '2026-03-01', validThrough: '2026-02-01' }, path: '0' },
    { what: 'an unknown key', entry: { open: '09:00' }, path: '0' },
  ])('refuses $what', ({ entry, path }) => {
    const { error } = specificationsSchema.safeParse([entry])
    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path])
  })

  it('refuses an empty list', () => {
    expect(specificationsSchema.safeParse([]).success).toBe(false)
  })
})

function hoursOf(entries: OpeningHoursSpecification[]) {
  return specifiedHours(specificationsSchema.parse(entries))
}

function clock(minute: number): string {
  return `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`
}
