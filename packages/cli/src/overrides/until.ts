import { DateTime, type DurationLikeObject } from 'luxon'
import { exitCodes, Failure } from '../exit-codes.ts'

/** The clock by which an operator's times are read. */
export interface Clock {
  /** IANA; the zone of this machine where absent */
  readonly timeZone?: string | undefined
  /** ms since the Unix epoch */
  readonly now: number
}

/**
 * Reads when something ends: `17:00`, `tomorrow 08:00`, `2h`, `1d12h`, an ISO 8601 date or time. Without an offset it is a
 * time on the clock of the line; without anything it is the end of the day there.
 *
 * @returns ms since the Unix epoch
 * @throws {Failure} exit 2, when it is none of these, or is not within the next 400 days
 */
export function parseUntil(text: string | undefined, { timeZone = 'system', now }: Clock): number {
  const start = DateTime.fromMillis(now, { zone: timeZone })
  const until = text === undefined ? start.plus({ days: 1 }).startOf('day') : readTime(text.trim(), start)
  if (!until.isValid) throw new Failure(exitCodes.usage, `--until takes ${forms}.`)
  if (until <= start) throw new Failure(exitCodes.usage, `The time of --until is over. It takes ${forms}.`)
  if (until > start.plus({ days: 400 })) throw new Failure(exitCodes.usage, '--until is at most 400 days from now.')
  return until.toMillis()
}

/** A time for people, on the clock of the line: `Thu 26 Nov 2026, 17:00 (Europe/Amsterdam)`. */
export function sayTime(epochMs: number, timeZone = 'system'): string {
  const time = DateTime.fromMillis(epochMs, { zone: timeZone, locale: 'en-GB' })
  return `${time.toFormat('ccc d LLL yyyy, HH:mm')} (${time.zoneName})`
}

const forms = '17:00, "tomorrow 08:00", 2h, 90m, 3d, or an ISO 8601 date or time'

function readTime(text: string, start: DateTime): DateTime {
  const clock = /^(tomorrow\s+)?([01]?\d|2[0-3]):([0-5]\d)$/i.exec(text)
  if (clock !== null) {
    const [, tomorrow, hour, minute] = clock
    return start
      .startOf('day')
      .plus({ days: tomorrow === undefined ? 0 : 1 })
      .set({ hour: Number(hour), minute: Number(minute) })
  }
  const [length, ...parts] = /^(?=\d)(?:(\d{1,3})d)?(?:(\d{1,4})h)?(?:(\d{1,6})m(?:in)?)?$/i.exec(text) ?? []
  if (length !== undefined) {
    const [days = 0, hours = 0, minutes = 0] = parts.map((part) => Number(part ?? 0))
    return start.plus({ days, hours, minutes } satisfies DurationLikeObject)
  }
  return /^\d{4}-/.test(text) ? DateTime.fromISO(text, { zone: start.zone }) : DateTime.invalid('no time')
}
