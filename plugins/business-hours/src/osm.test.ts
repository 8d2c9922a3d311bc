import { describe, expect, it } from 'vitest'
import { loadOsmHours, namesPublicHolidays } from './osm.ts'

// the package reads local time
process.env.TZ = 'UTC'

describe('loadOsmHours', () => {
  it.each([
    { text: 'Mo-Fr 09:00-12:30,13:30-17:30; Sa 10:00-16:00', date: '2026-06-15', spans: ['9:00-12:30', '13:30-17:30'] },
    { text: 'Mo-Fr 09:00-17:30; Sa 10:00-16:00', date: '2026-06-20', spans: ['10:00-16:00'] },
    { text: 'Mo-Fr 09:00-17:30; Dec 24 09:00-12:00; Dec 25-26 off', date: '2026-12-24', spans: ['9:00-12:00'] },
    { text: 'Mo-Fr 09:00-17:30; Dec 24 09:00-12:00; Dec 25-26 off', date: '2026-12-25', spans: [] },
    { text: 'Mo-Fr 09:00-17:30; easter +1 day off', date: '2027-03-29', spans: [] },
    { text: 'week 1-53/2 We 10:00-12:00', date: '2026-01-14', spans: ['10:00-12:00'] },
    { text: 'week 1-53/2 We 10:00-12:00', date: '2026-01-21', spans: [] },
    { text: 'Th-Sa 18:00-02:00', date: '2026-06-18', spans: ['18:00-26:00'] },
    { text: '24/7', date: '2026-06-18', spans: ['0:00-24:00'] },
    { text: 'Fr 18:00-24:00; Sa 00:00-24:00', date: '2026-06-19', spans: ['18:00-24:00'] },
    { text: 'Mo 09:00-12:00 unknown, 13:00-17:00', date: '2026-06-15', spans: ['13:00-17:00'] },
    { text: 'Mo 09:00-12:00 "by appointment"', date: '2026-06-15', spans: [] },
    { text: 'Mo-Fr 09:00-17:00; PH off', date: '2026-06-15', spans: ['9:00-17:00'] },
  ])('opens $spans on $date for $text', async ({ text, date, spans }) => {
    expect(await spansOf(text, date)).toEqual(spans)
  })

  it('lets a later rule cut the night before, and an additional one not', async () => {
    expect(await spansOf('Fr 18:00-02:00; Sa 10:00-16:00', '2026-06-19')).toEqual(['18:00-24:00'])
    expect(await spansOf('Fr 18:00-02:00, Sa 10:00-16:00', '2026-06-19')).toEqual(['18:00-26:00'])
  })

  it('answers each date alike, whichever is asked first', async () => {
    const text = 'Mo-Th 11:00-02:00; Fr-Sa 11:00-04:00; Su off'
    const dates = Array.from({ length: 70 }, (_, index) => 20_600 + index)
    const [forwards, backwards] = [(await loadOsmHours(text)).hours, (await loadOsmHours(text)).hours]
    const later = dates.toReversed().map((date) => backwards.spansOn(date))
    expect(dates.map((date) => forwards.spansOn(date))).toEqual(later.toReversed())
  })

  it('gives each night to the date on which it starts', async () => {
    const { hours } = await loadOsmHours('Mo-Su 18:00-02:00')
    const dates = Array.from({ length: 70 }, (_, index) => 20_600 + index)
    const night = [{ startMinute: 1_080, endMinute: 1_560 }]
    expect(dates.filter((date) => JSON.stringify(hours.spansOn(date)) !== JSON.stringify(night))).toEqual([])
  })

  it.each([
    { what: 'nonsense', text: 'on working days' },
    { what: 'hours of public holidays', text: 'Mo-Fr 09:00-17:00; PH 10:00-12:00' },
    { what: 'public holidays among days', text: 'PH,Su off; Mo-Sa 09:00-17:00' },
    { what: 'school holidays', text: 'Mo-Fr 09:00-17:00; SH off' },
    { what: 'times of the sun', text: 'Mo-Fr sunrise-sunset' },
  ])('refuses $what', async ({ text }) => {
    await expect(loadOsmHours(text)).rejects.toThrow(/^hours: /)
  })

  it('passes on what the parser remarks', async () => {
    expect((await loadOsmHours('Mo-Fr 9-17')).warnings).toHaveLength(1)
  })
})

describe('namesPublicHolidays', () => {
  it.each([
    { text: 'Mo-Fr 09:00-17:00; PH off', expected: true },
    { text: 'Mo-Fr 09:00-17:00; PH closed; Dec 24 off', expected: true },
    { text: 'Mo-Fr 09:00-17:00', expected: false },
    { text: 'PH off; Mo-Fr 09:00-17:00', expected: false },
  ])('is $expected for $text', ({ text, expected }) => {
    expect(namesPublicHolidays(text)).toBe(expected)
  })
})

async function spansOf(text: string, date: string): Promise<string[]> {
  const { hours } = await loadOsmHours(text)
  const clock = (minute: number) => `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`
  return hours
    .spansOn(Date.parse(date) / 86_400_000)
    .map((span) => `${clock(span.startMinute)}-${clock(span.endMinute)}`)
}
