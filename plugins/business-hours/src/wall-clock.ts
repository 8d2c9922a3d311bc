/** Tells what the clock on the wall shows: minutes since 1970-01-01 00:00 as that clock counts days and hours. */
export type WallClock = (epochMs: number) => number

/**
 * The wall clock of a time zone. On the days of a clock change it skips and repeats minutes as the one on the wall does.
 * Making it costs many times what reading it does: keep it.
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
export function createWallClocks(): (timeZone: string | undefined) => WallClock | undefined {
  const clocks = new Map<string, WallClock | undefined>()
  return function wallClockIn(timeZone) {
    if (timeZone === undefined) return undefined
    if (!clocks.has(timeZone)) {
      // zones come from facts too, and a name has many spellings
      if (clocks.size >= 64) clocks.clear()
      clocks.set(timeZone, createWallClock(timeZone))
    }
    return clocks.get(timeZone)
  }
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
