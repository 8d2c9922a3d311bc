import { describe, expect, it } from 'vitest'
import { optionsSchema } from './options.ts'

const hours = { 'mon-fri': ['09:00-17:30'] }
const closed = { reject: 'We are closed.' }

describe('optionsSchema', () => {
  it.each([
    { what: 'a day or span that is hard to misread', options: { hours: { 'sat-mon': ['00:00-24:00'], fri: [] } } },
    { what: 'spans that touch', options: { hours: { mon: ['12:00-17:00', '09:00-12:00'] } } },
    {
      what: 'a night that touches the next morning',
      options: { hours: { fri: ['18:00-02:00'], sat: ['02:00-05:00'] } },
    },
    {
      what: 'no weekly hours, but an exceptional date',
      options: { hours: {}, exceptionalDates: { '2026-05-09': ['09:00-12:00'] } },
    },
    { what: 'ranges of closed dates that overlap', options: { closedDates: ['2026-12-20/2026-12-31', '2026-12-25'] } },
    { what: 'a text by language', options: { closed: { reject: { nl: 'Wij zijn gesloten.', en: 'We are closed.' } } } },
    { what: 'hours of OpenStreetMap', options: { hours: 'Mo-Fr 09:00-17:30' } },
    { what: 'hours of schema.org', options: { hours: [{ dayOfWeek: 'Monday', opens: '09:00', closes: '17:30' }] } },
    {
      what: 'hours of schema.org for one date',
      options: { hours: [{ validFrom: '2026-12-24', opens: '09:00', closes: '12:00' }] },
    },
    {
      what: 'calendars',
      options: { calendars: [{ file: 'closed.ics' }, { url: 'https://example.org/closed.ics', refreshMs: 60_000 }] },
    },
    {
      what: 'holidays',
      options: {
        holidays: { country: 'DE', state: 'BY', types: ['public', 'bank'], halfDays: { '12-24': ['00:00-13:00'] } },
      },
    },
    {
      what: 'exemptions',
      options: { exemptTiers: ['gold'], exemptCallers: ['+31612345678'], exemptLines: ['shop', '+31201234567'] },
    },
    {
      what: 'a text with an opening',
      options: { closed: { reject: 'We are closed, and open again {{nextOpening}}.' } },
    },
    {
      what: 'a greeting with a variable of the host',
      options: { closed: { patch: { firstMessage: 'This is {{company}}.' } } },
    },
    { what: 'a patch', options: { closed: { patch: { maxDurationSeconds: 60 } } } },
  ])('takes $what', ({ options }) => {
    expect(optionsSchema.safeParse({ hours, closed, ...options }).error?.issues).toBeUndefined()
  })

  it.each([
    { what: 'no hours', options: { hours: undefined }, path: 'hours' },
    { what: 'hours that are never', options: { hours: { mon: [] } }, path: 'hours' },
    { what: 'an unknown day', options: { hours: { monday: ['09:00-17:30'] } }, path: 'hours.monday' },
    { what: 'a day named twice', options: { hours: { 'mon-fri': ['09:00-17:30'], wed: [] } }, path: 'hours.wed' },
    { what: 'a span alone', options: { hours: { mon: '09:00-17:30' } }, path: 'hours.mon' },
    { what: 'a span without minutes', options: { hours: { mon: ['09:00-12:00', '13-17'] } }, path: 'hours.mon.1' },
    { what: 'spans that overlap', options: { hours: { mon: ['09:00-12:30', '12:00-17:00'] } }, path: 'hours.mon.1' },
    { what: 'a span within another', options: { hours: { mon: ['10:00-11:00', '09:00-12:00'] } }, path: 'hours.mon.1' },
    {
      what: 'a night that runs into the next morning',
      options: { hours: { sat: ['18:00-02:30'], sun: ['12:00-18:00', '02:00-05:00'] } },
      path: 'hours.sun.1',
    },
    {
      what: 'a night that runs into itself',
      options: { hours: { 'mon-sun': ['18:00-02:00', '01:00-05:00'] } },
      path: 'hours.mon-sun.1',
    },
    {
      what: 'a day that does not exist',
      options: { closedDates: ['2026-12-25', '2026-02-30'] },
      path: 'closedDates.1',
    },
    { what: 'a range that runs backwards', options: { closedDates: ['2026-12-26/2026-12-25'] }, path: 'closedDates.0' },
    {
      what: 'an exceptional date that does not exist',
      options: { exceptionalDates: { '24-12-2026': ['09:00-12:00'] } },
      path: 'exceptionalDates.24-12-2026',
    },
    {
      what: 'a wrong span on an exceptional date',
      options: { exceptionalDates: { '2026-12-24': ['09:00-25:00'] } },
      path: 'exceptionalDates.2026-12-24.0',
    },
    {
      what: 'a date that is both closed and exceptional',
      options: { closedDates: ['2026-12-20/2026-12-31'], exceptionalDates: { '2026-12-24': ['09:00-12:00'] } },
      path: 'exceptionalDates.2026-12-24',
    },
    { what: 'no text at all as hours', options: { hours: ' ' }, path: 'hours' },
    { what: 'hours that are a number', options: { hours: 9 }, path: 'hours' },
    {
      what: 'a wrong time in hours of schema.org',
      options: {
        hours: [
          { opens: '09:00', closes: '17:30' },
          { opens: '9', closes: '17:30' },
        ],
      },
      path: 'hours.1.opens',
    },
    { what: 'hours of schema.org that are never', options: { hours: [{ dayOfWeek: 'Monday' }] }, path: 'hours' },
    { what: 'a calendar that is nowhere', options: { calendars: [{}] }, path: 'calendars.0' },
    {
      what: 'a calendar in two places',
      options: { calendars: [{ file: 'a.ics', url: 'https://example.org/a.ics' }] },
      path: 'calendars.0',
    },
    {
      what: 'a calendar at no address of the web',
      options: { calendars: [{ url: 'file:///etc/passwd' }] },
      path: 'calendars.0.url',
    },
    {
      what: 'a calendar that is read too often',
      options: { calendars: [{ file: 'a.ics', refreshMs: 1_000 }] },
      path: 'calendars.0.refreshMs',
    },
    { what: 'holidays of no country', options: { holidays: {} }, path: 'holidays.country' },
    { what: 'holidays of a name', options: { holidays: { country: 'Nederland' } }, path: 'holidays.country' },
    {
      what: 'an unknown kind of holiday',
      options: { holidays: { country: 'NL', types: ['religious'] } },
      path: 'holidays.types.0',
    },
    {
      what: 'a wrong span of half a day',
      options: { holidays: { country: 'NL', halfDays: { '12-24': ['13:00'] } } },
      path: 'holidays.halfDays.12-24.0',
    },
    { what: 'data of zones from elsewhere', options: { timeZoneData: 'luxon' }, path: 'timeZoneData' },
    { what: 'an exempt caller that is no number', options: { exemptCallers: ['0612345678'] }, path: 'exemptCallers.0' },
    {
      what: 'a text with an unknown placeholder',
      options: { closed: { reject: { nl: 'Wij zijn gesloten.', en: 'Closed {{until}}.' } } },
      path: 'closed.reject.en',
    },
    {
      what: 'a text that is nothing without an opening',
      options: { closed: { reject: 'We open {{nextOpening}}.' } },
      path: 'closed.reject',
    },
    {
      what: 'a greeting that is nothing without an opening',
      options: { closed: { patch: { firstMessage: { en: 'We open {{nextOpening}}.' } } } },
      path: 'closed.patch.firstMessage.en',
    },
    { what: 'an unknown zone', options: { timeZone: 'Europe/Amstredam' }, path: 'timeZone' },
    { what: 'an unknown key', options: { timezone: 'Europe/Amsterdam' }, path: '' },
    { what: 'no word about closed', options: { closed: undefined }, path: 'closed' },
    { what: 'neither patch nor reject', options: { closed: {} }, path: 'closed' },
    {
      what: 'both patch and reject',
      options: { closed: { ...closed, patch: { maxDurationSeconds: 60 } } },
      path: 'closed',
    },
    { what: 'an empty patch', options: { closed: { patch: {} } }, path: 'closed.patch' },
    { what: 'an empty text', options: { closed: { reject: ' ' } }, path: 'closed.reject' },
    {
      what: 'a wrong field in the patch',
      options: { closed: { patch: { maxDurationSeconds: 0 } } },
      path: 'closed.patch.maxDurationSeconds',
    },
  ])('refuses $what', ({ options, path }) => {
    const { error } = optionsSchema.safeParse({ hours, closed, ...options })
    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path])
  })

  it('reports the problems of different options together', () => {
    const { error } = optionsSchema.safeParse({ hours: { mo: [], tue: ['9-17'] }, closedDates: ['Xmas'], closed: {} })
    expect(error?.issues.map((issue) => issue.path.join('.')).sort()).toEqual([
      'closed',
      'closedDates.0',
      'hours.mo',
      'hours.tue.0',
    ])
  })
})
