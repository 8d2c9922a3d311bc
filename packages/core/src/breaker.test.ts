import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { answerCall, entry, silent, startHost } from '../test/webhook.ts'
import { Breaker, type Failure } from './breaker.ts'
import { createHooks, Pipeline } from './hooks.ts'
import type { Entry, HostConfig } from './index.ts'

const limits = { failures: 3, windowMs: 60_000, coolDownMs: 30_000 }

beforeEach(() => {
  vi.useFakeTimers({ now: 1_800_000_000_000 })
})

afterEach(() => {
  vi.useRealTimers()
})

/** Runs once: `+` goes well, `-` fails. Tells whether it ran. */
function run(breaker: Breaker, how: string, failure: Failure = 'timed-out'): boolean {
  const one = {}
  if (!breaker.admit(one)) return false
  breaker.settle(one, how === '+' ? undefined : failure)
  return true
}

/** Runs one after another. */
function runAll(breaker: Breaker, hows: string): void {
  for (const how of hows) run(breaker, how)
}

function opened(): Breaker {
  const breaker = new Breaker(limits)
  runAll(breaker, '---')
  return breaker
}

describe('Breaker', () => {
  it.each([
    { runs: '--', isOpen: false, why: 'too few fail' },
    { runs: '---', isOpen: true, why: 'as many fail as the limit says' },
    { runs: '-+-+-', isOpen: true, why: 'they fail among others' },
    { runs: '-+-++-', isOpen: true, why: 'half of them go well' },
    { runs: '-++-++-', isOpen: false, why: 'most of them go well' },
    { runs: '++++++++++---', isOpen: true, why: 'it went well for long before' },
    { runs: '-++++++---', isOpen: true, why: 'an early failure lies far back' },
    { runs: '-++-++-+-', isOpen: true, why: 'it gets worse' },
  ])('is open: $isOpen, when $why', ({ runs, isOpen }) => {
    const breaker = new Breaker(limits)
    runAll(breaker, runs)
    expect(breaker.state !== undefined).toBe(isOpen)
  })

  it('counts what fails within the window only', () => {
    const breaker = new Breaker(limits)
    run(breaker, '-')
    vi.advanceTimersByTime(limits.windowMs + 1)
    runAll(breaker, '--')
    expect(breaker.state).toBeUndefined()
    vi.advanceTimersByTime(limits.windowMs)
    run(breaker, '-')
    expect(breaker.state).toBeDefined()
  })

  it('says how the last run failed, and when the next one may try', () => {
    const breaker = new Breaker(limits)
    runAll(breaker, '--')
    run(breaker, '-', 'invalid')
    expect(breaker.state).toEqual({ state: 'open', reason: 'invalid', nextTryAt: Date.now() + limits.coolDownMs })
    const { nextTryAt } = breaker.state ?? {}
    vi.advanceTimersByTime(10_000)
    expect(breaker.state?.nextTryAt).toBe(nextTryAt)
  })

  it('lets nothing run before the cool-down is over, then one, then all again', () => {
    const breaker = opened()
    vi.advanceTimersByTime(limits.coolDownMs - 1)
    expect(run(breaker, '+')).toBe(false)
    vi.advanceTimersByTime(1)
    const attempt = {}
    expect(breaker.admit(attempt)).toBe(true)
    expect(breaker.state?.state).toBe('half-open')
    expect(run(breaker, '+')).toBe(false)
    expect(breaker.settle(attempt, undefined)).toBe('closed')
    expect(breaker.state).toBeUndefined()
    expect(run(breaker, '+')).toBe(true)
  })

  it('cools down once more when the try fails', () => {
    const breaker = opened()
    vi.advanceTimersByTime(limits.coolDownMs)
    expect(run(breaker, '-', 'failed')).toBe(true)
    expect(breaker.state).toEqual({ state: 'open', reason: 'failed', nextTryAt: Date.now() + limits.coolDownMs })
    expect(run(breaker, '+')).toBe(false)
  })

  it('begins to count anew once it has closed', () => {
    const breaker = opened()
    vi.advanceTimersByTime(limits.coolDownMs)
    runAll(breaker, '+--')
    expect(breaker.state).toBeUndefined()
    run(breaker, '-')
    expect(breaker.state).toBeDefined()
  })

  it('does not listen to runs that began before it opened', () => {
    const breaker = new Breaker(limits)
    const [slow, slower] = [{}, {}]
    breaker.admit(slow)
    breaker.admit(slower)
    runAll(breaker, '---')
    expect(breaker.settle(slow, undefined)).toBeUndefined()
    const { nextTryAt } = breaker.state ?? {}
    vi.advanceTimersByTime(1_000)
    expect(breaker.settle(slower, 'failed')).toBeUndefined()
    expect(breaker.state).toMatchObject({ state: 'open', nextTryAt })
  })
})

describe('a host whose tap keeps failing', () => {
  it('skips it, answers without it, and takes it back after one call that went well', async () => {
    const { host, crm } = await startWithCrm({ breaker: limits })
    await answerCalls(host, 3)
    const { response, trace } = await answerCall(host)
    expect(response).toEqual({ max_duration_seconds: 60 })
    const nextTryAt = Date.now() + limits.coolDownMs
    const breaker = { state: 'open', reason: 'failed', nextTryAt }
    expect(trace?.taps[0]).toMatchObject({ outcome: 'skipped', reason: 'breaker-open', breaker })
    expect(host.health().entries[0]).toMatchObject({
      failures: 3,
      skipped: 1,
      breakers: [{ hook: 'contribute', ...breaker }],
    })
    expect(crm).toHaveBeenCalledTimes(3)

    vi.advanceTimersByTime(limits.coolDownMs)
    crm.mockImplementation(() => ({ firstMessage: 'Good morning.' }))
    const tried = await answerCall(host)
    expect(tried.trace?.taps[0]).toMatchObject({ outcome: 'used', breaker: { state: 'half-open' } })
    expect((await answerCall(host)).trace?.taps[0]).not.toHaveProperty('breaker')
    expect(host.health().entries[0]?.breakers).toEqual([])
  })

  it('tells in the trace which run opened the breaker', async () => {
    const { host } = await startWithCrm({ breaker: { failures: 2 } })
    const [first, second] = await answerCalls(host, 2)
    expect(first?.trace?.taps[0]).not.toHaveProperty('breaker')
    expect(second?.trace?.taps[0]).toMatchObject({ outcome: 'failed', breaker: { state: 'open' } })
  })

  it.each([
    { host: undefined, own: undefined, runs: 5, why: 'by default after five failures' },
    { host: { failures: 2 }, own: undefined, runs: 2, why: 'as the host says' },
    { host: { failures: 2 }, own: { failures: 4 }, runs: 4, why: 'as the entry says' },
    {
      host: { failures: 2 },
      own: { coolDownMs: 1 },
      runs: 2,
      why: 'as the host says where the entry says something else',
    },
    { host: { failures: 2 }, own: false, runs: 12, why: 'never where the entry says so' },
    { host: false, own: undefined, runs: 12, why: 'never where the host says so' },
    { host: false, own: { windowMs: 1_000 }, runs: 5, why: 'by default where only the entry wants one' },
  ] as const)('skips it $why', async ({ host: breaker, own, runs }) => {
    const config = breaker === undefined ? {} : { breaker }
    const { host, crm } = await startWithCrm(config, own === undefined ? {} : { breaker: own })
    await answerCalls(host, 12)
    expect(crm).toHaveBeenCalledTimes(runs)
  })

  it('does not hold against it that no time was left', async () => {
    const { host, crm } = await startWithCrm({ breaker: { failures: 1 } })
    await answerCall(host, { arrivedAt: performance.now() - 4_000 })
    expect(crm).not.toHaveBeenCalled()
    await answerCall(host)
    expect(crm).toHaveBeenCalledOnce()
  })

  it('skips one tap of an entry and not the others', async () => {
    const identify = vi.fn(thrower)
    const host = await startHost(
      [
        entry('crm', (hooks) => {
          hooks.identify.tap(identify)
          hooks.contribute.tap(() => ({ maxDurationSeconds: 60 }))
        }),
      ],
      { breaker: { failures: 1 } },
    )
    await answerCall(host)
    expect((await answerCall(host)).response).toEqual({ max_duration_seconds: 60 })
    expect(identify).toHaveBeenCalledOnce()
  })
})

describe('createHooks', () => {
  it('gives a tap a breaker of its own in each pipeline', () => {
    const pipelines = [new Pipeline('default'), new Pipeline('amsterdam')]
    const counts = { failures: 0, late: 0, skipped: 0, detached: 0 }
    const crm = {
      name: 'crm',
      plugin: 'crm',
      onFailure: 'skip',
      breaker: limits,
      log: silent,
      counts,
      degraded: undefined,
    } as const
    const hooks = createHooks(pipelines, { entry: crm, stage: 0, budgetOf: () => 50, admit() {} })
    hooks.contribute.tap(() => null)
    const [one, other] = pipelines.map((pipeline) => pipeline.taps('contribute')[0]?.breaker)
    expect(one).toBeInstanceOf(Breaker)
    expect(other).toBeInstanceOf(Breaker)
    expect(one).not.toBe(other)
  })
})

async function startWithCrm(config: Partial<HostConfig>, overrides: Partial<Entry> = {}) {
  const crm = vi.fn<() => { firstMessage: string }>(thrower)
  const host = await startHost(
    [
      entry('crm', (hooks) => hooks.contribute.tap(() => crm()), overrides),
      entry('limit', (hooks) => hooks.contribute.tap(() => ({ maxDurationSeconds: 60 }))),
    ],
    config,
  )
  return { host, crm }
}

async function answerCalls(host: Awaited<ReturnType<typeof startHost>>, count: number) {
  const answers: Awaited<ReturnType<typeof answerCall>>[] = []
  for (let call = 0; call < count; call += 1) answers.push(await answerCall(host))
  return answers
}

function thrower(): never {
  throw new Error('down')
}
