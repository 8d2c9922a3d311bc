import type { SetupContext } from '@preanswer/core'
import { type Calendars, openCalendars } from './calendars.ts'
import { closuresOn } from './closures.ts'
import { type HolidayRules, type HolidayTable, loadHolidays } from './holidays.ts'
import { dayMinutes } from './notation.ts'
import type { CheckedOptions } from './options.ts'
import { loadOsmHours, namesPublicHolidays } from './osm.ts'
import { createOpening, type Opening } from './outlook.ts'
import { reportClosures, reportHolidays, reportOpening, reportOsm, reportZones } from './reports.ts'
import { type Closures, createSchedule, type Hours } from './schedule.ts'
import { createWallClocks, type WallClock } from './wall-clock.ts'
import { loadMomentZones, zonesOfNode } from './zone-data.ts'

/** All that decides about opening, kept up to date in the background until the host closes. */
export interface Timetable {
  /** `undefined` when there is no such zone */
  openingIn(timeZone: string | undefined): Opening | undefined
}

/** Often enough for what changes with the year and the month. */
const upkeepMs = 3_600_000

/**
 * Reads and loads what the options name: nothing of that is left for a call.
 *
 * @throws {Error} when a package, a file or a word in the options is not there; the message says which
 */
export async function openTimetable(options: CheckedOptions, context: SetupContext): Promise<Timetable> {
  const { timeZone, timeZoneData, exceptions } = options
  const timeZones = timeZone === undefined ? context.timeZones : [timeZone]
  const momentZones = await loadMomentZones()
  const zones = timeZoneData === 'node' ? zonesOfNode : momentZones
  const clockIn = createWallClocks(zones.makeClock)
  if (timeZone !== undefined && clockIn(timeZone) === undefined) {
    throw new Error(`timeZone: moment-timezone does not know ${timeZone}; use its name in the IANA data`)
  }
  const hours = await openHours(options, context)
  const holidays = await openHolidays(options.holidays)
  let openings = new WeakMap<WallClock, Opening>()
  const calendars: Calendars = await openCalendars(options.calendars, context, startAnew)

  function openingIn(zone: string | undefined): Opening | undefined {
    const wallClock = clockIn(zone)
    if (wallClock === undefined) return undefined
    const known = openings.get(wallClock)
    if (known !== undefined) return known
    const closures = closuresIn(wallClock)
    const dayOn = createSchedule({ hours, exceptions, closures, holidays: holidays.table() })
    const opening = createOpening(dayOn, wallClock)
    openings.set(wallClock, opening)
    return opening
  }

  function closuresIn(wallClock: WallClock): Closures {
    return closuresOn(wallClock, calendars.closures(), calendars.range(), clockIn)
  }

  /** What was worked out from the old calendars is forgotten, and worked out again before somebody calls. */
  function startAnew(): void {
    openings = new WeakMap()
    for (const zone of timeZones) openingIn(zone)?.outlookAt(Date.now())
  }

  const timer = setInterval(() => {
    if (holidays.keepUp()) startAnew()
    hours.spansOn(today() + 402)
  }, upkeepMs).unref()
  context.signal.addEventListener('abort', () => clearInterval(timer), { once: true })

  reportZones(timeZones, zones, momentZones, context)
  reportHolidays(holidays.table(), options.holidays, context)
  // the first clock of a process takes some 20 ms to make: not in a call
  const opening = openingIn(timeZones[0] ?? 'UTC')
  if (opening !== undefined) {
    if (options.calendars.length > 0) reportClosures(closuresIn(opening.wallClock), context)
    reportOpening(opening, context)
  }
  startAnew()
  return { openingIn }
}

async function openHours({ hours, holidays }: CheckedOptions, context: SetupContext): Promise<Hours> {
  if (!('osm' in hours)) return hours.hours
  if (namesPublicHolidays(hours.osm) && holidays === undefined) {
    throw new Error('hours: the rule "PH off" needs to know the country: set `holidays`, like { country: NL }')
  }
  const read = await loadOsmHours(hours.osm)
  reportOsm(read.warnings, context)
  // a month costs 3 ms to work out
  for (let date = today() - 1; date < today() + 402; date += 1) read.hours.spansOn(date)
  return read.hours
}

interface KeptHolidays {
  table(): HolidayTable
  /** Adds the year that has come into sight; tells whether there was one */
  keepUp(): boolean
}

async function openHolidays(rules: HolidayRules | undefined): Promise<KeptHolidays> {
  if (rules === undefined) return { table: () => new Map(), keepUp: () => false }
  const tableOf = await loadHolidays(rules)
  const year = new Date().getUTCFullYear()
  let last = year + 3
  let table = tableOf([year - 1, year, year + 1, year + 2, last])
  return {
    table: () => table,
    keepUp() {
      if (new Date().getUTCFullYear() + 3 <= last) return false
      last += 1
      table = new Map([...table, ...tableOf([last])])
      return true
    },
  }
}

function today(): number {
  return Math.floor(Date.now() / (dayMinutes * 60_000))
}
