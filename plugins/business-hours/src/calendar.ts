import ICAL from 'ical.js'
import type { Closure, DateRange, Moment } from './closures.ts'
import { dayMinutes } from './notation.ts'
import { createWallClock } from './wall-clock.ts'

/** Most repetitions that are followed, and closures that are taken, of one calendar. */
const maximum = 20_000

/**
 * Reads an iCalendar text: each event is a closure. An event of whole days closes these dates, one with hours closes
 * these hours. Repetitions are followed with their exceptions; cancelled events do not count. It can take a second: see
 * that it runs on a thread of its own.
 *
 * @throws {Error} when the text is no calendar, or has too much in it
 * @see https://www.rfc-editor.org/rfc/rfc5545
 */
export function parseCalendar(text: string, range: DateRange): Closure[] {
  const events = calendarsIn(text).flatMap((calendar) => calendar.getAllSubcomponents('vevent'))
  const exceptions = new Map<string, ICAL.Component[]>()
  for (const event of events.filter(isException)) {
    exceptions.set(uidOf(event), [...(exceptions.get(uidOf(event)) ?? []), event])
  }
  const masters = events.filter((event) => !isException(event))
  const known = new Set(masters.map(uidOf))
  const orphans = events.filter((event) => isException(event) && !known.has(uidOf(event)))
  const closures = [...masters, ...orphans].flatMap((event) =>
    readable(() => occurrences(event, exceptions.get(uidOf(event)) ?? [], range)),
  )
  if (closures.length > maximum) throw new CalendarError('it has too many events')
  return closures
}

function calendarsIn(text: string): ICAL.Component[] {
  // several calendars in a text come as a list of lists
  const parsed = readable(() => ICAL.parse(text) as unknown[])
  const calendars = (typeof parsed[0] === 'string' ? [parsed] : parsed) as [string, unknown[], unknown[]][]
  if (calendars.length === 0 || calendars.some(([name]) => name !== 'vcalendar')) {
    throw new CalendarError('it is not an iCalendar: it has no VCALENDAR')
  }
  return calendars.map((calendar) => new ICAL.Component(calendar))
}

function occurrences(component: ICAL.Component, exceptions: ICAL.Component[], range: DateRange): Closure[] {
  const event = new ICAL.Event(component, isException(component) ? {} : { exceptions })
  if (!event.isRecurring()) return closureOf(component, event.startDate, event.endDate)
  const closures: Closure[] = []
  const repetitions = event.iterator()
  let steps = 0
  for (let next = repetitions.next(); next && dateOf(next) <= range.last; next = repetitions.next()) {
    steps += 1
    if (steps > maximum) throw new CalendarError('an event is repeated too often')
    const { item, startDate, endDate } = event.getOccurrenceDetails(next)
    if (dateOf(endDate) >= range.first) closures.push(...closureOf(item.component, startDate, endDate))
  }
  return closures
}

function closureOf(event: ICAL.Component, start: ICAL.Time, end: ICAL.Time): Closure[] {
  if (String(event.getFirstPropertyValue('status')).toUpperCase() === 'CANCELLED') return []
  if (Number.isNaN(wallMinuteOf(start) + wallMinuteOf(end))) throw new CalendarError('an event has a time that is none')
  // the end of whole days is the day after the last
  if (start.isDate) return [{ first: dateOf(start), last: Math.max(dateOf(end) - 1, dateOf(start)) }]
  if (end.compare(start) <= 0) return []
  return [{ from: momentOf(start, event, 'dtstart'), to: momentOf(end, event, 'dtend') }]
}

function momentOf(time: ICAL.Time, event: ICAL.Component, name: 'dtstart' | 'dtend'): Moment {
  const property = event.getFirstProperty(name) ?? event.getFirstProperty('dtstart')
  const zone = property?.getParameter('tzid')
  if (typeof zone === 'string' && createWallClock(zone) !== undefined) {
    return { wallMinute: wallMinuteOf(time), timeZone: zone }
  }
  const isFloating = time.zone === ICAL.Timezone.localTimezone
  return isFloating ? { wallMinute: wallMinuteOf(time), timeZone: undefined } : { epochMs: time.toUnixTime() * 1_000 }
}

function isException(event: ICAL.Component): boolean {
  return event.hasProperty('recurrence-id')
}

function uidOf(event: ICAL.Component): string {
  return String(event.getFirstPropertyValue('uid'))
}

function dateOf({ year, month, day }: ICAL.Time): number {
  return Date.UTC(year, month - 1, day) / (dayMinutes * 60_000)
}

function wallMinuteOf({ year, month, day, hour, minute }: ICAL.Time): number {
  return Date.UTC(year, month - 1, day, hour, minute) / 60_000
}

class CalendarError extends Error {}

/** What the parser says quotes the text, and people write names into calendars. */
function readable<Value>(read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    throw error instanceof CalendarError ? error : new CalendarError('it has lines that are no iCalendar')
  }
}
