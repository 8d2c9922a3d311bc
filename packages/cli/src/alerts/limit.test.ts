import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Alert } from './kinds.ts'
import { AlertLimit } from './limit.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function createLimit() {
  const sent: Alert[] = []
  return { sent, limit: new AlertLimit(60_000, (alert) => sent.push(alert)) }
}

describe('AlertLimit', () => {
  it('sends the first of a kind at once, and of another kind as well', () => {
    const { limit, sent } = createLimit()
    limit.raise('breaker-open', { entry: 'crm' })
    limit.raise('fallback', { line: 'default' })
    expect(sent).toMatchObject([
      { kind: 'breaker-open', entries: ['crm'], lines: [], suppressed: 0 },
      { kind: 'fallback', entries: [], lines: ['default'], suppressed: 0 },
    ])
  })

  it('keeps the others back, and tells how many there were and of whom once the time is over', () => {
    const { limit, sent } = createLimit()
    for (const entry of ['crm', 'geo', 'geo', 'vip']) limit.raise('breaker-open', { entry })
    vi.advanceTimersByTime(59_999)
    expect(sent).toHaveLength(1)
    vi.advanceTimersByTime(1)
    expect(sent.slice(1)).toMatchObject([{ kind: 'breaker-open', entries: ['geo', 'vip'], suppressed: 3 }])
  })

  it('never sends two of a kind within its time', () => {
    const { limit, sent } = createLimit()
    for (let second = 0; second < 600; second += 1) {
      limit.raise('fallback', {})
      vi.advanceTimersByTime(1_000)
    }
    const times = sent.map(({ at }) => Date.parse(at))
    expect(times).toHaveLength(11)
    expect(times.slice(1).every((time, index) => time - (times[index] ?? 0) >= 60_000)).toBe(true)
    expect(sent.reduce((sum, { suppressed }) => sum + suppressed, 1)).toBe(600)
  })

  it('sends at once again after a time in which nothing happened', () => {
    const { limit, sent } = createLimit()
    limit.raise('fallback', {})
    vi.advanceTimersByTime(60_000)
    limit.raise('fallback', {})
    expect(sent.map(({ suppressed }) => suppressed)).toEqual([0, 0])
  })

  it('tells what it kept back when it is closed', () => {
    const { limit, sent } = createLimit()
    for (let count = 0; count < 3; count += 1) limit.raise('fallback', {})
    limit.raise('refused-signatures', { entry: 'crm' })
    limit.close()
    expect(sent.map(({ kind, suppressed }) => [kind, suppressed])).toEqual([
      ['fallback', 0],
      ['refused-signatures', 0],
      ['fallback', 2],
    ])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('keeps so many names and no more', () => {
    const { limit, sent } = createLimit()
    for (let count = 0; count <= 1_000; count += 1) limit.raise('breaker-open', { entry: `entry-${count}` })
    limit.close()
    expect(sent[1]).toMatchObject({ suppressed: 1_000 })
    expect(sent[1]?.entries).toHaveLength(50)
  })
})
