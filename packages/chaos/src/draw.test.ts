import { describe, expect, it } from 'vitest'
import { positions } from './cell.ts'
import { drawCalls } from './draw.ts'
import { type Fault, faultNames, faults } from './faults.ts'

describe('drawCalls', () => {
  const draws = drawCalls(5_000, 1)

  it('gives the same calls for the same seed, and others for another', () => {
    expect(drawCalls(5_000, 1)).toEqual(draws)
    expect(drawCalls(5_000, 2)).not.toEqual(draws)
  })

  it('comes upon every fault', () => {
    expect(new Set(draws.map(({ cell }) => cell.fault))).toEqual(new Set(faultNames))
  })

  it('draws nothing that the host would not outlive, and no fault where it makes no sense', () => {
    const wrong = draws.filter(({ pipeline, cell }) => {
      const { survivable, harms, hooks }: Fault = faults[cell.fault]
      if (!hooks.includes(cell.hook)) return true
      if (pipeline === 'inline') return survivable === 'isolated' || harms === 'thread'
      return harms !== 'nothing' && !positions.includes(cell.entry)
    })
    expect(wrong).toEqual([])
  })
})
