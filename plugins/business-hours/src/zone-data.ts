import { dayMinutes } from './notation.ts'
import { type ClockMaker, changeOfShift, createWallClock, shiftAt, type WallClock } from './wall-clock.ts'

/** What is known about the time zones of the world, as of a release of the IANA data. */
export interface ZoneData {
  /** `2026f`; `unknown` where the source does not say */
  readonly version: string
  readonly makeClock: ClockMaker
}

/** What this Node was built with. It is as old as the Node. */
export const zonesOfNode: ZoneData = { version: process.versions.tz ?? 'unknown', makeClock: createWallClock }

/** The data of moment-timezone, which is released with each release of the IANA data. */
export async function loadMomentZones(): Promise<ZoneData> {
  const { tz } = (await import('moment-timezone')).default
  return {
    version: tz.dataVersion,
    makeClock(timeZone) {
      const zone = tz.zone(timeZone)
      if (zone === null) return undefined
      return (epochMs) => Math.floor(epochMs / 60_000 - zone.utcOffset(epochMs))
    },
  }
}

/**
 * The first day of the two years after `fromMs` on which two clocks differ.
 *
 * @returns `2026-11-01`, or `undefined` when they never do
 */
export function firstDifference(one: WallClock, other: WallClock, fromMs: number): string | undefined {
  const from = Math.floor(fromMs / 60_000)
  for (let minute = from; minute < from + 730 * dayMinutes; minute += dayMinutes) {
    if (differOnDay(one, other, minute)) return new Date(minute * 60_000).toISOString().slice(0, 10)
  }
  return undefined
}

function differOnDay(one: WallClock, other: WallClock, minute: number): boolean {
  const at = minute * 60_000
  if (one(at) !== other(at)) return true
  const next = minute + dayMinutes
  if (shiftAt(one, at) === shiftAt(one, next * 60_000)) return false
  // both are changed on this day, perhaps at different hours
  return changeOfShift(one, minute, next) !== changeOfShift(other, minute, next)
}
