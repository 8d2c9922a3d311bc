import { createHost, definePlugin, type Entry, type Hooks, type HostConfig, type HostOptions } from '@preanswer/core'
import { businessHours } from '@preanswer/plugin-business-hours'
import { describe, expect, it, vi } from 'vitest'
import { Failure } from '../exit-codes.ts'
import type { Stream } from '../terminal.ts'
import { showTimetable } from './show.ts'
import { type Timetable, type TimetableQuestion, timetable } from './timetable.ts'

const timeZone = 'Europe/Amsterdam'
const closed = { reject: 'Closed. We open {{nextOpening}}.' }
const office = businessHours({
  hours: { 'mon-fri': ['09:00-12:15', '12:45-17:20'] },
  holidays: { country: 'NL' },
  closed,
})
const log = { debug() {}, info() {}, warn() {}, error() {} }

function entry(name: string, setup: (hooks: Hooks) => void): Entry {
  return definePlugin({ name, setup })()
}

/** A week of a host. */
async function weekOf(
  plugins: readonly Entry[],
  question: TimetableQuestion,
  { options = {}, ...config }: HostConfig & { options?: HostOptions } = {},
): Promise<Timetable> {
  const host = await createHost({ unsigned: true, timeZone, language: 'en', ...config, plugins }, { log, ...options })
  return timetable(host, question).finally(() => host.close())
}

/** The hours of a day: `-` for turned away, `o` for others, a `*` where something changes within. */
function rowsOf({ days }: Timetable): string[] {
  return days.map(({ date, hours }) => {
    const cells = hours.map(({ kind, changes }) => `${kind === 'rejection' ? '-' : 'o'}${'*'.repeat(changes.length)}`)
    return `${date} ${cells.join('')}`
  })
}

describe('timetable', () => {
  it('tells for each hour of a week by the clock of the line what a caller gets', async () => {
    const week = await weekOf([office], { week: '2026-W53' })
    expect(week).toMatchObject({ week: '2026-W53', line: 'default', timeZone })
    expect(rowsOf(week)).toEqual([
      '2026-12-28 ---------oooo**ooooo*------',
      '2026-12-29 ---------oooo**ooooo*------',
      '2026-12-30 ---------oooo**ooooo*------',
      '2026-12-31 ---------oooo**ooooo*------',
      '2027-01-01 ------------------------',
      '2027-01-02 ------------------------',
      '2027-01-03 ------------------------',
    ])
    expect(week.days.map(({ remarks }) => remarks)).toEqual([[], [], [], [], ['Nieuwjaar'], [], []])
    expect(week.days[4]?.hours[9]).toMatchObject({ kind: 'rejection', rejectedBy: 'business-hours', reason: 'holiday' })
  })

  it('finds the minute in which something changes', async () => {
    const { days } = await weekOf([office], { week: '2026-W53' })
    const changes = days[0]?.hours.flatMap((hour) =>
      hour.changes.map(({ at, kind }) => [new Date(at).toISOString(), kind]),
    )
    expect(changes).toEqual([
      ['2026-12-28T11:15:00.000Z', 'rejection'],
      ['2026-12-28T11:45:00.000Z', 'default'],
      ['2026-12-28T16:20:00.000Z', 'rejection'],
    ])
  })

  it.each([
    { week: '2026-W13', hours: 23, says: '23 hours: the clocks go forward', clock: [0, 1, 3, 4] },
    { week: '2026-W43', hours: 25, says: '25 hours: the clocks go back', clock: [0, 1, 2, 2, 3] },
  ])('has $hours hours on a Sunday of $week', async ({ week, hours, says, clock }) => {
    const { days } = await weekOf([office], { week })
    const sunday = days.at(-1)
    expect(days.map((day) => day.hours.length)).toEqual([24, 24, 24, 24, 24, 24, hours])
    expect(sunday?.remarks).toEqual([says])
    expect(sunday?.hours.slice(0, clock.length).map(({ hour }) => hour)).toEqual(clock)
  })

  it('tells language, model and what is said to a caller', async () => {
    const plugin = entry('plugin', (hooks) => {
      hooks.identify.tap(({ call }) => (call.caller === '+31612345678' ? { languages: ['nl'] } : null))
      hooks.contribute.tap(({ call, note }) => {
        note('known')
        return call.caller === undefined
          ? null
          : { firstMessage: { en: 'Hello', nl: 'Hallo' }, llm: { provider: 'openai', model: 'large' } }
      })
    })
    const { days } = await weekOf([plugin], { week: '2026-W53', from: '+31612345678' })
    const known = { kind: 'assistant', spoken: 'Hallo', language: 'nl', model: 'large', notes: ['known'] }
    expect(days[0]?.hours[0]).toMatchObject(known)
    const withheld = await weekOf([plugin], { week: '2026-W53' })
    expect(withheld.days[0]?.hours[0]).toMatchObject({ kind: 'default', language: 'en', notes: [] })
  })

  it.each([
    { line: undefined, answered: 'default', kind: 'default' },
    { line: 'default', answered: 'default', kind: 'default' },
    { line: 'tokyo', answered: 'tokyo', kind: 'rejection' },
    { line: '+81312345678', answered: 'tokyo', kind: 'rejection' },
    { line: 'dutch', answered: 'dutch', kind: 'rejection' },
  ])('is about the line $answered for $line', async ({ line, answered, kind }) => {
    const refuses = entry('refuses', (hooks) => {
      hooks.screen.tap(() => ({ reject: 'No.' }))
    })
    const lines = [
      { name: 'tokyo', numbers: ['+81312345678'], timeZone: 'Asia/Tokyo', plugins: [refuses] },
      { name: 'dutch', numbers: ['+31*'], plugins: [refuses] },
      { name: 'amsterdam', numbers: ['+310*'] },
    ]
    const week = await weekOf([], { week: '2026-W53', line }, { lines })
    expect([week.line, week.days[0]?.hours[0]?.kind]).toEqual([answered, kind])
    expect(week.timeZone).toBe(answered === 'tokyo' ? 'Asia/Tokyo' : timeZone)
  })

  it.each(['sales', 'all', '0201234567'])('knows no line %j', async (line) => {
    await expect(weekOf([], { week: '2026-W53', line })).rejects.toThrow(Failure)
  })

  it('shows what an operator says for now', async () => {
    const [from, until] = [Date.parse('2026-12-30T12:00:00Z'), Date.parse('2026-12-30T14:00:00Z')]
    const overrideFor = (_line: unknown, at: number) =>
      from <= at && at < until ? ({ state: 'closed', reject: 'Ill.' } as const) : undefined
    const options = { overrides: { overrideFor, active: () => [] } }
    const { days } = await weekOf([], { week: '2026-W53' }, { options })
    const turnedAway = days.flatMap(({ hours }) => hours).filter(({ kind }) => kind === 'rejection')
    expect(turnedAway.map(({ hour, rejectedBy }) => [hour, rejectedBy])).toEqual(
      [13, 14].map((hour) => [hour, 'override']),
    )
  })

  it('tries calls and leaves no trace of them', async () => {
    const onExchange = vi.fn()
    await weekOf([office], { week: '2026-W53' }, { options: { onExchange } })
    expect(onExchange).not.toHaveBeenCalled()
  })

  it.each(['2026-W54', '2026-W00', '2026-52', 'W52', 'next', ''])('knows no week %j', async (week) => {
    await expect(weekOf([], { week })).rejects.toThrow(Failure)
  })

  it('is about this week where none is named', async () => {
    vi.useFakeTimers({ now: Date.parse('2026-12-31T12:00:00Z'), toFake: ['Date'] })
    try {
      expect((await weekOf([], {})).week).toBe('2026-W53')
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('showTimetable', () => {
  const piped = { isTTY: false } as Stream

  it('has a letter for each hour, a legend, and what changes within an hour', async () => {
    const lines = showTimetable(await weekOf([office], { week: '2026-W53' }), 'a caller', piped)
    expect(lines.join('\n')).toBe(`2026-W53, line default, a caller, by the clock of Europe/Amsterdam

            00    03    06    09    12    15    18    21
Mon 28 Dec  A A A A A A A A A B B B B*B B B B B*A A A A A A
Tue 29 Dec  A A A A A A A A A B B B B*B B B B B*A A A A A A
Wed 30 Dec  A A A A A A A A A B B B B*B B B B B*A A A A A A
Thu 31 Dec  A A A A A A A A A B B B B*B B B B B*A A A A A A
Fri 01 Jan  C C C C C C C C C C C C C C C C C C C C C C C C  Nieuwjaar
Sat 02 Jan  A A A A A A A A A A A A A A A A A A A A A A A A
Sun 03 Jan  A A A A A A A A A A A A A A A A A A A A A A A A

A  turned away by business-hours, closed, in en: "Closed. We open today at nine." or the like
B  the saved assistant as it is, in en
C  turned away by business-hours, holiday, in en: "Closed. We open on Monday at nine."

* changes within the hour
12:15  B → A  Mon Tue Wed Thu
12:45  A → B  Mon Tue Wed Thu
17:20  B → A  Mon Tue Wed Thu`)
  })

  it.each([
    { week: '2026-W13', head: '            00    03    06', sunday: 'Sun 29 Mar  A A   A A' },
    { week: '2026-W43', head: '            00      03    06', sunday: 'Sun 25 Oct  A A A A A A' },
  ])('leaves room for the hours of a clock change in $week', async ({ week, head, sunday }) => {
    const lines = showTimetable(await weekOf([], { week }), 'a caller', piped)
    expect(lines[2]?.slice(0, head.length)).toBe(head)
    expect(lines[9]?.slice(0, sunday.length)).toBe(sunday)
  })
})
