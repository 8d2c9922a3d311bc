import { dayMinutes } from './notation.ts'
import { type OpeningState, type Schedule, stateAt } from './schedule.ts'
import { changeOfShift, shiftAt, type WallClock } from './wall-clock.ts'

/** How a business stands at an instant. */
export interface Outlook {
  readonly state: OpeningState
  /** What the clock on the wall shows, in minutes since 1970-01-01 00:00 */
  readonly wallMinute: number
  /** When it closes if it is open, when it opens if it is closed; `undefined` beyond 400 days */
  readonly change: Change | undefined
}

export interface Change {
  /** ms since the Unix epoch */
  readonly epochMs: number
  readonly wallMinute: number
}

/** A business by the clock of one time zone. */
export interface Opening {
  readonly outlookAt: (epochMs: number) => Outlook
  readonly dayOn: Schedule
  readonly wallClock: WallClock
}

/** How far ahead an opening is looked for. */
export const horizonMs = 400 * dayMinutes * 60_000

/** Puts a business on a clock. The next change is looked for once, and remembered until it comes. */
export function createOpening(dayOn: Schedule, wallClock: WallClock): Opening {
  let known: { readonly from: number; readonly until: number; readonly change: Change | undefined } | undefined

  function outlookAt(epochMs: number): Outlook {
    const wallMinute = wallClock(epochMs)
    if (known === undefined || epochMs < known.from || epochMs >= known.until) {
      const changesAt = nextChange(dayOn, wallClock, epochMs, epochMs + horizonMs + graceMs)
      const change = changesAt === undefined ? undefined : { epochMs: changesAt, wallMinute: wallClock(changesAt) }
      known = { from: epochMs, until: changesAt ?? epochMs + graceMs, change }
    }
    const { change } = known
    const isNear = change !== undefined && change.epochMs - epochMs <= horizonMs
    return { state: stateAt(dayOn, wallMinute), wallMinute, change: isNear ? change : undefined }
  }

  return { outlookAt, dayOn, wallClock }
}

/**
 * The first instant after `fromMs` at which a business that is closed opens, or one that is open closes.
 *
 * @returns ms since the Unix epoch, or `undefined` when there is none until `untilMs`
 */
export function nextChange(dayOn: Schedule, wallClock: WallClock, fromMs: number, untilMs: number): number | undefined {
  const isOpenAt = (epochMs: number) => stateAt(dayOn, wallClock(epochMs)) === 'open'
  const wasOpen = isOpenAt(fromMs)
  for (let from = Math.floor(fromMs / 60_000); from * 60_000 < untilMs; from += dayMinutes) {
    const changesAt = candidates(dayOn, wallClock, from, from + dayMinutes)
      .map((minute) => minute * 60_000)
      .find((epochMs) => epochMs > fromMs && isOpenAt(epochMs) !== wasOpen)
    if (changesAt !== undefined) return changesAt <= untilMs ? changesAt : undefined
  }
  return undefined
}

/** That nothing changes for so long is found out again after a day. */
const graceMs = dayMinutes * 60_000

/** In order, the minutes since the Unix epoch, after `from` and not after `to`, at which something can change. */
function candidates(dayOn: Schedule, wallClock: WallClock, from: number, to: number): number[] {
  const shift = shiftAt(wallClock, from * 60_000)
  const laterShift = shiftAt(wallClock, to * 60_000)
  if (shift === laterShift) return boundaries(dayOn, from, to, shift)
  const change = changeOfShift(wallClock, from, to)
  return [
    ...boundaries(dayOn, from, change - 1, shift),
    // the clock jumps over boundaries, or back before them
    change,
    ...boundaries(dayOn, change, to, laterShift),
  ]
}

function boundaries(dayOn: Schedule, from: number, to: number, shift: number): number[] {
  const first = Math.floor((from + shift) / dayMinutes) - 1
  const last = Math.floor((to + shift) / dayMinutes)
  const minutes: number[] = []
  for (let date = first; date <= last; date += 1) {
    for (const { startMinute, endMinute } of dayOn(date).spans) {
      for (const minute of [startMinute, endMinute]) minutes.push(date * dayMinutes + minute - shift)
    }
  }
  return minutes.filter((minute) => from < minute && minute <= to).sort((one, other) => one - other)
}
