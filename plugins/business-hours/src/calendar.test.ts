import { describe, expect, it } from 'vitest'
import { parseCalendar } from './calendar.ts'
import { type Closure, closuresOn } from './closures.ts'
import { createWallClock, createWallClocks, type WallClock } from './wall-clock.ts'

const amsterdam = createWallClock('Europe/Amsterdam') as WallClock
const range = { first: dateOf('2026-06-01'), last: dateOf('2026-12-31') }

/** What Outlook writes: a name of its own, and the rules with it. */
const outlookZone = `BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE`

describe('parseCalendar', () => {
  it.each([
    { what: 'one day', lines: ['DTSTART;VALUE=DATE:20260703', 'DTEND;VALUE=DATE:20260704'], closed: ['07-03'] },
    { what: 'one day without an end', lines: ['DTSTART;VALUE=DATE:20260703'], closed: ['07-03'] },
    { what: 'days with a length', lines: ['DTSTART;VALUE=DATE:20260703', 'DURATION:P2D'], closed: ['07-03', '07-04'] },
    {
      what: 'days that began long ago',
      lines: ['DTSTART;VALUE=DATE:20200101', 'DTEND;VALUE=DATE:20260602'],
      closed: ['06-01'],
    },
    {
      what: 'hours in UTC',
      lines: ['DTSTART:20260703T100000Z', 'DTEND:20260703T113000Z'],
      closed: ['07-03 12:00-13:30'],
    },
    {
      what: 'hours of no zone',
      lines: ['DTSTART:20260703T100000', 'DTEND:20260703T113000'],
      closed: ['07-03 10:00-11:30'],
    },
    {
      what: 'hours of its zone',
      lines: ['DTSTART;TZID=Europe/Amsterdam:20260703T100000', 'DURATION:PT90M'],
      closed: ['07-03 10:00-11:30'],
    },
    {
      what: 'hours of another zone',
      lines: ['DTSTART;TZID=America/New_York:20260703T100000', 'DTEND;TZID=America/New_York:20260703T110000'],
      closed: ['07-03 16:00-17:00'],
    },
    {
      what: 'hours as Outlook has them',
      lines: [
        'DTSTART;TZID=W. Europe Standard Time:20260703T100000',
        'DTEND;TZID=W. Europe Standard Time:20260703T110000',
      ],
      closed: ['07-03 10:00-11:00'],
    },
    {
      what: 'hours past midnight',
      lines: ['DTSTART:20260703T220000', 'DTEND:20260704T020000'],
      closed: ['07-03 22:00-24:00', '07-04 0:00-2:00'],
    },
    {
      what: 'hours until midnight',
      lines: ['DTSTART:20260703T220000', 'DTEND:20260704T000000'],
      closed: ['07-03 22:00-24:00'],
    },
    { what: 'no time at all', lines: ['DTSTART:20260703T220000', 'DTEND:20260703T220000'], closed: [] },
    { what: 'a cancelled event', lines: ['DTSTART;VALUE=DATE:20260703', 'STATUS:CANCELLED'], closed: [] },
    {
      what: 'a free day, as feeds of holidays have it',
      lines: ['DTSTART;VALUE=DATE:20260703', 'TRANSP:TRANSPARENT'],
      closed: ['07-03'],
    },
    {
      what: 'every other Friday but one',
      lines: ['DTSTART;VALUE=DATE:20260703', 'RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4', 'EXDATE;VALUE=DATE:20260717'],
      closed: ['07-03', '07-31', '08-14'],
    },
    {
      what: 'Mondays since long ago',
      lines: ['DTSTART:20200106T090000', 'DTEND:20200106T100000', 'RRULE:FREQ=WEEKLY;UNTIL=20260609T000000Z'],
      closed: ['06-01 9:00-10:00', '06-08 9:00-10:00'],
    },
    { what: 'a date of every year', lines: ['DTSTART;VALUE=DATE:19700703', 'RRULE:FREQ=YEARLY'], closed: ['07-03'] },
  ])('closes $closed for $what', ({ lines, closed }) => {
    expect(shown(parseCalendar(calendarOf(lines), range))).toEqual(closed)
  })

  it('keeps the hour of a zone when the clock is changed', () => {
    const lines = ['DTSTART;TZID=Europe/Amsterdam:20261019T090000', 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY;COUNT=2']
    expect(shown(parseCalendar(calendarOf(lines), range))).toEqual(['10-19 9:00-10:00', '10-26 9:00-10:00'])
  })

  it('follows a repetition that was moved, one that was cancelled, and one whose series is elsewhere', () => {
    const series = ['UID:1', 'DTSTART:20260703T100000', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=3']
    const moved = ['UID:1', 'RECURRENCE-ID:20260704T100000', 'DTSTART:20260704T150000', 'DURATION:PT1H']
    const cancelled = [
      'UID:1',
      'RECURRENCE-ID:20260705T100000',
      'DTSTART:20260705T100000',
      'DURATION:PT1H',
      'STATUS:CANCELLED',
    ]
    const orphan = ['UID:2', 'RECURRENCE-ID:20260706T100000', 'DTSTART:20260706T100000', 'DURATION:PT1H']
    expect(shown(parseCalendar(calendarOf(series, moved, cancelled, orphan), range))).toEqual([
      '07-03 10:00-11:00',
      '07-04 15:00-16:00',
      '07-06 10:00-11:00',
    ])
  })

  it('reads several calendars in one text, and one without events', () => {
    const text = calendarOf(['DTSTART;VALUE=DATE:20260703']) + calendarOf(['DTSTART;VALUE=DATE:20260704'])
    expect(shown(parseCalendar(text, range))).toEqual(['07-03', '07-04'])
    expect(parseCalendar(calendarOf(), range)).toEqual([])
  })

  it.each([
    { what: 'nothing', text: '' },
    { what: 'a web page', text: '<!doctype html>\n<title>Sign in</title>' },
    { what: 'half a calendar', text: calendarOf(['DTSTART;VALUE=DATE:20260703']).slice(0, 90) },
    { what: 'a contact', text: 'BEGIN:VCARD\nFN:Jansen\nEND:VCARD\n' },
    {
      what: 'an event every second',
      text: calendarOf(['DTSTART:20200101T000000Z', 'DURATION:PT1S', 'RRULE:FREQ=SECONDLY']),
    },
    { what: 'a time that is none', text: calendarOf(['DTSTART:tomorrow', 'DURATION:PT1H']) },
  ])('refuses $what, and quotes nothing of it', ({ text }) => {
    expect(() => parseCalendar(text, range)).toThrow(/^(?:it|an event) [^<>\d]+$/)
  })
})

function calendarOf(...events: string[][]): string {
  const blocks = events.map((lines, index) =>
    ['BEGIN:VEVENT', ...(lines[0]?.startsWith('UID:') ? [] : [`UID:own-${index}`]), ...lines, 'END:VEVENT'].join('\n'),
  )
  return `${['BEGIN:VCALENDAR', 'VERSION:2.0', outlookZone, ...blocks, 'END:VCALENDAR'].join('\n')}\n`.replaceAll(
    '\n',
    '\r\n',
  )
}

function shown(closures: readonly Closure[]): string[] {
  const { dates, spans } = closuresOn(amsterdam, closures, range, createWallClocks())
  const day = (date: number) => new Date(date * 86_400_000).toISOString().slice(5, 10)
  const clock = (minute: number) => `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`
  const hours = [...spans].flatMap(([date, list]) =>
    list.map(({ startMinute, endMinute }) => `${day(date)} ${clock(startMinute)}-${clock(endMinute)}`),
  )
  return [...[...dates].map(day), ...hours].sort()
}

function dateOf(text: string): number {
  return Date.parse(text) / 86_400_000
}
