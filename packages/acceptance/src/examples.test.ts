import { dirname, join } from 'node:path'
import { createHost, type Entry, type PluginFactory, readPlugin } from '@preanswer/core'
import type {} from '@preanswer/plugin-business-hours'
import { requestBody } from '@preanswer/testing'
import { readConfig } from 'preanswer'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { preanswer } from './command.ts'
import { sectionOf } from './markdown.ts'
import { readText, root } from './workspace.ts'

/** When three businesses are open, in words of their own: the dates are written down, nothing is taken from the configs. */
const businesses: readonly Business[] = [
  {
    config: 'examples/dental-practice/preanswer.config.yaml',
    timeZone: 'Europe/Amsterdam',
    closed: words(`
      01-01 04-03 04-05 04-06 04-27 05-14 05-24 05-25 12-25 12-26
      07-27 07-28 07-29 07-30 07-31 08-01 08-02 08-03 08-04 08-05 08-06 08-07
    `),
    isOpenOn(date, day, within) {
      if (date === '12-24') return within('08:00', '12:00')
      const isMorning = within('08:00', '12:30')
      if (day === 'Fri') return isMorning
      return isWeekday(day) && (isMorning || within('13:15', '17:00'))
    },
  },
  {
    config: 'examples/web-shop/preanswer.config.ts',
    timeZone: 'Europe/Amsterdam',
    closed: [],
    isOpenOn(date, day, within) {
      if (date === '11-27') return within('08:00', '24:00')
      const isNight = date === '11-28' && within('00:00', '03:00')
      const holidays = words('01-01 04-05 04-06 04-27 05-14 05-24 05-25 12-25 12-26')
      if (day === 'Sun' || holidays.includes(date)) return within('12:00', '17:00')
      return isNight || (day === 'Sat' ? within('10:00', '18:00') : within('08:00', '22:00'))
    },
  },
  {
    config: 'examples/municipality/preanswer.config.yaml',
    timeZone: 'Europe/Brussels',
    closed: words('01-01 04-06 05-01 05-14 05-15 05-25 07-11 07-21 08-15 11-01 11-02 11-11 12-25 12-26'),
    isOpenOn(date, day, within) {
      if (date === '12-24') return within('09:00', '11:00')
      if (day === 'Sat') return within('09:30', '12:00')
      // each second Thursday of a month has a staff meeting
      const isMeeting = day === 'Thu' && date.slice(3) >= '08' && date.slice(3) <= '14'
      const isEvening = day === 'Thu' && !isMeeting && within('16:00', '20:00')
      const isAfternoon = day === 'Mon' && within('13:30', '16:00')
      return isEvening || isAfternoon || (isWeekday(day) && within('09:00', '12:00'))
    },
  },
]

interface Business {
  readonly config: string
  readonly timeZone: string
  /** Month and day */
  readonly closed: readonly string[]
  isOpenOn(date: string, day: string, within: (from: string, to: string) => boolean): boolean
}

describe('every hour of 2026', { timeout: 60_000 }, () => {
  it.each(businesses)('of $config is as its people have it', async ({ config: file, timeZone, closed, isOpenOn }) => {
    // holidays and calendars are known for the years around today
    vi.setSystemTime('2026-01-15')
    const { config, baseDir } = await readConfig(join(root, file))
    const plugins = config.plugins?.filter((entry) => nameOf(entry) === 'business-hours') ?? []
    const host = await createHost({ ...config, plugins, unsigned: true }, { baseDir })
    onTestFinished(() => host.close())
    const wall = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short', ...digits })
    const wrong: string[] = []
    let open = 0
    for (let hour = 0; hour < 365 * 24; hour += 1) {
      // a year has each minute of each hour of the day
      const at = Date.UTC(2026, 0, 1, hour, (hour * 7) % 60)
      const { weekday = '', month, day, ...time } = partsOf(wall, at)
      const date = `${month}-${day}`
      const shown = `${time.hour}:${time.minute}`
      const within = (from: string, to: string) => from <= shown && shown < to
      const isOpen = !closed.includes(date) && isOpenOn(date, weekday, within)
      if (isOpen) open += 1
      const body = requestBody('snake', { caller: null, dialedNumber: '+31201234567', at, callId: String(at) })
      const call = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), trusted: true }
      const { detail } = await host.answer({ ...call, receivedAt: at, detail: true })
      if (detail?.facts.openingHours?.state !== (isOpen ? 'open' : 'closed')) wrong.push(new Date(at).toISOString())
    }
    expect(wrong).toEqual([])
    expect(open).toBeGreaterThan(800)
  })
})

describe('the config of an example', () => {
  it.each(businesses)('passes preanswer check without an error: $config', async ({ config }) => {
    const { exitCode, stdout } = await preanswer(['check', '--config', join(root, config)])
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringContaining('\n0 errors') })
  })
})

describe('the calls in the README', () => {
  it('are those of an example', () => {
    const rowsOf = (text: string) =>
      [...text.matchAll(/^\|.*\d{4}-\d\d-\d\dT.*\|$/gm)].map(([row]) => row.replaceAll(/ +/g, ' '))
    const rows = rowsOf(sectionOf('README.md', 'Three businesses'))
    expect(rows).toHaveLength(5)
    const known = businesses.flatMap(({ config }) => rowsOf(readText(join(dirname(config), 'README.md'))))
    expect(known).toEqual(expect.arrayContaining(rows))
  })
})

function nameOf(entry: Entry | PluginFactory): string | undefined {
  return readPlugin('use' in entry ? entry.use : entry)?.definition.name
}

const digits = { month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const

function partsOf(wall: Intl.DateTimeFormat, at: number): Partial<Record<Intl.DateTimeFormatPartTypes, string>> {
  return Object.fromEntries(wall.formatToParts(at).map(({ type, value }) => [type, value]))
}

function isWeekday(day: string): boolean {
  return day !== 'Sat' && day !== 'Sun'
}

function words(text: string): string[] {
  return text.trim().split(/\s+/)
}
