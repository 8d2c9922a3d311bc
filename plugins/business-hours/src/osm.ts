import { dayMinutes, type Span } from './notation.ts'
import type { Hours } from './schedule.ts'

/** The hours of an OpenStreetMap string, and what its parser remarks about it. */
export interface OsmHours {
  readonly hours: Hours
  readonly warnings: readonly string[]
}

/**
 * Reads an `opening_hours` string of OpenStreetMap, with the package `opening_hours`. That knows no time zones: it is
 * asked about dates of the wall clock. What it cannot tell for sure (`unknown`, "by appointment") counts as closed. A
 * rule `PH off` is left to the option `holidays`.
 *
 * @throws {Error} when the package is missing or the string cannot be read; the message says what to do
 * @see https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification
 */
export async function loadOsmHours(text: string): Promise<OsmHours> {
  const { default: OpeningHours } = await importPackage()
  const value = text.replace(publicHolidaysOff, '')
  if (/\b(?:PH|SH)\b/.test(value)) {
    throw new Error('hours: of holidays only the rule "PH off" is understood; say the rest in `holidays` or in dates')
  }
  if (/\b(?:sunrise|sunset|dawn|dusk)\b/.test(value)) {
    throw new Error('hours: the times of the sun depend on the place; write times of the clock')
  }
  const parsed = read(() => new OpeningHours(value))
  const months = new Map<number, ReadonlyMap<number, readonly Span[]>>()
  const hours: Hours = {
    spansOn(date) {
      const month = Math.floor(date / blockDays)
      let spans = months.get(month)
      if (spans === undefined) {
        if (months.size >= 48) months.clear()
        spans = spansByDate(month * blockDays, (from, to) => parsed.getOpenIntervals(from, to))
        months.set(month, spans)
      }
      return spans.get(date) ?? []
    },
  }
  return { hours, warnings: parsed.getWarnings().map(String) }
}

/** Whether a string leaves public holidays to the option `holidays`. */
export function namesPublicHolidays(text: string): boolean {
  return publicHolidaysOff.test(text)
}

const publicHolidaysOff = /;\s*PH\s+(?:off|closed)\s*(?=;|$)/

/** Days that are asked for at once: one question costs 0.3 ms, a month of them 3. */
const blockDays = 32

type Interval = readonly [from: Date, to: Date, isUnknown: boolean, comment: string | undefined]

async function importPackage(): Promise<typeof import('opening_hours')> {
  try {
    return await import('opening_hours')
  } catch (error) {
    throw new Error('hours: a text is read with the package opening_hours: npm install opening_hours', { cause: error })
  }
}

function read<Value>(parse: () => Value): Value {
  try {
    return parse()
  } catch (error) {
    throw new Error(`hours: not an opening_hours string: ${String(error)}`, { cause: error })
  }
}

function spansByDate(first: number, intervalsBetween: (from: Date, to: Date) => Interval[]): Map<number, Span[]> {
  const byDate = new Map<number, Span[]>()
  for (const [from, to, isUnknown] of intervalsBetween(
    localMidnight(first - 1),
    localMidnight(first + blockDays + 2),
  )) {
    if (isUnknown) continue
    for (const [start, end] of cutByDays(wallMinute(from), wallMinute(to))) {
      const date = Math.floor(start / dayMinutes)
      const spans = byDate.get(date) ?? []
      spans.push({ startMinute: start - date * dayMinutes, endMinute: end - date * dayMinutes })
      byDate.set(date, spans)
    }
  }
  return byDate
}

/** A night belongs to the day on which it starts; what is open for a day and longer belongs to each of its days. */
function cutByDays(start: number, end: number): [start: number, end: number][] {
  if (end - start < dayMinutes) return [[start, end]]
  const midnight = (Math.floor(start / dayMinutes) + 1) * dayMinutes
  return midnight >= end ? [[start, end]] : [[start, midnight], ...cutByDays(midnight, end)]
}

/** The package reads local dates: what this machine's clock shows stands for the wall clock of the business. */
function localMidnight(date: number): Date {
  return new Date(1970, 0, 1 + date)
}

function wallMinute(at: Date): number {
  return Date.UTC(at.getFullYear(), at.getMonth(), at.getDate(), at.getHours(), at.getMinutes()) / 60_000
}
