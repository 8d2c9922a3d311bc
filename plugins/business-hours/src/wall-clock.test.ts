import { describe, expect, it } from 'vitest'
import { createWallClock, createWallClocks } from './wall-clock.ts'

describe('createWallClock', () => {
  it.each([
    { zone: 'UTC', at: '1970-01-01T00:00:00Z', shows: '1970-01-01T00:00' },
    { zone: 'Europe/Amsterdam', at: '2026-03-29T00:59:59.999Z', shows: '2026-03-29T01:59' },
    { zone: 'Europe/Amsterdam', at: '2026-03-29T01:00:00Z', shows: '2026-03-29T03:00' },
    { zone: 'Europe/Amsterdam', at: '2026-10-25T00:59:00Z', shows: '2026-10-25T02:59' },
    { zone: 'Europe/Amsterdam', at: '2026-10-25T01:00:00Z', shows: '2026-10-25T02:00' },
    { zone: 'Europe/Amsterdam', at: '2026-12-31T23:00:00Z', shows: '2027-01-01T00:00' },
    { zone: 'Australia/Lord_Howe', at: '2026-04-04T15:00:00Z', shows: '2026-04-05T01:30' },
    { zone: 'Australia/Lord_Howe', at: '2026-10-03T15:30:00Z', shows: '2026-10-04T02:30' },
    { zone: 'Asia/Kathmandu', at: '2026-06-01T18:15:00Z', shows: '2026-06-02T00:00' },
  ])('in $zone shows $shows at $at', ({ zone, at, shows }) => {
    expect(createWallClock(zone)?.(Date.parse(at))).toBe(Date.parse(`${shows}Z`) / 60_000)
  })

  it.each(['', 'Mars/Olympus', 'Amsterdam'])('does not exist for "%s"', (zone) => {
    expect(createWallClock(zone)).toBeUndefined()
  })
})

describe('createWallClocks', () => {
  it('makes the clock of a zone once', () => {
    const wallClockIn = createWallClocks()
    expect(wallClockIn('Europe/Paris')).toBeDefined()
    expect(wallClockIn('Europe/Paris')).toBe(wallClockIn('Europe/Paris'))
  })

  it.each([undefined, 'Mars/Olympus'])('has none for %s', (zone) => {
    expect(createWallClocks()(zone)).toBeUndefined()
  })
})
