import { describe, expect, it } from 'vitest'
import { summarizeCost } from './cost.ts'

describe('summarizeCost', () => {
  it('takes what is added within a round, so that a slow stretch of the machine does not count', () => {
    const samples = [
      { withoutUs: 20, withUs: 30 },
      { withoutUs: 200, withUs: 220 },
      { withoutUs: 22, withUs: 33 },
    ]
    const row = summarizeCost('vip-model', samples, [90, 10, 20])
    expect(row).toEqual({ name: 'vip-model', withoutUs: 22, addedUs: 11, ratio: 1.5, startMs: 20 })
  })
})
