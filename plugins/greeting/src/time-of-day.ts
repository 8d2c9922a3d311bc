/** A part of the day in minutes since midnight. One past midnight ends before it starts. */
export interface HourSpan {
  readonly startMinute: number
  readonly endMinute: number
}

/** Reads `06:00-12:00` or `22:00-06:00`; `undefined` for everything else. */
export function parseHours(text: string): HourSpan | undefined {
  const [, start, end] = /^(\d\d:\d\d)-(\d\d:\d\d)$/.exec(text) ?? []
  const startMinute = parseMinute(start)
  const endMinute = parseMinute(end)
  if (startMinute === undefined || endMinute === undefined || startMinute === 1_440) return undefined
  return startMinute === endMinute ? undefined : { startMinute, endMinute }
}

/** Whether it is that part of the day; the end does not belong to it. A minute that is not known is in none. */
export function covers({ startMinute, endMinute }: HourSpan, minute: number | undefined): boolean {
  if (minute === undefined) return false
  if (startMinute < endMinute) return startMinute <= minute && minute < endMinute
  return startMinute <= minute || minute < endMinute
}

/**
 * Tells the minute of the day by zone, with the rules of the running Node. What it needs for a zone is made once: that
 * costs many times what reading it does.
 *
 * @returns A function that gives `undefined` when there is no zone (IANA), or no such zone
 */
export function createMinuteOfDay(): (timeZone: string | undefined, epochMs: number) => number | undefined {
  const formats = new Map<string, Intl.DateTimeFormat | undefined>()
  return function minuteOfDay(timeZone, epochMs) {
    if (timeZone === undefined) return undefined
    if (!formats.has(timeZone)) {
      // zones come from facts too, and a name has many spellings
      if (formats.size >= 64) formats.clear()
      formats.set(timeZone, formatIn(timeZone))
    }
    return parseMinute(formats.get(timeZone)?.format(epochMs))
  }
}

function parseMinute(clock: string | undefined): number | undefined {
  const [hour = Number.NaN, minute = Number.NaN] = (clock ?? '').split(':').map(Number)
  const isTime = (hour < 24 && minute < 60) || (hour === 24 && minute === 0)
  return isTime ? hour * 60 + minute : undefined
}

function formatIn(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US-u-nu-latn', {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
  } catch {
    return undefined
  }
}
