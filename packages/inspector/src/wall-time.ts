/**
 * The instant at which the clocks of a zone show a time. Where they show it twice the first one, where they never do the
 * instant that it would be had they not been put forward.
 *
 * @param wallTime ISO 8601 without an offset: `2026-12-24T20:00`
 * @param timeZone IANA
 * @returns ms since the Unix epoch
 */
export function instantOf(wallTime: string, timeZone: string): number {
  const asUtc = Date.parse(`${wallTime}Z`)
  const [before, after] = [-dayMs, dayMs].map((shift) => asUtc - offsetAt(asUtc + shift, timeZone)) as [number, number]
  return [before, after].find((at) => at + offsetAt(at, timeZone) === asUtc) ?? before
}

const dayMs = 86_400_000

/** ms by which the clocks of a zone are ahead of UTC. */
function offsetAt(at: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
    hourCycle: 'h23',
  })
  const [, day, month, year, time] = /^(\d+)\/(\d+)\/(\d+), (.*)$/.exec(format.format(at)) ?? []
  return Date.parse(`${year}-${month}-${day}T${time}Z`) - Math.floor(at / 1_000) * 1_000
}
