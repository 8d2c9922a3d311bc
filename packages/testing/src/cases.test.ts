import { describe, expect, it } from 'vitest'
import { type CallCase, callRows, checkCases } from './index.ts'

const call: CallCase = { who: 'somebody', caller: '+31612345678', at: '2026-03-25T10:00:00+01:00', hears: 'Hello.' }

describe('checkCases', () => {
  it('takes calls that differ in who, when or what is known', () => {
    const others: CallCase[] = [
      { ...call, who: 'the same an hour later', at: '2026-03-25T11:00:00+01:00' },
      { ...call, who: 'a customer', facts: { customer: { tier: 'gold' } } },
      { ...call, who: 'somebody without a number', caller: null },
    ]
    expect(() => checkCases([call, ...others])).not.toThrow()
  })

  it.each([
    { what: 'a table without calls', cases: [] },
    { what: 'a call of which nothing is expected', cases: [{ who: 'somebody', at: call.at }] },
    { what: 'a time that cannot be read', cases: [{ ...call, at: 'at noon' }] },
    { what: 'two calls of one name', cases: [call, { ...call, caller: null }] },
    { what: 'one call under two names', cases: [call, { ...call, who: 'the same', at: '2026-03-25T09:00:00Z' }] },
  ])('refuses $what', ({ cases }) => {
    expect(() => checkCases(cases)).toThrow()
  })
})

describe('callRows', () => {
  it('makes a row of each call', () => {
    const refused: CallCase = { who: 'nobody', caller: null, at: call.at, turnedAwayWith: 'Goodbye.' }
    expect(callRows([{ ...call, seconds: 60 }, refused])).toBe(
      '| somebody | +31612345678 | 2026-03-25T10:00:00+01:00 | Hello. | 60 s |\n' +
        '| nobody | withheld | 2026-03-25T10:00:00+01:00 | Goodbye. | turned away |\n',
    )
  })
})
