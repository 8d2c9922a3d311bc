import type { Call, Facts } from '@preanswer/core'
import { describe, expect, it } from 'vitest'
import { assigner } from './assignment.ts'
import { optionsSchema } from './options.ts'

const call: Call = {
  id: 'call-1',
  kind: 'inbound',
  caller: '+31612345678',
  dialedNumber: '+31201234567',
  receivedAt: 0,
}
const callers = Array.from({ length: 2_000 }, (_, index) => ({ ...call, caller: `+316${10_000_000 + index}` }))

describe('assigner', () => {
  it('gives a caller the same variant in every call', () => {
    const first = assign({}, call)
    expect(first).toMatchObject({ isWithheld: false })
    expect(assign({}, { ...call, id: 'call-2', receivedAt: 1 })).toEqual(first)
  })

  it('takes the seed for the name of the experiment, and the other way round', () => {
    const variants = (options: object) => callers.map((one) => assign(options, one)?.variant)
    expect(variants({ seed: 'other' })).not.toEqual(variants({}))
    expect(variants({ experiment: 'renamed', seed: 'trial' })).toEqual(variants({}))
  })

  it('follows the weights, whatever they are together', () => {
    const variants = { control: { weight: 30 }, bold: { weight: 10 } }
    const bold = callers.filter((one) => assign({ variants }, one)?.variant === 'bold').length
    expect(bold / callers.length).toBeCloseTo(0.25, 1)
    expect(callers.map((one) => assign({ variants: { control: { weight: 3 }, bold: {} } }, one))).toEqual(
      callers.map((one) => assign({ variants }, one)),
    )
  })

  it('leaves out who is not covered', () => {
    const taken = callers.filter((one) => assign({ coverage: 0.1 }, one) !== undefined)
    expect(taken.length / callers.length).toBeCloseTo(0.1, 1)
  })

  it('keeps everybody in place when coverage grows', () => {
    const small = callers.map((one) => assign({ coverage: 0.1 }, one))
    const large = callers.map((one) => assign({ coverage: 0.9 }, one))
    expect(large.filter((_, index) => small[index] !== undefined)).toEqual(small.filter((one) => one !== undefined))
  })

  it('takes a withheld caller by the call', () => {
    const { caller: _, ...withheld } = call
    const first = assign({}, withheld)
    expect(first).toMatchObject({ isWithheld: true })
    expect(assign({}, withheld)).toEqual(first)
    const variants = callers.map((_, index) => assign({}, { ...withheld, id: `call-${index}` })?.variant)
    expect(new Set(variants)).toEqual(new Set(['control', 'bold']))
  })

  it('leaves out a withheld caller in a call without an id', () => {
    const { caller: _, id: __, ...nameless } = call
    expect(assign({}, nameless)).toBeUndefined()
  })

  const { dialedNumber: _, ...onTheWeb } = call
  it.each([
    { what: 'on a line of it', options: { lines: ['+31201234567'] }, takesPart: true },
    { what: 'on another line', options: { lines: ['+31207654321'] }, takesPart: false },
    { what: 'on no line', options: { lines: ['+31201234567'] }, one: onTheWeb, takesPart: false },
    { what: 'who is excluded', options: { exclude: { callers: ['+31612345678'] } }, takesPart: false },
    { what: 'who is excluded by a prefix', options: { exclude: { prefixes: ['+3161'] } }, takesPart: false },
    { what: 'beside the prefix', options: { exclude: { prefixes: ['+3162'] } }, takesPart: true },
    {
      what: 'of an excluded tier',
      options: { exclude: { tiers: ['gold'] } },
      facts: { customer: { tier: 'gold' } },
      takesPart: false,
    },
    {
      what: 'of another tier',
      options: { exclude: { tiers: ['gold'] } },
      facts: { customer: { tier: 'silver' } },
      takesPart: true,
    },
  ])('says $takesPart for a caller $what', ({ options, one = call, facts = {}, takesPart }) => {
    expect(assign(options, one, facts) !== undefined).toBe(takesPart)
  })
})

function assign(options: object, one: Call, facts: Facts = {}) {
  const given = { experiment: 'trial', variants: { control: {}, bold: {} }, ...options }
  return assigner(optionsSchema.parse(given))(one, facts)
}
