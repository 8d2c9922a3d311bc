import { describe, expect, it } from 'vitest'
import { parseSpan } from './notation.ts'
import { createOpening, nextChange, type Outlook } from './outlook.ts'
import { createSchedule, type Schedule, stateAt, weeklyHours } from './schedule.ts'
import { createWallClock, type WallClock } from './wall-clock.ts'

const minuteMs = 60_000
const dayMs = 86_400_000
const nineToFive = { startMinute: 540, endMinute: 1_020 }

describe('nextChange', () => {
  it.each([
    { zone: 'Europe/Amsterdam', from: '2026-03-28T00:00Z' },
    { zone: 'Europe/Amsterdam', from: '2026-10-24T00:00Z' },
    { zone: 'America/New_York', from: '2026-03-07T00:00Z' },
    { zone: 'America/New_York', from: '2026-10-31T00:00Z' },
    { zone: 'Australia/Lord_Howe', from: '2026-04-04T00:00Z' },
    { zone: 'Australia/Lord_Howe', from: '2026-10-03T00:00Z' },
    { zone: 'Africa/Casablanca', from: '2026-02-14T00:00Z' },
    { zone: 'Africa/Casablanca', from: '2026-03-21T00:00Z' },
    { zone: 'Asia/Kathmandu', from: '2026-06-01T00:00Z' },
  ])('is the next minute of another state, around a clock change in $zone from $from', ({ zone, from }) => {
    const clock = clockOf(zone)
    const dayOn = weekOf(['00:30-01:30', '01:45-02:15', '02:30-03:30', '09:00-17:30', '23:00-00:15'])
    const start = Date.parse(from)
    const isOpen = Array.from({ length: 4 * 1_440 }, (_, minute) => isOpenAt(dayOn, clock, start + minute * minuteMs))
    const wrong: string[] = []
    for (let minute = 0; minute < 2 * 1_440; minute += 7) {
      const expected = isOpen.findIndex((open, later) => later > minute && open !== isOpen[minute])
      const found = nextChange(dayOn, clock, start + minute * minuteMs, start + 4 * dayMs)
      if (found !== start + expected * minuteMs) wrong.push(new Date(start + minute * minuteMs).toISOString())
    }
    expect(wrong).toEqual([])
  })

  it('lies after an instant within a minute', () => {
    const at = Date.parse('2026-06-15T08:59:59.999Z')
    expect(nextChange(weekOf(['09:00-17:30']), clockOf('UTC'), at, at + dayMs)).toBe(at + 1)
    expect(nextChange(weekOf(['09:00-17:30']), clockOf('UTC'), at + 1, at + dayMs)).toBe(
      Date.parse('2026-06-15T17:30Z'),
    )
  })

  it('passes over spans that touch', () => {
    const at = Date.parse('2026-06-15T10:00Z')
    const dayOn = weekOf(['09:00-12:00', '12:00-24:00'])
    expect(nextChange(dayOn, clockOf('UTC'), at, at + dayMs)).toBe(Date.parse('2026-06-16T00:00Z'))
  })

  it('is not there when a business never closes, or opens too late', () => {
    const at = Date.parse('2026-06-15T10:00Z')
    expect(nextChange(weekOf(['00:00-24:00']), clockOf('Europe/Amsterdam'), at, at + 400 * dayMs)).toBeUndefined()
    expect(nextChange(weekOf(['12:00-13:00']), clockOf('UTC'), at, at + 2 * 3_600_000 - 1)).toBeUndefined()
    expect(nextChange(weekOf(['12:00-13:00']), clockOf('UTC'), at, at + 2 * 3_600_000)).toBe(at + 2 * 3_600_000)
  })
})

describe('createOpening', () => {
  const opensAt = Date.parse('2027-07-21T09:00Z')
  const once = createSchedule({
    hours: weeklyHours([]),
    exceptions: new Map([[opensAt / dayMs - 0.375, [nineToFive]]]),
  })

  it('tells the next change up to 400 days ahead, also where it was looked for earlier', () => {
    const { outlookAt } = createOpening(once, clockOf('UTC'))
    const answers = [1, 0, -1].map((early) => changeAfter(outlookAt(opensAt - 400 * dayMs - early * minuteMs)))
    expect(answers).toEqual([undefined, opensAt, opensAt])
    expect(outlookAt(opensAt - 1)).toMatchObject({ state: 'closed', change: { epochMs: opensAt } })
  })

  it('is right again for a call from before', () => {
    const { outlookAt } = createOpening(weekOf(['09:00-17:00']), clockOf('UTC'))
    const at = (time: string) => Date.parse(`2026-06-15T${time}Z`)
    const answers = ['12:00', '08:00', '12:00', '16:59', '17:00'].map((time) => outlookAt(at(time)))
    expect(answers.map((outlook) => ({ state: outlook.state, changesAt: changeAfter(outlook) }))).toEqual([
      { state: 'open', changesAt: at('17:00') },
      { state: 'closed', changesAt: at('09:00') },
      { state: 'open', changesAt: at('17:00') },
      { state: 'open', changesAt: at('17:00') },
      { state: 'closed', changesAt: at('09:00') + dayMs },
    ])
  })

  it('tells what the clock shows, now and then', () => {
    const { outlookAt } = createOpening(weekOf(['09:00-17:00']), clockOf('Europe/Amsterdam'))
    const { wallMinute, change } = outlookAt(Date.parse('2026-06-15T06:00Z'))
    expect([wallMinute, change?.wallMinute]).toEqual([
      Date.parse('2026-06-15T08:00Z') / minuteMs,
      Date.parse('2026-06-15T09:00Z') / minuteMs,
    ])
  })

  it('looks for the change once', () => {
    let asked = 0
    const { outlookAt } = createOpening((date) => {
      asked += 1
      return once(date)
    }, clockOf('UTC'))
    outlookAt(opensAt - 300 * dayMs)
    const before = asked
    outlookAt(opensAt - 299 * dayMs)
    expect(asked - before).toBeLessThan(5)
  })
})

function changeAfter({ change }: Outlook): number | undefined {
  return change?.epochMs
}

function weekOf(spans: string[]): Schedule {
  return createSchedule({ hours: weeklyHours(Array(7).fill(spans.map((span) => parseSpan(span) ?? nineToFive))) })
}

function clockOf(zone: string): WallClock {
  const clock = createWallClock(zone)
  if (clock === undefined) throw new Error(`no such zone: ${zone}`)
  return clock
}

function isOpenAt(dayOn: Schedule, clock: WallClock, at: number): boolean {
  return stateAt(dayOn, clock(at)) === 'open'
}
