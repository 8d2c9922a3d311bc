import { describe, expect, it } from 'vitest'
import { callerAt, callsOfDay } from './calls.ts'

describe('callsOfDay', () => {
  const days = [0, 4, 5].map((day) => callsOfDay(day, 200))

  it('gives every call an id of its own', () => {
    const ids = days.flat().map(({ body }) => JSON.parse(body).message.call.id)
    expect(new Set(ids).size).toBe(600)
  })

  it('is a working day, and each call later than the one before', () => {
    expect(days.map(([first]) => new Date(first?.receivedAt ?? 0).getUTCDay())).toEqual([1, 5, 1])
    const instants = days.flat().map(({ receivedAt }) => receivedAt)
    expect(instants).toEqual(instants.toSorted((one, other) => one - other))
  })

  it('knows some of the callers, and none who withholds the number', () => {
    const calls = days.flat().map(({ body, facts }) => ({ number: JSON.parse(body).message.customer.number, ...facts }))
    const known = calls.filter(({ customer }) => customer !== undefined)
    expect(known.length).toBeGreaterThan(50)
    expect(known.filter(({ number }) => number === 'anonymous')).toEqual([])
  })
})

describe('callerAt', () => {
  it('gives the same numbers again, one in eight withheld', () => {
    const callers = Array.from({ length: 4_000 }, (_, index) => callerAt(index))
    expect(callers.slice(2_000)).toEqual(callers.slice(0, 2_000))
    expect(callers.filter((caller) => caller === null)).toHaveLength(500)
  })
})
