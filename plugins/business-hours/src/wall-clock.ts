import { dayMinutes } from './notation.ts'

/** Tells what the clock on the wall shows: minutes since 1970-01-01 00:00 as that clock counts days and hours. */
export type WallClock = (epochMs: number) => number

/** Makes the wall clock of an IANA zone; `undefined` when it knows no such zone. */
export type ClockMaker = (timeZone: string) => WallClock | undefined

/**
 * The wall clock of a time zone, by the data of this Node. On the days of a clock change it skips and repeats minutes as
 * the one on the wall does. Making it costs many times what reading it does: keep it.
 *
 * @param timeZone IANA
 * @returns `undefined` when there is no such zone
 */
export function createWallClock(timeZone: string): WallClock | undefined {
  const format = formatIn(timeZone)
  if (format === undefined) return undefined
  return function readWallClock(epochMs) {
    // `3/29/2026, 03:00`
    const [month = 0, day = 0, year = 0, hour = 0, minute = 0] = format.format(epochMs).split(/\D+/).map(Number)
    return Date.UTC(year, month - 1, day, hour, minute) / 60_000
  }
}

/** Wall clocks by IANA zone, each made once; `undefined` where there is no zone or no such zone. */
export function createWallClocks(
  makeClock: ClockMaker = createWallClock,
): (timeZone: string | undefined) => WallClock | undefined {
  const clocks = new Map<string, WallClock | undefined>()
  return function wallClockIn(timeZone) {
    if (timeZone === undefined) return undefined
    if (!clocks.has(timeZone)) {
      // zones come from facts too, and a name has many spellings
      if (clocks.size >= 64) clocks.clear()
      clocks.set(timeZone, makeClock(timeZone))
    }
    return clocks.get(timeZone)
  }
}

/** How far a wall clock is ahead of UTC, in minutes. */
export function shiftAt(wallClock: WallClock, epochMs: number): number {
  return wallClock(epochMs) - Math.floor(epochMs / 60_000)
}

/** The first minute since the Unix epoch at which a clock is ahead by as much as at `to`. Between, it is changed once. */
export function changeOfShift(wallClock: WallClock, from: number, to: number): number {
  const after = shiftAt(wallClock, to * 60_000)
  let [low, high] = [from, to]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (shiftAt(wallClock, middle * 60_000) === after) high = middle
    else low = middle
  }
  return high
}

/**
 * When a wall clock shows a certain minute, in ms since the Unix epoch: the first time where it comes twice; where it is
 * skipped, as long after the change as it would have been.
 */
export function instantAt(wallClock: WallClock, wallMinute: number): number {
  // a clock is changed once in two days at most
  const shifts = [wallMinute - dayMinutes, wallMinute + dayMinutes].map((near) => shiftAt(wallClock, near * 60_000))
  const instants = shifts.map((shift) => (wallMinute - shift) * 60_000)
  return instants.find((at) => wallClock(at) === wallMinute) ?? instants[0] ?? Number.NaN
}

function formatIn(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
      timeZone,
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      hourCycle: 'h23',
    })
  } catch {
    return undefined
  }
}
