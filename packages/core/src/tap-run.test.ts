import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { entry, ringing, secret, webhook } from '../test/webhook.ts'
import {
  createHost,
  type Hooks,
  type Host,
  type HostConfig,
  PreanswerError,
  type TapContext,
  type Webhook,
} from './index.ts'

type Fn = (context: TapContext) => unknown

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

/** A host with one entry, and all that it logs about it. */
async function hostWith(setup: (hooks: Hooks) => void, config: Partial<HostConfig> = {}) {
  const logged: unknown[] = []
  const write = (level: string) => (fields: object, message: string) => {
    if ('entry' in fields) logged.push([level, message, fields])
  }
  const log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
  const host = await createHost({ secrets: secret, breaker: false, ...config, plugins: [entry('it', setup)] }, { log })
  return { host, logged }
}

/** The trace of its tap in one call, once `ms` have passed. */
async function traceOf(host: Host, ms = 0, fields: Partial<Webhook> = {}) {
  const answering = host.answer(webhook(ringing(), fields))
  await vi.advanceTimersByTimeAsync(ms)
  const { trace } = await answering
  return { exchange: trace?.id, tap: trace?.taps[0] }
}

const contributing = (fn: Fn) => (hooks: Hooks) => hooks.contribute.tap({ budgetMs: 50 }, fn as never)

/** What stands in the trace of each tap. */
const common = {
  entry: 'it',
  hook: 'contribute',
  startMs: 0,
  durationMs: 0,
  syncMs: 0,
  budgetMs: 50,
  notes: [],
  lost: [],
}
const nothing = { ...common, set: [] }

describe('the trace of a run', () => {
  it.each<{ what: string; fn: Fn; expected: object }>([
    {
      what: 'says something',
      fn: () => ({ maxDurationSeconds: 9 }),
      expected: { ...common, outcome: 'used', set: ['maxDurationSeconds'] },
    },
    { what: 'says nothing', fn: () => null, expected: { ...nothing, outcome: 'unchanged' } },
    {
      what: 'rejects with nothing',
      fn: () => Promise.reject(),
      expected: { ...nothing, outcome: 'failed', error: { code: 'PREANSWER_TAP_FAILED' } },
    },
    {
      what: 'says what nobody knows',
      fn: () => ({ greeting: 'Hello' }),
      expected: {
        ...nothing,
        outcome: 'invalid',
        reason: 'schema',
        error: errorOf('PREANSWER_TAP_OUTPUT_INVALID', 'PreanswerError'),
      },
    },
    {
      what: 'says what is no data',
      fn: () => ({ metadata: { at: new Date(0) } }),
      expected: {
        ...nothing,
        outcome: 'invalid',
        reason: 'not-plain-data',
        error: errorOf('PREANSWER_TAP_OUTPUT_INVALID', 'NotPlainError'),
      },
    },
    {
      what: 'says what cannot be read',
      fn: () => Object.defineProperty({}, 'llm', { enumerable: true, get: () => failWith(new TypeError('no')) }),
      expected: {
        ...nothing,
        outcome: 'invalid',
        reason: 'unreadable',
        error: errorOf('PREANSWER_TAP_OUTPUT_INVALID', 'TypeError'),
      },
    },
    {
      what: 'never answers',
      fn: () => new Promise(() => {}),
      expected: { ...nothing, durationMs: 50, outcome: 'timed-out', error: { code: 'PREANSWER_TAP_TIMED_OUT' } },
    },
  ])('of a tap that $what has just what there is to know', async ({ fn, expected }) => {
    const { host } = await hostWith(contributing(fn))
    expect((await traceOf(host, 60)).tap).toStrictEqual(expected)
  })

  it.each([
    { code: 'PREANSWER_WORKER_CRASHED', reason: 'crashed' },
    { code: 'PREANSWER_WORKER_GIVEN_UP', reason: 'given-up' },
  ] as const)('of a tap that lost its worker says $reason', async ({ code, reason }) => {
    const { host } = await hostWith(contributing(() => Promise.reject(new PreanswerError(code))))
    expect((await traceOf(host)).tap).toStrictEqual({ ...nothing, outcome: 'failed', reason, error: { code } })
  })

  it('waits for what has a then, also for a function, and takes nothing else for a promise', async () => {
    // a computed key: a thenable is what this is about
    const then = 'then'
    const thenable = Object.assign(() => {}, {
      [then]: (take: (patch: object) => void) => take({ maxDurationSeconds: 9 }),
    })
    const waiting = await hostWith(contributing(() => thenable))
    expect((await traceOf(waiting.host)).tap).toMatchObject({ outcome: 'used', set: ['maxDurationSeconds'] })
    const plain = await hostWith(contributing(() => ({ [then]: 1, maxDurationSeconds: 9 })))
    expect((await traceOf(plain.host)).tap).toMatchObject({ outcome: 'invalid', reason: 'schema' })
  })

  it('has at most three places in code of an error', async () => {
    const { host } = await hostWith(contributing(() => failWith(new RangeError('no'))))
    const { tap } = await traceOf(host)
    expect(tap?.error?.name).toBe('RangeError')
    expect(tap?.error?.at).toHaveLength(3)
  })

  it('of a run that had no time left says so, and counts as skipped and not as failed', async () => {
    const { host, logged } = await hostWith(contributing(() => ({})))
    const { tap } = await traceOf(host, 0, { arrivedAt: performance.now() - 4_000 })
    expect(tap).toStrictEqual({ ...nothing, startMs: 4_000, budgetMs: 0, outcome: 'skipped', reason: 'no-time' })
    expect(host.health().entries).toMatchObject([{ failures: 0, late: 0, skipped: 1 }])
    expect(logged).toEqual([])
  })
})

describe('the log of a run', () => {
  it('names how a tap failed, its error and its hook', async () => {
    const { host, logged } = await hostWith(contributing(() => failWith(new RangeError('Jan'))))
    const { exchange } = await traceOf(host)
    const fields = {
      entry: 'it',
      exchange,
      line: 'default',
      hook: 'contribute',
      outcome: 'failed',
      ...errorOf('PREANSWER_TAP_FAILED', 'RangeError'),
    }
    expect(logged).toStrictEqual([['warn', 'a tap failed', fields]])
  })

  it('names the first five fields that are wrong, two steps deep and in our own words only', async () => {
    const wrong = {
      firstMessage: 1,
      llm: { temperature: 'x' },
      stt: { '+31612345678': 1 },
      maxDurationSeconds: 'x',
      voicemailDetection: 1,
      webhookUrl: 1,
    }
    const { host, logged } = await hostWith(contributing(() => wrong))
    await traceOf(host)
    expect(logged).toMatchObject([
      [
        'warn',
        'a tap failed',
        { paths: ['firstMessage', 'llm.temperature', 'stt', 'maxDurationSeconds', 'voicemailDetection'] },
      ],
    ])
  })

  it('has a line, for those who look closely, of an answer that came late', async () => {
    const late = () => new Promise((resolve) => setTimeout(resolve, 80))
    const { host, logged } = await hostWith(contributing(late))
    const { exchange } = await traceOf(host, 100)
    expect(logged.at(-1)).toStrictEqual([
      'debug',
      'an answer came after its budget',
      { entry: 'it', exchange, line: 'default', hook: 'contribute' },
    ])
  })

  it('says when a breaker opens, for how long, and when the tap answers again', async () => {
    let isDown = true
    const limits = { failures: 1, windowMs: 1_000, coolDownMs: 500 }
    const { host, logged } = await hostWith(
      contributing(() => (isDown ? failWith(new Error('down')) : null)),
      { breaker: limits },
    )
    const { tap } = await traceOf(host)
    expect(tap?.breaker).toStrictEqual({ state: 'open', reason: 'failed', nextTryAt: Date.now() + 500 })
    expect(logged.at(-1)).toStrictEqual([
      'warn',
      'a breaker opened: the tap is skipped for a while',
      { entry: 'it', line: 'default', hook: 'contribute', reason: 'failed', coolDownMs: 500 },
    ])
    expect((await traceOf(host)).tap).toMatchObject({
      outcome: 'skipped',
      reason: 'breaker-open',
      breaker: { state: 'open' },
    })
    isDown = false
    await vi.advanceTimersByTimeAsync(500)
    expect((await traceOf(host)).tap?.outcome).toBe('unchanged')
    expect(logged.at(-1)).toStrictEqual([
      'info',
      'a tap answers again',
      { entry: 'it', line: 'default', hook: 'contribute' },
    ])
  })

  it.each([
    { heldMs: 100, notes: [], lines: [] },
    {
      heldMs: 151,
      notes: ['held-the-thread'],
      lines: [['warn', 'a tap held the thread', { entry: 'it', line: 'default', hook: 'contribute', heldMs: 151 }]],
    },
  ])('and its notes tell a thread that was held for $heldMs ms', async ({ heldMs, notes, lines }) => {
    const { host, logged } = await hostWith(contributing(() => void vi.advanceTimersByTime(heldMs)))
    const { tap } = await traceOf(host)
    expect(tap).toMatchObject({ syncMs: heldMs, durationMs: heldMs, notes })
    expect(logged).toStrictEqual(lines)
  })
})

describe('what is left of a budget', () => {
  it('shrinks to nothing, and never below', async () => {
    const left: number[] = []
    const { host } = await hostWith(
      contributing(({ remainingMs }) => {
        left.push(remainingMs())
        setTimeout(() => left.push(remainingMs()), 20)
        setTimeout(() => left.push(remainingMs()), 70)
        return new Promise(() => {})
      }),
    )
    await traceOf(host, 80)
    expect(left).toEqual([50, 30, 0])
  })

  it('is off the clock of the call in observe, and on it elsewhere', async () => {
    const left: number[] = []
    const { host } = await hostWith((hooks) => {
      hooks.contribute.tap({ budgetMs: 50 }, ({ remainingMs }) => void left.push(remainingMs()))
      hooks.observe.tap({ budgetMs: 9_000 }, ({ remainingMs }) => void left.push(remainingMs()))
    })
    await traceOf(host, 10, { arrivedAt: performance.now() - 3_990 })
    expect(left).toEqual([10, 9_000])
  })

  it('shows in a signal that is first read after it was spent, and in none that was not', async () => {
    const contexts: TapContext[] = []
    const { host } = await hostWith(
      contributing((context) => (contexts.push(context) === 1 ? new Promise(() => {}) : null)),
    )
    await traceOf(host, 60)
    await traceOf(host, 60)
    expect(contexts.map(({ signal }) => signal.aborted)).toEqual([true, false])
  })
})

function failWith(error: Error): never {
  throw error
}

function errorOf(code: string, name: string): object {
  return { code, name, at: expect.any(Array) }
}
