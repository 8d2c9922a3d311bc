import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Host, parseNumber } from '@preanswer/core'
import { DateTime } from 'luxon'
import { exitCodes, Failure } from '../exit-codes.ts'
import { type Asked, askAt, keyOf, type Ring, type TimetableAnswer } from './answer.ts'

/** What somebody wants to know about a week. */
export interface TimetableQuestion {
  /** Name of a line, or a number dialed in E.164; the default line where absent */
  readonly line?: string | undefined
  /** Who rings: E.164; withheld where absent */
  readonly from?: string | undefined
  /** ISO 8601, like `2026-W52`; this week where absent */
  readonly week?: string | undefined
}

/** What a caller would get over a week, by the clock of the line. */
export interface Timetable {
  /** `2026-W52` */
  readonly week: string
  readonly line: string
  /** IANA; that of this machine where the config has none */
  readonly timeZone: string
  /** Monday to Sunday */
  readonly days: readonly TimetableDay[]
}

export interface TimetableDay {
  /** `2026-12-24` */
  readonly date: string
  /** What makes it special: the name of a holiday, a change of the clocks */
  readonly remarks: readonly string[]
  /** 24; 23 or 25 where the clocks change */
  readonly hours: readonly TimetableHour[]
}

/** What a caller gets at the beginning of an hour. */
export interface TimetableHour extends TimetableAnswer {
  /** What the clock shows, 0 to 23 */
  readonly hour: number
  /** What changes within it, to the minute */
  readonly changes: readonly TimetableAnswer[]
}

/** Minutes between two tries: what lasts for less may be missed. */
const stepMinutes = 15

/** Calls that are tried at once, where plugins wait for somebody. */
const together = 8

/**
 * Tries the call of a caller every quarter of an hour of a week, and looks for the minute in which an answer changes. The
 * plugins are asked some 700 times; nothing is counted or recorded.
 *
 * @throws {Failure} exit 2, when there is no such line or week
 */
export async function timetable(host: Pick<Host, 'answer' | 'lines'>, question: TimetableQuestion): Promise<Timetable> {
  const ring: Ring = { from: question.from ?? 'withheld', to: await numberOf(question.line, host) }
  const ask = async (at: number) => (await askAt(host, ring, at)) ?? hostClosed()
  const { line, timeZone = DateTime.local().zoneName } = await ask(Date.now())
  const monday = mondayOf(question.week, timeZone)
  const times = Array.from(
    { length: monday.plus({ weeks: 1 }).diff(monday, 'minutes').minutes / stepMinutes },
    (_, index) => monday.plus({ minutes: index * stepMinutes }),
  )
  const asked = await askAll(
    times.map((time) => time.toMillis()),
    ask,
  )
  const changes = await findChanges(asked, ask)
  const days = [0, 1, 2, 3, 4, 5, 6].map((day) => dayOf(monday.plus({ days: day }), asked, changes))
  return { week: monday.toFormat("kkkk-'W'WW"), line, timeZone, days }
}

/** A number that is answered by the line that somebody means; `undefined` for the default line. */
async function numberOf(line: string | undefined, host: Pick<Host, 'answer' | 'lines'>): Promise<string | undefined> {
  if (line === undefined || parseNumber(line) !== undefined) return line
  const known = host.lines.find(({ name }) => name === line)
  if (known === undefined) throw new Failure(exitCodes.usage, `There is no line ${JSON.stringify(line)} in the config.`)
  if (known.numbers.length === 0) return undefined
  for (const to of known.numbers.flatMap(candidates)) {
    // a number may be another line's, whose beginning is longer
    if ((await askAt(host, { from: 'withheld', to }, Date.now()))?.line === line) return to
  }
  throw new Failure(exitCodes.usage, `The line ${line} has no number of its own.`)
}

/** The number itself; of a beginning some numbers that have it. */
function candidates(number: string): string[] {
  if (!number.endsWith('*')) return [number]
  return [...'0123456789'].map((digit) => `${number.slice(0, -1)}${digit}`.padEnd(12, '0').slice(0, 16))
}

function mondayOf(week: string | undefined, zone: string): DateTime {
  const monday = week === undefined ? DateTime.now().setZone(zone).startOf('week') : DateTime.fromISO(week, { zone })
  if ((week === undefined || /^[12]\d{3}-W\d\d$/.test(week)) && monday.isValid) return monday
  throw new Failure(exitCodes.usage, 'A week looks like 2026-W52.')
}

async function askAll(times: readonly number[], ask: (at: number) => Promise<Asked>): Promise<Asked[]> {
  const asked: Asked[] = []
  for (let from = 0; from < times.length; from += together) {
    asked.push(...(await Promise.all(times.slice(from, from + together).map(ask))))
    // a host that serves calls takes them in between
    await nextTurn()
  }
  return asked
}

/** The minutes between two tries from which on the answer is another. */
async function findChanges(asked: readonly Asked[], ask: (at: number) => Promise<Asked>): Promise<TimetableAnswer[]> {
  const changes: TimetableAnswer[] = []
  for (const [index, { answer }] of asked.entries()) {
    const before = asked[index - 1]?.answer
    if (before !== undefined && keyOf(before) !== keyOf(answer)) changes.push(await findChange(before, answer, ask))
  }
  return changes
}

async function findChange(before: TimetableAnswer, after: TimetableAnswer, ask: (at: number) => Promise<Asked>) {
  let found = after
  for (let from = before.at; found.at - from > 60_000; ) {
    const middle = from + Math.floor((found.at - from) / 120_000) * 60_000
    const { answer } = await ask(middle)
    if (keyOf(answer) === keyOf(before)) from = middle
    else found = answer
  }
  return found
}

function dayOf(midnight: DateTime, asked: readonly Asked[], changes: readonly TimetableAnswer[]): TimetableDay {
  const [from, to] = [midnight.toMillis(), midnight.plus({ days: 1 }).toMillis()]
  const today = asked.filter(({ answer: { at } }) => from <= at && at < to)
  const hours: TimetableHour[] = []
  // an hour that the clock shows twice is two hours
  const clockOf = (at: number) => DateTime.fromMillis(at, { zone: midnight.zone }).toFormat('HHZ')
  for (const { answer } of today) {
    if (hours.length > 0 && clockOf(hours.at(-1)?.at ?? 0) === clockOf(answer.at)) continue
    const inside = changes.filter(({ at }) => at > answer.at && at < to && clockOf(at) === clockOf(answer.at))
    hours.push({ ...answer, hour: DateTime.fromMillis(answer.at, { zone: midnight.zone }).hour, changes: inside })
  }
  const holidays = today.flatMap(({ holiday }) => holiday ?? [])
  return { date: midnight.toISODate() ?? '', remarks: [...new Set(holidays), ...clockChange(from, to)], hours }
}

function clockChange(from: number, to: number): string[] {
  const hours = (to - from) / 3_600_000
  return hours === 24 ? [] : [`${hours} hours: the clocks go ${hours < 24 ? 'forward' : 'back'}`]
}

function hostClosed(): never {
  throw new Failure(exitCodes.failed, 'The host is closed.')
}
