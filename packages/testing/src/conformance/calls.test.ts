import { describe, expect, it } from 'vitest'
import { simulateCall } from '../index.ts'
import { trialCalls } from './calls.ts'

const withFacts = trialCalls([]).filter(({ facts }) => facts !== undefined)

describe('the calls of conformance', () => {
  it.each(withFacts)('come with facts that the host takes: $label', async (call) => {
    const { facts } = await simulateCall([], call)
    expect(facts).toMatchObject(call.facts ?? {})
  })

  it('are each called by a name of their own', () => {
    const labels = trialCalls([{ caller: null }, {}]).map(({ label }) => label)
    expect(new Set(labels).size).toBe(labels.length)
  })

  it('count those of an author without a number among the withheld ones', () => {
    const [own] = trialCalls([{ caller: null }])
    expect(own).toMatchObject({ label: 'calls[0]', kind: 'withheld' })
  })
})
