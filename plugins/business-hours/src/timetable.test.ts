import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SetupContext } from '@preanswer/core'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { type BusinessHoursOptions, optionsSchema } from './options.ts'
import { openTimetable } from './timetable.ts'

const hourMs = 3_600_000
const christmas = Date.parse('2030-12-25T12:00:00Z')

let baseDir: string
beforeEach(async () => {
  baseDir = await mkdtemp(join(tmpdir(), 'timetable-'))
})
afterEach(async () => {
  vi.useRealTimers()
  await rm(baseDir, { recursive: true })
})

describe('openTimetable', () => {
  it('adds a year of holidays when a year begins', async () => {
    vi.useFakeTimers({ now: Date.parse('2026-12-31T23:30:00Z'), toFake: ['Date', 'setInterval', 'clearInterval'] })
    const timetable = await openThis({ holidays: { country: 'NL' } })
    expect(timetable.openingIn('Europe/Amsterdam')?.outlookAt(christmas).state).toBe('open')
    vi.advanceTimersByTime(hourMs)
    expect(timetable.openingIn('Europe/Amsterdam')?.outlookAt(christmas).state).toBe('holiday')
  })

  it('follows a calendar that changes', async () => {
    vi.useFakeTimers({ now: Date.parse('2030-12-01T00:00:00Z'), toFake: ['Date', 'setTimeout', 'clearTimeout'] })
    await writeFile(join(baseDir, 'closed.ics'), calendarOn('20301224'))
    const timetable = await openThis({ calendars: [{ file: 'closed.ics' }] })
    const state = () => timetable.openingIn('Europe/Amsterdam')?.outlookAt(christmas).state
    expect(state()).toBe('open')
    await writeFile(join(baseDir, 'closed.ics'), calendarOn('20301225'))
    vi.advanceTimersByTime(hourMs)
    while (state() === 'open') await new Promise(setImmediate)
    expect(state()).toBe('closed-by-calendar')
  })

  it('keeps zones apart, and has none for what is no zone', async () => {
    const timetable = await openThis({})
    const at = Date.parse('2026-06-15T08:00:00Z')
    expect(timetable.openingIn('Europe/Amsterdam')?.outlookAt(at).state).toBe('open')
    expect(timetable.openingIn('America/New_York')?.outlookAt(at).state).toBe('closed')
    expect([timetable.openingIn(undefined), timetable.openingIn('Mars/Olympus')]).toEqual([undefined, undefined])
  })

  it('works a zone out once', async () => {
    const timetable = await openThis({})
    expect(timetable.openingIn('Europe/Paris')).toBe(timetable.openingIn('Europe/Paris'))
  })

  it('leaves no timer behind when the host closes', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] })
    const closing = new AbortController()
    await openThis({}, closing)
    expect(vi.getTimerCount()).toBe(1)
    closing.abort()
    expect(vi.getTimerCount()).toBe(0)
  })
})

async function openThis(options: Partial<BusinessHoursOptions>, closing = new AbortController()) {
  onTestFinished(() => closing.abort())
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  const context: SetupContext = { baseDir, log, signal: closing.signal, timeZones: ['Europe/Amsterdam'], report() {} }
  const hours = { 'mon-fri': ['09:00-17:30'] }
  return openTimetable(optionsSchema.parse({ hours, closed: { reject: 'We are closed.' }, ...options }), context)
}

function calendarOn(date: string): string {
  const event = ['BEGIN:VEVENT', 'UID:1', `DTSTART;VALUE=DATE:${date}`, 'END:VEVENT']
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', ...event, 'END:VCALENDAR', ''].join('\r\n')
}
