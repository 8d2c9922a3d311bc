import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Found } from './customer.ts'
import { type CacheOptions, createLookup } from './lookup.ts'
import { SourceError } from './sources/source.ts'

const number = '+31612345678'
const anna: Found = { customer: { name: 'Anna' }, notes: ['hit'] }
const nobody: Found = { notes: ['miss'] }
const cache: CacheOptions = { hitMs: 60_000, missMs: 5_000, staleMs: 600_000, staleWaitMs: 100, entries: 3 }

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** `Promise.withResolvers`, which Node 20 does not have. */
function withResolvers() {
  let resolve: (found: Found) => void = () => {}
  let reject: (error: Error) => void = () => {}
  const promise = new Promise<Found>((onFound, onError) => {
    resolve = onFound
    reject = onError
  })
  return { promise, resolve, reject }
}

/** A lookup whose source gives these answers in turn, the last one for ever. */
function lookupWith(...answers: (Found | SourceError | Promise<Found>)[]) {
  const asked: string[] = []
  const signals: AbortSignal[] = []
  const changes: (string | undefined)[] = []
  const lookup = createLookup({
    cache,
    timeoutMs: 3_000,
    async ask(one, signal) {
      asked.push(one)
      signals.push(signal)
      const answer = answers[Math.min(asked.length, answers.length) - 1]
      if (answer instanceof SourceError || answer === undefined) throw answer
      return answer
    },
    onChange: (error) => changes.push(error?.failure),
  })
  return { lookup, asked, signals, changes }
}

describe('createLookup', () => {
  it('asks again for a customer after hitMs, for nobody after missMs', async () => {
    const { lookup, asked } = lookupWith(nobody, anna)
    await lookup.find(number, 500)
    vi.advanceTimersByTime(4_999)
    expect(lookup.find(number, 500)).toEqual({ notes: ['miss', 'cached'] })
    vi.advanceTimersByTime(1)
    expect(await lookup.find(number, 500)).toEqual(anna)
    vi.advanceTimersByTime(59_999)
    expect(lookup.find(number, 500)).toEqual({ ...anna, notes: ['hit', 'cached'] })
    vi.advanceTimersByTime(1)
    await lookup.find(number, 500)
    expect(asked).toHaveLength(3)
  })

  it('shares a question among all who wait for it, and none of them breaks it off', async () => {
    const { promise, resolve } = withResolvers()
    const { lookup, asked, signals } = lookupWith(promise)
    const impatient = lookup.find(number, 100)
    const patient = Array.from({ length: 49 }, () => lookup.find(number, 2_000))
    await vi.advanceTimersByTimeAsync(100)
    expect(await impatient).toEqual({ notes: ['source-slow'] })
    resolve(anna)
    expect(await Promise.all(patient)).toEqual(patient.map(() => anna))
    expect(asked).toHaveLength(1)
    expect(signals[0]?.aborted).toBe(false)
  })

  it('breaks a question off after timeoutMs, whoever waits', async () => {
    const { lookup, signals } = lookupWith(new Promise(() => {}))
    const found = lookup.find(number, 10_000)
    await vi.advanceTimersByTimeAsync(2_999)
    expect(signals[0]?.aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(await found).toEqual({ notes: ['source-slow'] })
    expect(signals[0]?.aborted).toBe(true)
  })

  it('breaks a question off after timeoutMs when an old answer was served meanwhile', async () => {
    const { lookup, signals } = lookupWith(anna, new Promise(() => {}))
    await lookup.find(number, 500)
    vi.advanceTimersByTime(60_000)
    void lookup.find(number, 500)
    await vi.advanceTimersByTimeAsync(2_999)
    expect(signals[1]?.aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(signals[1]?.aborted).toBe(true)
  })

  it('gives the source staleWaitMs, then serves the old answer and takes the new one for the next call', async () => {
    const { promise, resolve } = withResolvers()
    const { lookup } = lookupWith(anna, promise)
    await lookup.find(number, 500)
    vi.advanceTimersByTime(60_000)
    const found = lookup.find(number, 500)
    await vi.advanceTimersByTimeAsync(100)
    expect(await found).toEqual({ ...anna, notes: ['hit', 'stale', 'source-slow'] })
    resolve({ customer: { name: 'Anna Smit' }, notes: ['hit'] })
    await vi.advanceTimersByTimeAsync(0)
    expect(lookup.find(number, 500)).toEqual({ customer: { name: 'Anna Smit' }, notes: ['hit', 'cached'] })
  })

  it('serves no answer that is older than staleMs, and none that knew nobody', async () => {
    const down = new SourceError('source-down')
    const { lookup } = lookupWith(anna, nobody, down)
    await lookup.find(number, 500)
    await lookup.find('+31687654321', 500)
    vi.advanceTimersByTime(599_999)
    // also after it failed once
    for (const _ of [1, 2]) {
      expect(await lookup.find(number, 500)).toEqual({ ...anna, notes: ['hit', 'stale', 'source-down'] })
    }
    expect(await lookup.find('+31687654321', 500)).toEqual({ notes: ['source-down'] })
    vi.advanceTimersByTime(1)
    expect(await lookup.find(number, 500)).toEqual({ notes: ['source-down'] })
  })

  it('forgets the number that nobody asked about for longest', async () => {
    const { lookup, asked } = lookupWith(anna)
    for (const one of ['+1', '+2', '+3', '+1', '+4', '+1', '+2']) await lookup.find(one, 500)
    expect(asked).toEqual(['+1', '+2', '+3', '+4', '+2'])
  })

  it('asks nothing while the source wants to rest, also when another question fails meanwhile', async () => {
    const late = withResolvers()
    const { lookup, asked } = lookupWith(late.promise, new SourceError('source-busy', { pauseMs: 1_000 }), anna)
    const first = lookup.find('+1', 500)
    expect(await lookup.find('+2', 500)).toEqual({ notes: ['source-busy'] })
    late.reject(new SourceError('source-down'))
    await first
    vi.advanceTimersByTime(999)
    expect(await lookup.find(number, 500)).toEqual({ notes: ['source-busy'] })
    expect(asked).toHaveLength(2)
    vi.advanceTimersByTime(1)
    expect(await lookup.find(number, 500)).toEqual(anna)
  })

  it('tells once that the source stopped answering, and once that it answers again', async () => {
    const down = new SourceError('source-down')
    const { lookup, changes } = lookupWith(anna, down, down, anna, anna)
    for (const one of ['+1', '+2', '+3', '+4', '+5']) await lookup.find(one, 500)
    expect(changes).toEqual(['source-down', undefined])
  })

  it('takes an error that it does not know for a source that is down', async () => {
    const { lookup } = lookupWith(Promise.reject(new TypeError('Anna')))
    expect(await lookup.find(number, 500)).toEqual({ notes: ['source-down'] })
  })

  it('waits no time for an answer when there is none left', async () => {
    const { lookup } = lookupWith(new Promise(() => {}))
    const found = lookup.find(number, -5)
    await vi.advanceTimersByTimeAsync(1)
    expect(await found).toEqual({ notes: ['source-slow'] })
  })

  it('gives up what is under way when it closes', async () => {
    const { lookup, signals, changes } = lookupWith(new Promise(() => {}))
    const found = lookup.find(number, 500)
    await lookup.close()
    expect(signals[0]?.aborted).toBe(true)
    await vi.advanceTimersByTimeAsync(500)
    await found
    expect(changes).toEqual([])
  })
})
