import { createRequire } from 'node:module'

const dayMs = 86_400_000

/**
 * The instant at which a clock on the wall shows a time: `at('2026-12-25T20:00', 'Europe/Amsterdam')`.
 *
 * @param wallTime ISO 8601 without an offset: `2026-12-25T20:00`, with seconds if need be
 * @param zone IANA zone
 * @param which Of a time that the clock shows twice in autumn, the `first` or the `second` instant
 * @returns ms since the Unix epoch
 * @throws {Error} for a time that cannot be read, or that the clock leaves out in spring
 */
export function at(wallTime: string, zone: string, which: 'first' | 'second' = 'first'): number {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?$/.test(wallTime)) {
    throw new Error(`${JSON.stringify(wallTime)} is no time on a wall: write it like 2026-12-25T20:00`)
  }
  const wallMs = Date.parse(`${wallTime}Z`)
  // the zone's offsets on both sides of any change that may be near
  const offsets = [wallMs - dayMs, wallMs + dayMs].map((epochMs) => offsetMs(epochMs, zone))
  const instants = offsets
    .map((offset) => wallMs - offset)
    .filter((epochMs) => offsetMs(epochMs, zone) === wallMs - epochMs)
  const instant = which === 'first' ? Math.min(...instants) : Math.max(...instants)
  if (Number.isFinite(instant)) return instant
  throw new Error(`there is no ${wallTime} in ${zone}: the clock leaves it out`)
}

/**
 * The instant at which the clock of a zone changes.
 *
 * @param season `spring`: one hour is left out; `autumn`: one comes twice
 * @returns ms since the Unix epoch of the first instant after the change
 * @throws {Error} when the clock does not change so in that year
 */
export function clockChange(zone: string, year: number, season: 'spring' | 'autumn'): number {
  for (let day = Date.UTC(year, 0, 1); day < Date.UTC(year + 1, 0, 1); day += dayMs) {
    const change = offsetMs(day + dayMs, zone) - offsetMs(day, zone)
    if (season === 'spring' ? change > 0 : change < 0) return changeBetween(day, day + dayMs, zone)
  }
  throw new Error(`the clock of ${zone} does not change in the ${season} of ${year}`)
}

/**
 * The day of a public holiday: `holiday('NL', 'Koningsdag', 2026)` is `2026-04-27`.
 *
 * @param country ISO 3166-1 alpha-2
 * @param name In a language of the country, as date-holidays has it
 * @returns `YYYY-MM-DD`
 * @throws {Error} when there is none of that name; it lists those that there are
 */
export function holiday(country: string, name: string, year: number): string {
  const all = calendarOf(country).getHolidays(year)
  const found = all.find((day) => day.name === name)
  if (found !== undefined) return found.date.slice(0, 10)
  const known = [...new Set(all.map((day) => day.name))].join(', ')
  throw new Error(`${country} has no ${JSON.stringify(name)} in ${year}, but: ${known}`)
}

function changeBetween(from: number, to: number, zone: string): number {
  const before = offsetMs(from, zone)
  let [low, high] = [from, to]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetMs(middle, zone) === before) low = middle
    else high = middle
  }
  return high
}

/** How far the clock on the wall is ahead of UTC, ms. */
function offsetMs(epochMs: number, zone: string): number {
  const seconds = Math.floor(epochMs / 1000) * 1000
  const { year, month, day, hour, minute, second } = Object.fromEntries(
    formatterOf(zone)
      .formatToParts(seconds)
      .map(({ type, value }) => [type, Number(value)]),
  ) as Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>
  return Date.UTC(year, month - 1, day, hour, minute, second) - seconds
}

const formatters = new Map<string, Intl.DateTimeFormat>()

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formatters.set(timeZone, made)
  return made
}

interface Calendar {
  getHolidays(year: number): { readonly date: string; readonly name: string }[]
}

/** The rules of all countries take half a second to load, and most tests ask for none. */
function calendarOf(country: string): Calendar {
  const Holidays: new (country: string) => Calendar = createRequire(import.meta.url)('date-holidays')
  return new Holidays(country)
}
