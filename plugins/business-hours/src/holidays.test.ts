import { describe, expect, it, vi } from 'vitest'
import { type HolidayRules, loadHolidays } from './holidays.ts'
import { type HolidayOptions, optionsSchema } from './options.ts'

describe('loadHolidays', () => {
  it('knows the public holidays of a country, by date', async () => {
    expect(await namesOf({ country: 'NL' }, 2026)).toEqual({
      '2026-01-01': 'Nieuwjaar',
      '2026-04-05': 'Pasen',
      '2026-04-06': 'Tweede paasdag',
      '2026-04-27': 'Koningsdag',
      '2026-05-14': 'Hemelvaartsdag',
      '2026-05-24': 'Pinksteren',
      '2026-05-25': 'Tweede pinksterdag',
      '2026-12-25': 'Kerstmis',
      '2026-12-26': 'Tweede kerstdag',
    })
  })

  it.each<{ what: string; options: HolidayOptions; date: string; name: string | undefined }>([
    {
      what: 'a holiday of one state',
      options: { country: 'DE', state: 'BY' },
      date: '2026-01-06',
      name: 'Heilige Drei Könige',
    },
    { what: 'it in another state', options: { country: 'DE', state: 'BE' }, date: '2026-01-06', name: undefined },
    {
      what: 'one of a region',
      options: { country: 'DE', state: 'BY', region: 'A' },
      date: '2026-08-08',
      name: 'Augsburger Friedensfest',
    },
    {
      what: 'a day in lieu',
      options: { country: 'GB', state: 'ENG' },
      date: '2026-12-28',
      name: 'Boxing Day (substitute day)',
    },
    { what: 'a day of another kind', options: { country: 'NL' }, date: '2026-05-05', name: undefined },
    {
      what: 'that kind, chosen',
      options: { country: 'NL', types: ['school'] },
      date: '2026-05-05',
      name: 'Bevrijdingsdag',
    },
    {
      what: 'a name in another language',
      options: { country: 'BE', language: 'nl' },
      date: '2026-07-21',
      name: 'Nationale feestdag',
    },
    {
      what: 'a date that was added',
      options: { country: 'NL', add: { '2026-05-04': 'Opruimdag' } },
      date: '2026-05-04',
      name: 'Opruimdag',
    },
    {
      what: 'one that is added every year',
      options: { country: 'NL', add: { '12-24': 'Kerstavond' } },
      date: '2026-12-24',
      name: 'Kerstavond',
    },
    {
      what: 'a rule that was added',
      options: { country: 'NL', add: { 'easter -2': 'Goede Vrijdag' } },
      date: '2026-04-03',
      name: 'Goede Vrijdag',
    },
    {
      what: 'one removed by its name',
      options: { country: 'NL', remove: ['koningsdag'] },
      date: '2026-04-27',
      name: undefined,
    },
    {
      what: 'one removed by its rule',
      options: { country: 'NL', remove: ['easter 50'] },
      date: '2026-05-25',
      name: undefined,
    },
    {
      what: 'one removed by its date',
      options: { country: 'NL', remove: ['2026-12-26'] },
      date: '2026-12-26',
      name: undefined,
    },
    {
      what: 'the day in lieu of one that was removed',
      options: { country: 'GB', state: 'ENG', remove: ['Boxing Day'] },
      date: '2026-12-28',
      name: undefined,
    },
    {
      what: 'a new name',
      options: { country: 'NL', rename: { Kerstmis: 'Eerste kerstdag' } },
      date: '2026-12-25',
      name: 'Eerste kerstdag',
    },
    { what: 'the third day of a feast', options: { country: 'AE' }, date: '2026-05-29', name: 'عيد الأضحى' },
    { what: 'Easter, when the clock is changed too', options: { country: 'DK' }, date: '2027-03-28', name: 'Påskedag' },
  ])('knows $what: $name on $date', async ({ options, date, name }) => {
    expect((await namesOf(options, Number(date.slice(0, 4))))[date]).toBe(name)
  })

  it.each([
    { what: 'by its name', key: 'Koningsdag', date: '2026-04-27', name: 'Koningsdag' },
    {
      what: 'by a name of a kind that was not chosen',
      key: 'Oudejaarsavond',
      date: '2026-12-31',
      name: 'Oudejaarsavond',
    },
    { what: 'on the date of a holiday', key: '12-25', date: '2026-12-25', name: 'Kerstmis' },
    { what: 'on a date of every year', key: '12-24', date: '2026-12-24', name: undefined },
    { what: 'on a date', key: '2026-12-23', date: '2026-12-23', name: undefined },
  ])('makes half a day $what', async ({ key, date, name }) => {
    const table = await tableOf({ country: 'NL', halfDays: { [key]: ['00:00-13:00'] } }, 2026)
    expect(table.get(Date.parse(date) / 86_400_000)).toEqual({
      ...(name && { name }),
      within: [{ startMinute: 0, endMinute: 780 }],
    })
  })

  it('leaves the hours open at which a holiday has not begun', async () => {
    const table = await tableOf({ country: 'CW' }, 2026)
    expect(table.get(Date.parse('2026-12-31') / 86_400_000)?.within).toEqual([{ startMinute: 0, endMinute: 720 }])
  })

  it.each<{ what: string; options: HolidayOptions; option: string }>([
    { what: 'an unknown country', options: { country: 'ZZ' }, option: 'country' },
    { what: 'an unknown state', options: { country: 'DE', state: 'XX' }, option: 'state' },
    {
      what: 'a region of a state that has none',
      options: { country: 'DE', state: 'BE', region: 'A' },
      option: 'region',
    },
    { what: 'an unknown region', options: { country: 'DE', state: 'BY', region: 'B' }, option: 'region' },
    { what: 'a rule that it cannot read', options: { country: 'NL', add: { someday: 'Feest' } }, option: 'add' },
    { what: 'a name to remove that is none', options: { country: 'NL', remove: ['Kingsday'] }, option: 'remove' },
    { what: 'a name to change that is none', options: { country: 'NL', rename: { Xmas: 'Kerst' } }, option: 'rename' },
    {
      what: 'half a day that is none',
      options: { country: 'NL', halfDays: { Xmas: ['09:00-12:00'] } },
      option: 'halfDays',
    },
  ])('refuses $what', async ({ options, option }) => {
    // date-holidays prints a rule that it cannot read
    vi.spyOn(console, 'error').mockImplementation(() => {})
    await expect(tableOf(options, 2026)).rejects.toThrow(new RegExp(`^holidays.${option}: .{10,480}$`))
  })
})

async function tableOf(options: HolidayOptions, year: number) {
  const checked = optionsSchema.parse({
    hours: { mon: ['09:00-17:00'] },
    closed: { reject: 'Closed.' },
    holidays: options,
  })
  return (await loadHolidays(checked.holidays as HolidayRules))([year])
}

async function namesOf(options: HolidayOptions, year: number): Promise<Record<string, string | undefined>> {
  const table = await tableOf(options, year)
  const dates = [...table].sort(([one], [other]) => one - other)
  return Object.fromEntries(
    dates.map(([date, { name, within }]) => [
      new Date(date * 86_400_000).toISOString().slice(0, 10),
      within === undefined ? name : `half of ${name}`,
    ]),
  )
}
