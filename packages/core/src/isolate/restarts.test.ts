import { describe, expect, it } from 'vitest'
import { Restarts } from './restarts.ts'

const crashes = (restarts: Restarts, count: number, livedMs = 10) =>
  Array.from({ length: count }, () => restarts.ended(livedMs))

describe('Restarts', () => {
  it('waits longer each time, and gives up with the fifth in a row', () => {
    const restarts = new Restarts()
    const delays = crashes(restarts, 5)
    expect(delays.slice(0, 4)).toEqual(delays.slice(0, 4).toSorted((one, other) => Number(one) - Number(other)))
    expect(delays[4]).toBeUndefined()
    expect(restarts.total).toBe(5)
  })

  it('begins anew when a tap was answered', () => {
    const restarts = new Restarts()
    const [first] = crashes(restarts, 4)
    restarts.answered()
    expect(crashes(restarts, 1)).toEqual([first])
  })

  it('begins anew when a worker has lived for a minute', () => {
    const restarts = new Restarts()
    const [first] = crashes(restarts, 4)
    expect(crashes(restarts, 1, 60_000)).toEqual([first])
  })

  it('tries a set-up that fails again without end, at most every 30 s', () => {
    const restarts = new Restarts()
    const delays = Array.from({ length: 8 }, () => restarts.failedToStart())
    expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
  })
})
