import { EventEmitter, once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Finding, SetupContext } from '@preanswer/core'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { type CalendarSource, openCalendars } from './calendars.ts'

const refreshMs = 3_600_000
const now = Date.parse('2026-11-26T12:00:00Z')

let baseDir: string
beforeEach(async () => {
  baseDir = await mkdtemp(join(tmpdir(), 'calendars-'))
  vi.useFakeTimers({ now, toFake: ['setTimeout', 'clearTimeout', 'Date'] })
})
afterEach(async () => {
  vi.useRealTimers()
  await rm(baseDir, { recursive: true })
})

describe('openCalendars', () => {
  it('reads a file, and reads it again', async () => {
    await writeFile(join(baseDir, 'closed.ics'), calendarOn('20261201'))
    const { calendars, changed } = await openThese([{ file: 'closed.ics', refreshMs }])
    expect(datesOf(calendars)).toEqual(['2026-12-01'])
    await writeFile(join(baseDir, 'closed.ics'), calendarOn('20261202'))
    await changed(() => vi.advanceTimersByTime(refreshMs))
    expect(datesOf(calendars)).toEqual(['2026-12-02'])
  })

  it.each([
    { what: 'is not there', text: undefined },
    { what: 'is no calendar', text: 'Monday: closed' },
    { what: 'is too large', text: calendarOn('20261201').padEnd(1_000_001, '\n') },
  ])('refuses a file that $what', async ({ text }) => {
    if (text !== undefined) await writeFile(join(baseDir, 'closed.ics'), text)
    await expect(openThese([{ file: 'closed.ics', refreshMs }])).rejects.toThrow(/^calendars\.0: closed\.ics /)
  })

  it('keeps the last good copy of a file that breaks, warns once, and takes it again when it is mended', async () => {
    await writeFile(join(baseDir, 'closed.ics'), calendarOn('20261201'))
    const { calendars, changed, log } = await openThese([{ file: 'closed.ics', refreshMs }])
    await writeFile(join(baseDir, 'closed.ics'), 'BEGIN:VCALENDAR')
    await warned(log, () => vi.advanceTimersByTime(refreshMs))
    expect(datesOf(calendars)).toEqual(['2026-12-01'])
    await rm(join(baseDir, 'closed.ics'))
    vi.advanceTimersByTime(60_000)
    // by then it has not found the file
    while (vi.getTimerCount() === 0) await readFile(join(baseDir, 'closed.ics')).catch(() => {})
    await writeFile(join(baseDir, 'closed.ics'), calendarOn('20261203'))
    await changed(() => vi.advanceTimersByTime(60_000))
    expect(datesOf(calendars)).toEqual(['2026-12-03'])
    expect(log.warn).toHaveBeenCalledTimes(1)
  })

  it('fetches a URL with its headers', async () => {
    const seen: (string | undefined)[] = []
    const url = await serve((request, response) => {
      seen.push(request.headers.authorization)
      response.end(calendarOn('20261201'))
    })
    const { calendars, findings } = await openThese([
      { url, headers: { authorization: 'Bearer swordfish' }, refreshMs },
    ])
    expect({ dates: datesOf(calendars), findings, seen }).toEqual({
      dates: ['2026-12-01'],
      findings: [],
      seen: ['Bearer swordfish'],
    })
  })

  it.each([
    { what: 'says 404', answer: (response: ServerResponse) => response.writeHead(404).end('not here') },
    { what: 'sends a page', answer: (response: ServerResponse) => response.end('<title>Sign in</title>') },
    { what: 'sends too much', answer: (response: ServerResponse) => response.end('\n'.repeat(1_000_001)) },
    { what: 'hangs up', answer: (response: ServerResponse) => response.destroy() },
    {
      what: 'hangs up within the answer',
      answer: (response: ServerResponse) => {
        response.writeHead(200, { 'content-length': 1_000 }).write('BEGIN:VCALENDAR')
        setImmediate(() => response.destroy())
      },
    },
  ])('starts with a URL that $what, reports it, and takes it later', async ({ answer }) => {
    let isBroken = true
    const url = await serve((_, response) => (isBroken ? answer(response) : response.end(calendarOn('20261201'))))
    const { calendars, changed, findings } = await openThese([{ url, headers: {}, refreshMs }])
    expect(datesOf(calendars)).toEqual([])
    expect(findings).toMatchObject([{ severity: 'warning', code: 'calendar-unread', path: ['calendars', 0] }])
    expect(JSON.stringify(findings)).not.toContain('secret-address')
    isBroken = false
    await changed(() => vi.advanceTimersByTime(60_000))
    expect(datesOf(calendars)).toEqual(['2026-12-01'])
  })

  it('gives up on a URL that does not answer', async () => {
    const requests = new EventEmitter()
    const url = await serve(() => requests.emit('asked'))
    const opening = openThese([{ url, headers: {}, refreshMs }])
    await once(requests, 'asked')
    vi.advanceTimersByTime(4_000)
    const { findings } = await opening
    expect(findings).toMatchObject([{ code: 'calendar-unread' }])
  })

  it('keeps the last good copy when the URL breaks', async () => {
    let isBroken = false
    const url = await serve((_, response) => (isBroken ? response.destroy() : response.end(calendarOn('20261201'))))
    const { calendars, log } = await openThese([{ url, headers: {}, refreshMs }])
    isBroken = true
    await warned(log, () => vi.advanceTimersByTime(refreshMs))
    expect(datesOf(calendars)).toEqual(['2026-12-01'])
    expect(JSON.stringify(log.warn.mock.calls)).not.toContain('secret-address')
  })

  it('reads nothing more when the host has closed', async () => {
    await writeFile(join(baseDir, 'closed.ics'), calendarOn('20261201'))
    const { close } = await openThese([{ file: 'closed.ics', refreshMs }])
    expect(vi.getTimerCount()).toBe(1)
    close()
    expect(vi.getTimerCount()).toBe(0)
  })
})

async function openThese(sources: CalendarSource[]) {
  const closing = new AbortController()
  onTestFinished(() => closing.abort())
  const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
  const findings: Finding[] = []
  const report = (finding: Finding) => void findings.push(finding)
  const context: SetupContext = { baseDir, log, report, signal: closing.signal, timeZones: [] }
  const onChange = vi.fn()
  const calendars = await openCalendars(sources, context, onChange)
  const changed = (act: () => void) => calledBy(onChange, act)
  return { calendars, changed, findings, log, close: () => closing.abort() }
}

function warned(log: { warn: ReturnType<typeof vi.fn> }, act: () => void): Promise<void> {
  return calledBy(log.warn, act)
}

function calledBy(fn: ReturnType<typeof vi.fn>, act: () => void): Promise<void> {
  return new Promise((resolve) => {
    fn.mockImplementationOnce(() => resolve())
    act()
  })
}

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret-address.ics`
}

function calendarOn(date: string): string {
  const event = ['BEGIN:VEVENT', 'UID:1', `DTSTART;VALUE=DATE:${date}`, 'END:VEVENT']
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', ...event, 'END:VCALENDAR', ''].join('\r\n')
}

function datesOf(calendars: Awaited<ReturnType<typeof openCalendars>>): string[] {
  return calendars
    .closures()
    .flatMap((closure) => ('first' in closure ? [new Date(closure.first * 86_400_000).toISOString().slice(0, 10)] : []))
}
