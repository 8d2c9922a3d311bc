import type { Call } from '@preanswer/core'
import { describe, expect, it } from 'vitest'
import { decide } from './limits.ts'
import { optionsSchema } from './options.ts'

const now = Date.parse('2026-01-05T15:00:00Z')
const call: Call = { kind: 'inbound', caller: '+31612345678', dialedNumber: '+31201234567', receivedAt: now }
const openFor = (seconds: number) => ({ openingHours: { state: 'open', closesAt: now + seconds * 1_000 } })

describe('decide', () => {
  it('takes the first limit that fits, not the smallest', () => {
    const limits = [{ maxDurationSeconds: 1_800, tiers: ['gold'] }, { maxDurationSeconds: 600 }]
    expect(decideIn(limits, { customer: { tier: 'gold' } })).toEqual({
      maxDurationSeconds: 1_800,
      index: 0,
      isClosing: false,
    })
    expect(decideIn(limits, {})).toEqual({ maxDurationSeconds: 600, index: 1, isClosing: false })
  })

  it.each([
    { limit: { tiers: ['gold', 'silver'] }, facts: { customer: { tier: 'silver' } }, fits: true },
    { limit: { tiers: ['gold'] }, facts: { customer: { tier: 'silver' } }, fits: false },
    { limit: { tiers: ['gold'] }, facts: {}, fits: false },
    { limit: { countries: ['NL', 'BE'] }, facts: { country: 'BE' }, fits: true },
    { limit: { countries: ['NL'] }, facts: { country: 'DE' }, fits: false },
    { limit: { countries: ['NL'] }, facts: {}, fits: false },
    { limit: { lines: ['+31201234567'] }, facts: {}, fits: true },
    { limit: { lines: ['+31207654321'] }, facts: {}, fits: false },
    { limit: { hours: { mon: ['15:00-17:00'] } }, facts: {}, fits: true },
    { limit: { hours: { mon: ['13:00-15:00'] } }, facts: {}, fits: false },
    { limit: { hours: { 'tue-sun': ['00:00-24:00'] } }, facts: {}, fits: false },
    { limit: { countries: ['NL'], lines: ['+31201234567'] }, facts: { country: 'NL' }, fits: true },
    { limit: { countries: ['NL'], lines: ['+31207654321'] }, facts: { country: 'NL' }, fits: false },
  ])('says that $limit fits $facts: $fits', ({ limit, facts, fits }) => {
    expect(decideIn([{ maxDurationSeconds: 60, ...limit }], facts) !== undefined).toBe(fits)
  })

  it('has no limit by hours where the time is not known', () => {
    const limits = [{ maxDurationSeconds: 60, hours: { 'mon-sun': ['00:00-24:00'] } }]
    expect(decideIn(limits, {}, { weekMinute: undefined })).toBeUndefined()
  })

  it('has no limit by line for a call on the web', () => {
    const { dialedNumber: _, ...onTheWeb } = call
    const limits = [{ maxDurationSeconds: 60, lines: ['+31201234567'] }]
    expect(decideIn(limits, {}, { call: onTheWeb })).toBeUndefined()
  })

  it.each([
    { untilClosing: {}, facts: openFor(900), seconds: 900, why: 'what remains' },
    { untilClosing: {}, facts: openFor(900.9), seconds: 900, why: 'whole seconds of it' },
    { untilClosing: { graceSeconds: 120 }, facts: openFor(900), seconds: 1_020, why: 'that and a grace' },
    { untilClosing: {}, facts: openFor(5), seconds: 60, why: 'the minimum just before' },
    { untilClosing: { minimumSeconds: 180 }, facts: openFor(5), seconds: 180, why: 'a minimum of its own' },
    { untilClosing: { graceSeconds: 300 }, facts: openFor(5), seconds: 305, why: 'a grace beyond the minimum' },
    { untilClosing: {}, facts: openFor(90_000), seconds: 86_400, why: 'a day at most' },
  ])('gives $why until closing', ({ untilClosing, facts, seconds }) => {
    expect(decideIn([{ untilClosing }], facts)).toEqual({ maxDurationSeconds: seconds, index: 0, isClosing: true })
  })

  it.each([
    { facts: openFor(300), seconds: 300, isClosing: true, what: 'closing is sooner' },
    { facts: openFor(900), seconds: 600, isClosing: false, what: 'closing is later' },
    { facts: {}, seconds: 600, isClosing: false, what: 'nobody knows when' },
  ])('takes the shorter of the two where $what', ({ facts, seconds, isClosing }) => {
    const limits = [{ maxDurationSeconds: 600, untilClosing: {} }]
    expect(decideIn(limits, facts)).toEqual({ maxDurationSeconds: seconds, index: 0, isClosing })
  })

  it('goes on to the next limit where closing time is not known', () => {
    const limits = [{ untilClosing: {} }, { maxDurationSeconds: 600 }]
    expect(decideIn(limits, {})).toMatchObject({ maxDurationSeconds: 600, index: 1 })
  })

  it.each([
    { openingHours: undefined },
    { openingHours: null },
    { openingHours: 'open' },
    { openingHours: ['open', now + 900_000] },
    { openingHours: {} },
    { openingHours: { state: 'open' } },
    { openingHours: { state: 'closed', closesAt: now + 900_000 } },
    { openingHours: { closesAt: now + 900_000 } },
    { openingHours: { state: 'open', closesAt: '17:00' } },
    { openingHours: { state: 'open', closesAt: Number.NaN } },
    { openingHours: { state: 'open', closesAt: Number.POSITIVE_INFINITY } },
    { openingHours: { state: 'open', closesAt: now } },
    { openingHours: { state: 'open', closesAt: now - 1 } },
  ])('makes nothing of $openingHours', (facts) => {
    expect(decideIn([{ untilClosing: {} }], facts)).toBeUndefined()
  })
})

/** Decides on a Monday at 15:00. */
function decideIn(limits: unknown, facts: object, situation: object = {}) {
  const checked = optionsSchema.parse({ limits }).limits
  return decide(checked, { call, facts, weekMinute: 1_440 + 900, ...situation })
}
