import type { SetupContext } from '@preanswer/core'
import type { HolidayRules, HolidayTable } from './holidays.ts'
import { dayMinutes } from './notation.ts'
import { horizonMs, type Opening } from './outlook.ts'
import type { Closures } from './schedule.ts'
import { firstDifference, type ZoneData } from './zone-data.ts'

type Reporting = Pick<SetupContext, 'report'>

/** Says how old the data of the time zones is, and which of the zones it gets wrong in the next two years. */
export function reportZones(
  timeZones: readonly string[],
  used: ZoneData,
  newest: ZoneData,
  { report }: Reporting,
): void {
  report({
    severity: 'note',
    code: 'time-zone-data',
    path: ['timeZoneData'],
    message: `time zones are those of tz ${used.version}${used === newest ? ', from moment-timezone' : `, from this Node; moment-timezone has ${newest.version}`}`,
  })
  // a Node that is newer than the package knows better
  if (used.version >= newest.version) return
  for (const timeZone of timeZones) {
    const [one, other] = [used.makeClock(timeZone), newest.makeClock(timeZone)]
    const date = one && other && firstDifference(one, other, Date.now())
    if (date === undefined) continue
    report({
      severity: 'warning',
      code: 'time-zone-outdated',
      path: ['timeZone'],
      message: `this Node is wrong about the clock in ${timeZone} from ${date}`,
      hint: 'set `timeZoneData: moment-timezone`, or use a Node with newer data',
    })
  }
}

/** Lists the holidays to come: sources disagree about some, and the owner knows. */
export function reportHolidays(table: HolidayTable, rules: HolidayRules | undefined, { report }: Reporting): void {
  if (rules === undefined) return
  const coming = [...table].filter(([date]) => isComing(date)).sort(([one], [other]) => one - other)
  const list = coming.map(([date, { name, within }]) => {
    const words = [isoDate(date), name, within === undefined ? undefined : '(half a day)']
    return words.filter((word) => word !== undefined).join(' ')
  })
  report({
    severity: 'note',
    code: 'holidays',
    path: ['holidays'],
    message: `closed on ${list.length} holidays in the next 400 days: ${list.join(', ')}`,
  })
}

/** Shows that calendars were read: the dates that they close, and nothing of what they say. */
export function reportClosures({ dates, spans }: Closures, { report }: Reporting): void {
  const touched = new Set([...dates, ...spans.keys()])
  const coming = [...touched].filter(isComing).sort((one, other) => one - other)
  const list = coming.slice(0, 20).map((date) => `${isoDate(date)}${dates.has(date) ? '' : ' (some hours)'}`)
  report({
    severity: 'note',
    code: 'calendars',
    path: ['calendars'],
    message: `calendars close ${coming.length} of the next 400 days: ${[...list, ...(coming.length > 20 ? ['…'] : [])].join(', ')}`,
  })
}

/** Passes on what the parser of OpenStreetMap strings remarks, and what its dates cannot do. */
export function reportOsm(warnings: readonly string[], { report }: Reporting): void {
  for (const message of warnings) report({ severity: 'warning', code: 'opening-hours', path: ['hours'], message })
  const year = new Date().getFullYear()
  const [winter, summer] = [new Date(year, 0, 1), new Date(year, 6, 1)].map((date) => date.getTimezoneOffset())
  if (winter === summer) return
  report({
    severity: 'note',
    code: 'local-clock-changes',
    path: ['hours'],
    message: 'times in the hour that the clock of this machine skips in spring are taken for an hour later',
    hint: 'if you open or close in the small hours, run the host with the environment variable TZ=UTC',
  })
}

/** Warns of a business that nobody will ever find open. */
export function reportOpening({ outlookAt }: Opening, { report }: Reporting): void {
  const { state, change } = outlookAt(Date.now())
  if (state === 'open' || change !== undefined) return
  report({
    severity: 'warning',
    code: 'never-open',
    path: ['hours'],
    message: `it does not open within ${horizonMs / (dayMinutes * 60_000)} days`,
  })
}

function isComing(date: number): boolean {
  const today = Math.floor(Date.now() / (dayMinutes * 60_000))
  return today <= date && date <= today + 400
}

function isoDate(date: number): string {
  return new Date(date * dayMinutes * 60_000).toISOString().slice(0, 10)
}
