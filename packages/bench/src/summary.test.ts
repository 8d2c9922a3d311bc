import { describe, expect, it } from 'vitest'
import { type Measured, median, summarize } from './summary.ts'

function measured(name: Measured['name'], cpuUs: readonly number[], startMs: readonly number[] = [100]): Measured {
  const samples = cpuUs.map((us) => ({ cpuUs: us, callsPerSecond: 1_000_000 / us }))
  return { name, samples, startMs, idleMiB: 60, loadedMiB: 70 }
}

describe('median', () => {
  it.each([
    { values: [3, 1, 2], expected: 2 },
    { values: [4, 1, 3, 2], expected: 2.5 },
    { values: [7], expected: 7 },
    { values: [], expected: Number.NaN },
  ])('of $values is $expected', ({ values, expected }) => {
    expect(median(values)).toBe(expected)
  })
})

describe('summarize', () => {
  it('takes ratios within a round, so that a slow stretch of the machine does not count', () => {
    const [, row] = summarize([measured('koa', [100, 200, 400]), measured('preanswer', [120, 240, 480])])
    expect(row).toMatchObject({ base: 'Koa', cpuUs: 240, cpuRatio: 1.2 })
    expect(row?.throughputRatio).toBeCloseTo(1 / 1.2)
  })

  it('compares asynchronous taps to asynchronous decisions by hand', () => {
    const rows = summarize([measured('koa', [100]), measured('koa-async', [200]), measured('preanswer-async', [300])])
    expect(rows.map(({ cpuRatio }) => cpuRatio)).toEqual([1, 1, 1.5])
  })

  it('gives the median start', () => {
    expect(summarize([measured('koa', [100], [300, 100, 200])])[0]?.startMs).toBe(200)
  })
})
