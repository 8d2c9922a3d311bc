import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { answerCall, entry, ringing, secret, silent, startHost, webhook } from '../test/webhook.ts'
import { hookNames } from './hook-table.ts'
import { createHost, type Entry, type Hook, type HookName, type Hooks, type OnFailure } from './index.ts'

const baseDir = fileURLToPath(new URL('../test', import.meta.url))

const policies = {
  skip: 'skip',
  patch: { patch: { firstMessage: 'Hello.' } },
  reject: { reject: 'Not now.' },
} as const satisfies Record<string, OnFailure>

type Policy = keyof typeof policies

/** How a tap comes to say nothing: what it does, and what the trace says about it. */
const failures = {
  throws: { tap: thrower, outcome: 'failed' },
  rejects: { tap: () => Promise.reject(new TypeError('down')), outcome: 'failed' },
  'never answers': { tap: () => new Promise(() => {}), outcome: 'timed-out' },
  'returns nonsense': { tap: () => 42, outcome: 'invalid' },
  'has an open breaker': { tap: thrower, outcome: 'skipped', reason: 'breaker-open' },
  'has no time left': { tap: () => undefined, outcome: 'skipped', reason: 'no-time' },
} as const

type FailureName = keyof typeof failures

/** What each policy makes of a failure on each hook; `refused` is a config error at start. */
const effects: Readonly<Record<HookName, Readonly<Record<Policy, 'nothing' | 'patch' | 'reject' | 'refused'>>>> = {
  identify: { skip: 'nothing', patch: 'refused', reject: 'refused' },
  screen: { skip: 'nothing', patch: 'refused', reject: 'reject' },
  contribute: { skip: 'nothing', patch: 'patch', reject: 'refused' },
  review: { skip: 'nothing', patch: 'patch', reject: 'refused' },
  observe: { skip: 'nothing', patch: 'refused', reject: 'refused' },
}

/** Observers are off the clock, and nobody reads what they return. */
const whereItDiffers: Partial<Record<HookName, Partial<Record<FailureName, object>>>> = {
  observe: { 'returns nonsense': { outcome: 'used' }, 'has no time left': { outcome: 'unchanged' } },
}

const bodies = { nothing: '{}', patch: '{"assistant":{"first_message":"Hello."}}', reject: '{"error":"Not now."}' }

const pairs = hookNames.flatMap((hook) =>
  (Object.keys(policies) as Policy[]).map((policy) => ({ hook, policy, effect: effects[hook][policy] })),
)

const cells = pairs.flatMap((pair) => (Object.keys(failures) as FailureName[]).map((failure) => ({ ...pair, failure })))

const refusedAt = (policy: Policy) => ({
  code: 'PREANSWER_CONFIG_INVALID',
  issues: [{ path: ['plugins', 0, 'onFailure', policy] }],
})

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

describe('onFailure', () => {
  it.each(cells)('$policy does $effect where a $hook tap $failure', async ({ hook, policy, failure, effect }) => {
    const { tap, ...outcome } = failures[failure]
    const starting = startHost([entry('broken', on(hook, tap), { onFailure: policies[policy] })], {
      breaker: { failures: 1 },
    })
    if (effect === 'refused') {
      await expect(starting).rejects.toMatchObject(refusedAt(policy))
      return
    }
    const host = await starting
    if (failure === 'has an open breaker') await settled(answerCall(host))
    const spentMs = failure === 'has no time left' ? 4_000 : 0
    const answered = host.answer(webhook(ringing(), { arrivedAt: performance.now() - spentMs }))
    const { body, trace } = await settled(answered)
    expect(body).toBe(bodies[effect])
    const replaced = effect === 'nothing' ? {} : { onFailure: effect }
    const expected = whereItDiffers[hook]?.[failure] ?? outcome
    expect(trace?.taps).toMatchObject([{ entry: 'broken', hook, ...expected, ...replaced }])
  })

  it.each(pairs)('$policy does $effect where a $hook tap loses its worker', async ({ hook, policy, effect }) => {
    vi.useRealTimers()
    const crashing: Entry = { use: './plugins/crashing.js', with: { hook }, isolate: 'worker', budgetMs: 3_000 }
    const starting = createHost(
      { secrets: secret, plugins: [{ ...crashing, onFailure: policies[policy] }] },
      { log: silent, baseDir },
    )
    if (effect === 'refused') {
      await expect(starting).rejects.toMatchObject(refusedAt(policy))
      return
    }
    const host = await starting
    const reply = await host.answer(webhook(ringing()))
    expect(reply.body).toBe(bodies[effect])
    // the trace is made when it is read: with the observers in it, once they have ended
    await host.close()
    const replaced = effect === 'nothing' ? {} : { onFailure: effect }
    expect(reply.trace?.taps).toMatchObject([{ entry: 'crashing', hook, outcome: 'failed', ...replaced }])
  })

  it.each([
    { policy: 'patch', tapped: 'contribute', says: () => undefined, body: bodies.patch },
    {
      policy: 'patch',
      tapped: 'contribute',
      says: () => ({ firstMessage: 'Own.' }),
      body: '{"assistant":{"first_message":"Own."}}',
    },
    { policy: 'patch', tapped: 'review', says: () => undefined, body: bodies.patch },
    { policy: 'reject', tapped: 'screen', says: () => undefined, body: bodies.reject },
    { policy: 'reject', tapped: 'screen', says: () => ({ reject: 'Own.' }), body: '{"error":"Own."}' },
    { policy: 'skip', tapped: 'contribute', says: () => undefined, body: '{}' },
  ] as const)(
    '$policy waits for the $tapped tap of an entry that fails to identify: $body',
    async ({ policy, tapped, says, body }) => {
      const setup = (hooks: Hooks) => {
        hooks.identify.tap(thrower)
        on(tapped, says)(hooks)
      }
      const host = await startHost([entry('crm', setup, { onFailure: policies[policy] })])
      expect((await answerCall(host)).body).toBe(body)
    },
  )

  it('patch waits for the contribute tap of an entry that fails to screen', async () => {
    const setup = (hooks: Hooks) => {
      hooks.screen.tap(thrower)
      hooks.contribute.tap(() => undefined)
    }
    const host = await startHost([entry('hours', setup, { onFailure: policies.patch })])
    expect((await answerCall(host)).body).toBe(bodies.patch)
  })

  it('leaves an entry alone whose own taps all went well', async () => {
    const other = entry('other', on('identify', thrower))
    const quiet = entry(
      'quiet',
      on('contribute', () => undefined),
      { onFailure: policies.patch },
    )
    expect((await answerCall(await startHost([other, quiet]))).body).toBe('{}')
  })

  it.each([
    { returns: 'plainly', tap: thrower },
    { returns: 'a promise', tap: () => Promise.reject(new Error('down')) },
  ])('lets a call go on where its rejection has nothing to say, of a tap that returns $returns', async ({ tap }) => {
    const onFailure = { reject: '{{unknown}}' }
    const greets = entry(
      'greets',
      on('contribute', () => ({ firstMessage: 'Hello.' })),
    )
    const host = await startHost([entry('broken', on('screen', tap), { onFailure }), greets])
    expect((await settled(answerCall(host))).body).toBe(bodies.patch)
  })

  it.each<OnFailure>([{ reject: ' ' }, { reject: {} }, { reject: { nl: '\u200b' } }])(
    'refuses %o at start',
    async (onFailure) => {
      const starting = startHost([entry('silent', on('screen', thrower), { onFailure })])
      await expect(starting).rejects.toMatchObject({ code: 'PREANSWER_CONFIG_INVALID' })
    },
  )

  it('lays its patch once, however many taps of the entry fail', async () => {
    const setup = (hooks: Hooks) => {
      for (const hook of ['identify', 'contribute', 'contribute', 'review'] as const) on(hook, thrower)(hooks)
    }
    const message = { role: 'system', content: 'The files are out of reach.' } as const
    const onFailure: Entry['onFailure'] = { patch: { llm: { messages: [message] } } }
    const llm = { provider: 'openai', model: 'gpt-5.4-mini' }
    const host = await startHost([entry('files', setup, { onFailure })], { assistant: { llm } })
    expect((await answerCall(host)).detail?.draft.llm?.messages).toEqual([message])
  })
})

/** Lets pass what a call and its observers take. */
async function settled<Value>(work: Promise<Value>): Promise<Value> {
  await vi.advanceTimersByTimeAsync(10_000)
  return work
}

function on(hook: HookName, tap: () => unknown): (hooks: Hooks) => void {
  return (hooks) => (hooks[hook] as Hook<() => unknown>).tap(tap)
}

function thrower(): never {
  throw new Error('down')
}
