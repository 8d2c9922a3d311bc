import { describe, expect, it } from 'vitest'
import { changeOfShift, createWallClock, createWallClocks, instantAt, shiftAt, type WallClock } from './wall-clock.ts'

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

describe('shiftAt', () => {
  it.each([
    { zone: 'UTC', at: '2026-06-15T10:00:59.999Z', shift: 0 },
    { zone: 'Europe/Amsterdam', at: '2026-06-15T10:00:00Z', shift: 120 },
    { zone: 'America/New_York', at: '2026-01-15T10:00:00Z', shift: -300 },
    { zone: 'Asia/Kathmandu', at: '2026-01-15T10:00:00Z', shift: 345 },
  ])('is $shift in $zone at $at', ({ zone, at, shift }) => {
    expect(shiftAt(clockOf(zone), Date.parse(at))).toBe(shift)
  })
})

describe('changeOfShift', () => {
  it('finds the minute at which a clock is changed', () => {
    const change = Date.parse('2026-03-29T01:00Z') / 60_000
    expect(changeOfShift(clockOf('Europe/Amsterdam'), change - 1_000, change + 400)).toBe(change)
    expect(changeOfShift(clockOf('Europe/Amsterdam'), change - 1, change)).toBe(change)
  })
})

describe('instantAt', () => {
  it.each([
    { zone: 'Europe/Amsterdam', shown: '2026-06-15T09:00', at: '2026-06-15T07:00:00.000Z', when: 'in summer' },
    { zone: 'America/New_York', shown: '2026-01-15T09:00', at: '2026-01-15T14:00:00.000Z', when: 'in winter' },
    { zone: 'Europe/Amsterdam', shown: '2026-03-29T03:00', at: '2026-03-29T01:00:00.000Z', when: 'after a skip' },
    { zone: 'Europe/Amsterdam', shown: '2026-03-29T02:30', at: '2026-03-29T01:30:00.000Z', when: 'that is skipped' },
    { zone: 'Europe/Amsterdam', shown: '2026-10-25T02:30', at: '2026-10-25T00:30:00.000Z', when: 'that comes twice' },
    { zone: 'Europe/Amsterdam', shown: '2026-10-25T03:00', at: '2026-10-25T02:00:00.000Z', when: 'after that' },
  ])('is $at for $shown $when', ({ zone, shown, at }) => {
    expect(new Date(instantAt(clockOf(zone), Date.parse(`${shown}Z`) / 60_000)).toISOString()).toBe(at)
  })
})

function clockOf(zone: string): WallClock {
  const clock = createWallClock(zone)
  if (clock === undefined) throw new Error(`no such zone: ${zone}`)
  return clock
}
