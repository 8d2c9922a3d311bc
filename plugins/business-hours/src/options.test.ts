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
