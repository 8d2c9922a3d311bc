import type { Finding } from '@preanswer/core'
import { describe, expect, it } from 'vitest'
import { createOpening } from './outlook.ts'
import { reportClosures, reportHolidays, reportOpening, reportZones } from './reports.ts'
import { createSchedule, weeklyHours } from './schedule.ts'
import { createWallClock, type WallClock } from './wall-clock.ts'
import { type ZoneData, zonesOfNode } from './zone-data.ts'

const utc = createWallClock('UTC') as WallClock
const today = Math.floor(Date.now() / 86_400_000)
const old: ZoneData = { version: '2020a', makeClock: (zone) => createWallClock(zone === 'Europe/Kyiv' ? 'UTC' : zone) }
const newest: ZoneData = { ...zonesOfNode, version: '2020b' }

describe('reportZones', () => {
  it('warns of a zone that old data gets wrong', () => {
    const findings = collected((report) => reportZones(['Europe/Kyiv', 'Europe/Paris'], old, newest, { report }))
    expect(findings.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      'note time-zone-data',
      'warning time-zone-outdated',
    ])
    expect(findings[1]?.message).toContain('Europe/Kyiv')
  })

  it('trusts data that is newer, and does not know what a zone is that one of them lacks', () => {
    expect(collected((report) => reportZones(['Europe/Kyiv'], newest, old, { report }))).toHaveLength(1)
    expect(collected((report) => reportZones(['Mars/Olympus'], old, newest, { report }))).toHaveLength(1)
  })
})

describe('reportHolidays', () => {
  it('lists those of the next 400 days in order', () => {
    const table = new Map([
      [today + 400, { name: 'Last' }],
      [today, { name: 'Today' }],
      [today - 1, { name: 'Yesterday' }],
      [today + 401, { name: 'Later' }],
      [today + 7, { within: [] }],
    ])
    const rules = {
      country: 'NL',
      types: new Set<never>(),
      add: new Map(),
      remove: [],
      rename: new Map(),
      halfDays: new Map(),
    }
    const [finding] = collected((report) => reportHolidays(table, rules, { report }))
    expect(finding?.message).toMatch(/: \S+ Today, \S+ \(half a day\), \S+ Last$/)
  })
})

describe('reportClosures', () => {
  it('lists their dates, and how many there are', () => {
    const dates = new Set(Array.from({ length: 30 }, (_, index) => today + index))
    const [finding] = collected((report) => reportClosures({ dates, spans: new Map([[today - 1, []]]) }, { report }))
    expect(finding?.message).toMatch(/close 30 .*…$/)
  })
})

describe('reportOpening', () => {
  it.each([
    { what: 'that never opens', spans: [], findings: ['never-open'] },
    { what: 'that never closes', spans: [{ startMinute: 0, endMinute: 1_440 }], findings: [] },
    { what: 'that opens now and then', spans: [{ startMinute: 540, endMinute: 541 }], findings: [] },
  ])('says $findings of a business $what', ({ spans, findings }) => {
    const opening = createOpening(createSchedule({ hours: weeklyHours(Array(7).fill(spans)) }), utc)
    expect(collected((report) => reportOpening(opening, { report })).map(({ code }) => code)).toEqual(findings)
  })
})

function collected(act: (report: (finding: Finding) => void) => void): Finding[] {
  const findings: Finding[] = []
  act((finding) => findings.push(finding))
  return findings
}
