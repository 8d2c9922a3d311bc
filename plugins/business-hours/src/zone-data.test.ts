import { describe, expect, it } from 'vitest'
import { createWallClock, type WallClock } from './wall-clock.ts'
import { firstDifference, loadMomentZones, zonesOfNode } from './zone-data.ts'

const from = Date.parse('2026-01-01T00:00Z')
const amsterdam = createWallClock('Europe/Amsterdam') as WallClock

describe('loadMomentZones', () => {
  it.each([
    { zone: 'Europe/Amsterdam', at: '2026-03-29T00:59:59.999Z', shows: '2026-03-29T01:59' },
    { zone: 'Europe/Amsterdam', at: '2026-03-29T01:00:00.000Z', shows: '2026-03-29T03:00' },
    { zone: 'Europe/Amsterdam', at: '2026-10-25T01:00:00.000Z', shows: '2026-10-25T02:00' },
    { zone: 'America/New_York', at: '2026-11-01T06:00:00.000Z', shows: '2026-11-01T01:00' },
    { zone: 'Australia/Lord_Howe', at: '2026-10-03T15:30:00.000Z', shows: '2026-10-04T02:30' },
    { zone: 'Asia/Kathmandu', at: '2026-06-01T18:15:00.000Z', shows: '2026-06-02T00:00' },
  ])('has a clock for $zone that shows $shows at $at', async ({ zone, at, shows }) => {
    const clock = (await loadMomentZones()).makeClock(zone)
    expect(clock?.(Date.parse(at))).toBe(Date.parse(`${shows}Z`) / 60_000)
  })

  it('has no clock for a zone that does not exist', async () => {
    expect((await loadMomentZones()).makeClock('Mars/Olympus')).toBeUndefined()
  })

  it('says its version, as Node does', async () => {
    expect([zonesOfNode.version, (await loadMomentZones()).version]).toEqual([
      expect.stringMatching(/^20\d\d[a-z]$/),
      expect.stringMatching(/^20\d\d[a-z]$/),
    ])
  })
})

describe('firstDifference', () => {
  it.each([
    { what: 'the same clock', other: amsterdam, expected: undefined },
    { what: 'one of another zone', other: createWallClock('UTC') as WallClock, expected: '2026-01-01' },
    { what: 'one with the same winter', other: createWallClock('Africa/Lagos') as WallClock, expected: '2026-03-29' },
    { what: 'one that is changed an hour later', other: changedLater, expected: '2026-03-29' },
    { what: 'one that differs after two years', other: differentIn2028, expected: undefined },
  ])('between a clock and $what is $expected', ({ other, expected }) => {
    expect(firstDifference(amsterdam, other, from)).toBe(expected)
  })
})

function changedLater(epochMs: number): number {
  const change = Date.parse('2026-03-29T01:00Z')
  return epochMs >= change && epochMs < change + 3_600_000 ? amsterdam(epochMs) - 60 : amsterdam(epochMs)
}

function differentIn2028(epochMs: number): number {
  return amsterdam(epochMs) + (epochMs > Date.parse('2028-01-02T00:00Z') ? 60 : 0)
}
