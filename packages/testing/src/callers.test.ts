import { describe, expect, it } from 'vitest'
import { callerFrom, simulateCall, vip, withheld } from './index.ts'

describe('callerFrom', () => {
  it.each([
    { country: 'NL', kind: 'mobile' as const, expected: '+31612345678' },
    { country: 'NL', kind: 'landline' as const, expected: '+31101234567' },
    { country: 'GB', kind: 'mobile' as const, expected: '+447400123456' },
    { country: 'IT', kind: 'landline' as const, expected: '+390212345678' },
    { country: 'XK', kind: 'mobile' as const, expected: '+38343201234' },
  ])('gives $expected for $country, $kind', ({ country, kind, expected }) => {
    expect(callerFrom(country, kind)).toBe(expected)
  })

  it.each([
    { country: 'ZZ', kind: 'mobile' as const, why: 'that is no country' },
    { country: 'nl', kind: 'mobile' as const, why: 'in small letters' },
    { country: 'TA', kind: 'mobile' as const, why: 'without mobile numbers' },
  ])('refuses $country: $why', ({ country, kind }) => {
    expect(() => callerFrom(country, kind)).toThrow()
  })
})

describe('vip', () => {
  it('is a known customer of the tier vip', async () => {
    const { facts } = await simulateCall([], vip('DE'))
    expect(facts.customer).toMatchObject({ tier: 'vip', firstName: 'Vera' })
    expect(vip('DE').caller).toBe(callerFrom('DE'))
  })
})

describe('withheld', () => {
  it('is a caller without a number', async () => {
    const { trace } = await simulateCall([], { caller: withheld })
    expect(trace.event).toBe('assistant-request')
  })
})
