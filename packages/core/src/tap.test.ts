import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { answerCall, entry, ringing, startHost, webhook } from '../test/webhook.ts'
import type { Entry } from './plugin.ts'
import type { TapTrace } from './trace.ts'

const greeting = entry('greeting', (hooks) => hooks.contribute.tap(() => ({ firstMessage: 'Good morning.' })))

/** Answers one call under fake timers, and lets `ms` pass meanwhile. */
async function callWith(plugins: readonly Entry[], ms = 0) {
  const host = await startHost(plugins)
  const answering = answerCall(host)
  await vi.advanceTimersByTimeAsync(ms)
  const result = await answering
  const traceOf = (name: string): TapTrace | undefined => result.trace?.taps.find((tap) => tap.entry === name)
  return { ...result, host, traceOf }
}

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

describe('a tap within its budget', () => {
  it('is taken whether it answers plainly, in a promise, or after a wait', async () => {
    const { response, traceOf } = await callWith(
      [
        entry('plain', (hooks) => hooks.contribute.tap(() => ({ metadata: { plain: true } }))),
        entry('promised', (hooks) => hooks.contribute.tap(async () => ({ metadata: { promised: true } }))),
        entry('waiting', (hooks) =>
          hooks.contribute.tap(async () => {
            await new Promise((resolve) => setTimeout(resolve, 500))
            return { metadata: { waiting: true } }
          }),
        ),
      ],
      600,
    )
    expect(response.assistant.metadata).toEqual({ plain: true, promised: true, waiting: true })
    expect(traceOf('waiting')).toMatchObject({ outcome: 'used', set: ['metadata.waiting'] })
  })

  it('arms no timer when it answers in the same turn of the loop', async () => {
    const host = await startHost([
      entry('promised', (hooks) => hooks.contribute.tap(async () => ({ maxDurationSeconds: 60 }))),
    ])
    const timers = vi.spyOn(globalThis, 'setTimeout')
    expect((await answerCall(host)).response).toEqual({ max_duration_seconds: 60 })
    expect(timers).not.toHaveBeenCalled()
  })

  it.each([
    { what: 'a patch', value: { firstMessage: 'Hello.' } },
    { what: 'an object whose then is no function', value: Object.fromEntries([['then', 5]]) },
    { what: 'a text', value: 'Hello.' },
    { what: 'null', value: null },
    { what: 'nothing', value: undefined },
  ])('takes no turn of the loop when it answers $what plainly', async ({ value }) => {
    const turns = vi.spyOn(globalThis, 'setImmediate')
    await answerCall(await startHost([]))
    const without = turns.mock.calls.length
    await answerCall(await startHost([entry('plain', (hooks) => hooks.contribute.tap((() => value) as never))]))
    expect(turns.mock.calls.length - without).toBe(without)
  })

  it('is told of no abort', async () => {
    let seen: AbortSignal | undefined
    const { traceOf } = await callWith(
      [
        entry('quick', (hooks) =>
          hooks.contribute.tap(async ({ signal }) => {
            seen = signal
          }),
        ),
      ],
      2_000,
    )
    expect(traceOf('quick')?.outcome).toBe('unchanged')
    expect(seen?.aborted).toBe(false)
  })

  it.each([{ nothing: undefined }, { nothing: null }])('is unchanged when it returns $nothing', async ({ nothing }) => {
    const { response, traceOf } = await callWith([entry('quiet', (hooks) => hooks.contribute.tap(() => nothing))])
    expect(response).toEqual({})
    expect(traceOf('quiet')?.outcome).toBe('unchanged')
  })
})

describe('a tap whose timer comes late, held by code that nobody measures', () => {
  /** A tap with a budget of 100 ms, in a process whose clock leaps while its timers stand still. */
  async function outcomeOf(tap: { answersAfterMs: number }, leaps: readonly { atMs: number; ms: number }[]) {
    const clock = performance.now.bind(performance)
    let leaptMs = 0
    vi.spyOn(performance, 'now').mockImplementation(() => clock() + leaptMs)
    for (const { atMs, ms } of leaps) setTimeout(() => (leaptMs += ms), atMs)
    const { traceOf } = await callWith(
      [
        {
          ...entry('waiting', (hooks) =>
            hooks.contribute.tap(async () => {
              await new Promise((resolve) => setTimeout(resolve, tap.answersAfterMs))
              return { firstMessage: 'Hello.' }
            }),
          ),
          budgetMs: 100,
        },
      ],
      1_000,
    )
    return traceOf('waiting')?.outcome
  }

  it.each([
    { when: 'it had 300 ms less', answersAfterMs: 150, leaps: [{ atMs: 99, ms: 300 }], outcome: 'used' },
    { when: 'it had 50 ms less', answersAfterMs: 149, leaps: [{ atMs: 99, ms: 50 }], outcome: 'used' },
    {
      when: 'it lost no more than a timer is late anyway',
      answersAfterMs: 105,
      leaps: [{ atMs: 99, ms: 10 }],
      outcome: 'timed-out',
    },
    {
      when: 'it asks for more than its budget once more',
      answersAfterMs: 210,
      leaps: [{ atMs: 99, ms: 300 }],
      outcome: 'timed-out',
    },
    {
      when: 'the thread is held a second time',
      answersAfterMs: 250,
      leaps: [
        { atMs: 99, ms: 300 },
        { atMs: 199, ms: 300 },
      ],
      outcome: 'timed-out',
    },
  ])('is $outcome when $when', async ({ answersAfterMs, leaps, outcome }) => {
    expect(await outcomeOf({ answersAfterMs }, leaps)).toBe(outcome)
  })
})

describe('a tap that fails', () => {
  const failures = [
    {
      how: 'throws',
      tap: () => {
        throw new Error('+31612345678 is not known')
      },
      outcome: 'failed',
    },
    {
      how: 'throws what cannot be read',
      tap: () => {
        throw unreadable()
      },
      outcome: 'failed',
    },
    { how: 'rejects with what cannot be read', tap: () => Promise.reject(unreadable()), outcome: 'failed' },
    {
      how: 'rejects',
      tap: async () => {
        throw new TypeError('broken')
      },
      outcome: 'failed',
    },
    { how: 'rejects with undefined', tap: () => Promise.reject(), outcome: 'failed' },
    {
      how: 'throws a string',
      tap: () => {
        throw 'text'
      },
      outcome: 'failed',
    },
    { how: 'never answers', tap: () => new Promise(() => {}), outcome: 'timed-out' },
    { how: 'returns a number', tap: () => 42, outcome: 'invalid' },
    { how: 'returns a cycle', tap: cycle, outcome: 'invalid' },
    { how: 'returns an unknown key', tap: () => ({ greeting: 'Hello' }), outcome: 'invalid' },
    {
      how: 'returns a getter that throws',
      tap: () => ({
        get firstMessage() {
          throw new Error('no')
        },
      }),
      outcome: 'invalid',
    },
    { how: 'returns a rejected promise whose own then throws', tap: brokenPromise, outcome: 'failed' },
    { how: 'returns a thenable whose then throws', tap: brokenThenable, outcome: 'failed' },
  ] as const

  it.each(failures)('costs only its own part when it $how', async ({ tap, outcome }) => {
    const { response, status, traceOf } = await callWith(
      [
        entry('before', (hooks) => hooks.contribute.tap(() => ({ maxDurationSeconds: 60 }))),
        entry('broken', (hooks) => hooks.contribute.tap(tap as never)),
        greeting,
      ],
      1_000,
    )
    expect(status).toBe(200)
    expect(response).toEqual({ assistant: { first_message: 'Good morning.' }, max_duration_seconds: 60 })
    expect(traceOf('broken')?.outcome).toBe(outcome)
  })

  it('leaves what it said about the caller out of the trace', async () => {
    const { trace } = await callWith([
      entry('broken', (hooks) =>
        hooks.contribute.tap(() => {
          throw new Error('+31612345678')
        }),
      ),
    ])
    expect(JSON.stringify(trace)).not.toContain('612345678')
    expect(trace?.taps[0]?.error).toMatchObject({ code: 'PREANSWER_TAP_FAILED', name: 'Error' })
  })
})

describe('a tap that is late', () => {
  it('changes nothing, and is counted', async () => {
    const { response, host, traceOf } = await callWith(
      [
        entry('late', (hooks) =>
          hooks.contribute.tap({ budgetMs: 100 }, async () => {
            await new Promise((resolve) => setTimeout(resolve, 150))
            return { firstMessage: 'Too late.' }
          }),
        ),
        greeting,
      ],
      120,
    )
    expect(response.assistant.first_message).toBe('Good morning.')
    expect(traceOf('late')).toMatchObject({ outcome: 'timed-out', set: [] })
    await vi.advanceTimersByTimeAsync(100)
    expect(host.health().entries[0]).toMatchObject({ name: 'late', failures: 1, late: 1 })
  })

  it('has in its trace when it answered, once it has', async () => {
    const host = await startHost([
      entry('late', (hooks) =>
        hooks.contribute.tap({ budgetMs: 100 }, () => new Promise((resolve) => setTimeout(resolve, 150))),
      ),
    ])
    const answering = host.answer(webhook(ringing()))
    await vi.advanceTimersByTimeAsync(120)
    const reply = await answering
    expect(reply.trace?.taps[0]).toMatchObject({ durationMs: 100 })
    expect(reply.trace?.taps[0]).not.toHaveProperty('lateMs')
    await vi.advanceTimersByTimeAsync(100)
    expect(reply.trace?.taps[0]).toMatchObject({ durationMs: 100, lateMs: 150 })
  })

  it('hears of its budget through the signal, and only then', async () => {
    const seen: boolean[] = []
    await callWith(
      [
        entry('hanging', (hooks) =>
          hooks.contribute.tap({ budgetMs: 100 }, async ({ signal }) => {
            setTimeout(() => seen.push(signal.aborted), 99)
            signal.addEventListener('abort', () => seen.push(signal.aborted))
            return new Promise(() => {})
          }),
        ),
      ],
      100,
    )
    expect(seen).toEqual([false, true])
  })

  it('cannot add notes any more', async () => {
    const { trace } = await callWith(
      [
        entry('late', (hooks) =>
          hooks.contribute.tap({ budgetMs: 10 }, async ({ note }) => {
            note('begun')
            await new Promise((resolve) => setTimeout(resolve, 20))
            note('too-late')
            return null
          }),
        ),
        entry('waiting', (hooks) =>
          hooks.contribute.tap(async () => void (await new Promise((resolve) => setTimeout(resolve, 50)))),
        ),
      ],
      60,
    )
    expect(trace?.taps[0]?.notes).toEqual(['begun'])
  })
})

describe('a budget', () => {
  it("is the entry's, else the tap's, else the plugin's, else the hook's", async () => {
    const tap = (name: string, budgetMs?: number) =>
      entry(name, (hooks) =>
        budgetMs === undefined ? hooks.contribute.tap(() => null) : hooks.contribute.tap({ budgetMs }, () => null),
      )
    const { trace } = await callWith([
      { ...tap('entry', 20), budgetMs: 10 },
      { ...tap('per-hook', 20), budgetMs: { contribute: 11, review: 12 } },
      tap('tap', 20),
      tap('hook'),
    ])
    expect(trace?.taps.map(({ entry: name, budgetMs }) => [name, budgetMs])).toEqual([
      ['entry', 10],
      ['per-hook', 11],
      ['tap', 20],
      ['hook', 800],
    ])
  })

  it('is never more than what remains before the deadline', async () => {
    const host = await startHost([greeting])
    const answering = answerCall(host, { arrivedAt: performance.now() - 3_900 })
    await vi.advanceTimersByTimeAsync(1)
    expect((await answering).trace?.taps[0]?.budgetMs).toBe(100)
  })

  it('of nothing starts no tap', async () => {
    const tap = vi.fn(() => ({ firstMessage: 'Hello.' }))
    const host = await startHost([entry('greeting', (hooks) => hooks.contribute.tap(tap))])
    const { response, trace } = await answerCall(host, { arrivedAt: performance.now() - 4_000 })
    expect(tap).not.toHaveBeenCalled()
    expect(response).toEqual({})
    expect(trace?.taps[0]).toMatchObject({ outcome: 'skipped', reason: 'no-time' })
  })
})

describe('a tap that holds the thread', () => {
  it('is named in the trace', async () => {
    vi.useRealTimers()
    const host = await startHost([entry('culprit', (hooks) => hooks.contribute.tap(() => holdThread(120)))])
    const { trace } = await answerCall(host)
    expect(trace?.taps[0]).toMatchObject({ outcome: 'unchanged', notes: ['held-the-thread'] })
  })

  it('does not fail an innocent one whose answer already waits on its socket', async () => {
    vi.useRealTimers()
    const { url, stop } = await startServer()
    const innocent = entry('innocent', (hooks) =>
      hooks.contribute.tap({ budgetMs: 150 }, async ({ signal }) => {
        const response = await fetch(url, { signal })
        return { firstMessage: await response.text() }
      }),
    )
    const blocking = entry('blocking', (hooks) =>
      hooks.contribute.tap(async () => {
        // the request of the other has gone out by then; after a callback of this kind timers come before sockets
        await sleep(20)
        await new Promise(setImmediate)
        return holdThread(300)
      }),
    )
    // the first fetch of a process loads its client
    await fetch(url).then((response) => response.text())
    const { response, trace } = await answerCall(await startHost([innocent, blocking]))
    stop()
    expect(trace?.taps[0]).toMatchObject({ entry: 'innocent', outcome: 'used' })
    expect(response.assistant.first_message).toBe('Here.')
  })
})

describe('what a tap gets', () => {
  it('is read-only: a tap that changes it fails alone', async () => {
    const { response, traceOf } = await callWith([
      entry('vandal', (hooks) =>
        hooks.contribute.tap(({ call }) => {
          ;(call as { caller?: string }).caller = '+31600000000'
          return { firstMessage: 'Ha.' }
        }),
      ),
      entry('reader', (hooks) => hooks.contribute.tap(({ call }) => ({ metadata: { caller: call.caller } }))),
    ])
    expect(traceOf('vandal')?.outcome).toBe('failed')
    expect(response.assistant.metadata.caller).toBe('+447700900456')
  })

  it('can be taken out of the context, notes and all', async () => {
    const { trace } = await callWith([
      entry('noting', (hooks) =>
        hooks.contribute.tap(({ note, remainingMs }) => {
          note('seen')
          note('Not a remark 0612345678')
          note('number-31612345678')
          return remainingMs() > 0 ? { maxDurationSeconds: 1 } : null
        }),
      ),
    ])
    expect(trace?.taps[0]).toMatchObject({ notes: ['seen'], outcome: 'used' })
  })

  it('is copied on the way back: what the plugin changes later changes nothing', async () => {
    const patch = { firstMessage: 'First.' }
    const host = await startHost([
      entry('own', (hooks) => {
        hooks.contribute.tap(() => patch)
        hooks.review.tap(() => {
          patch.firstMessage = 'Changed.'
          return null
        })
      }),
    ])
    expect((await answerCall(host)).response.assistant.first_message).toBe('First.')
    expect(Object.isFrozen(patch)).toBe(false)
  })
})

function cycle(): object {
  const one: { self?: object } = {}
  one.self = one
  return { metadata: one }
}

function brokenThenable(): object {
  return Object.defineProperty({}, 'then', {
    get() {
      throw new Error('no')
    },
  })
}

/** A server in a process of its own: one in ours would be held as well. It answers after 60 ms. */
async function startServer(): Promise<{ url: string; stop: () => void }> {
  const script = `const server = require('node:http').createServer((_, response) => setTimeout(() => response.end('Here.'), 60))
    server.listen(0, '127.0.0.1', () => console.log(server.address().port))`
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [port] = await once(child.stdout, 'data')
  return { url: `http://127.0.0.1:${String(port).trim()}`, stop: () => child.kill() }
}

function holdThread(ms: number): undefined {
  const end = performance.now() + ms
  while (performance.now() < end);
  return undefined
}

/** An error of which the very class cannot be asked. */
function unreadable(): unknown {
  const { proxy, revoke } = Proxy.revocable(new Error('down'), {})
  revoke()
  return proxy
}

function brokenPromise(): Promise<never> {
  return Object.assign(Promise.reject(new Error('down')), {
    // biome-ignore lint/suspicious/noThenProperty: what is tested
    then: (): never => {
      throw new Error('no')
    },
  })
}
