import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { answerCall, entry, secret, silent } from '../test/webhook.ts'
import {
  createHost,
  definePlugin,
  type Entry,
  type Hooks,
  type Host,
  type HostConfig,
  type Logger,
  type OnFailure,
} from './index.ts'
import type { Release, SetupContext } from './plugin.ts'

const down = () => Promise.reject(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }))

type SetupFunction = (
  hooks: Hooks,
  options: undefined,
  context: SetupContext,
) => void | Release | Promise<void | Release>

beforeEach(() => {
  vi.useFakeTimers({ now: 1_800_000_000_000 })
})

const running: Host[] = []

afterEach(async () => {
  // under fake timers still: Node's own functions are not made for what is left of them
  await Promise.all(running.splice(0).map((host) => host.close()))
  vi.useRealTimers()
})

/** An entry whose set-up the test exchanges while the host runs. */
function changeable(first: SetupFunction, overrides: Partial<Entry> = {}) {
  const setup = vi.fn<SetupFunction>(first)
  return { setup, entry: { ...definePlugin({ name: 'crm', setup })(), ...overrides } }
}

async function start(plugins: readonly Entry[], config: Partial<HostConfig> = {}, log: Logger = silent) {
  const host = await createHost({ secrets: secret, ...config, plugins }, { log })
  running.push(host)
  return host
}

const greet: SetupFunction = (hooks) => hooks.contribute.tap(() => ({ firstMessage: 'Of the CRM.' }))

describe('an entry whose set-up meets an outage', () => {
  it('is missing from the calls, and tells so', async () => {
    const crm = changeable(down)
    const other = entry('other', (hooks) => hooks.contribute.tap(() => ({ maxDurationSeconds: 60 })))
    const host = await start([crm.entry, other])
    const { response, trace } = await answerCall(host)
    expect(response).toEqual({ max_duration_seconds: 60 })
    expect(trace?.taps[0]).toMatchObject({ entry: 'crm', outcome: 'skipped', reason: 'not-set-up' })
    const degraded = { reason: 'setup-failed', outage: 'ECONNREFUSED', nextTryAt: Date.now() + 1_000 }
    expect(host.health().entries[0]).toMatchObject({ name: 'crm', degraded, skipped: 1, failures: 0 })
    expect(host.findings).toContainEqual(expect.objectContaining({ code: 'not-set-up', path: ['plugins', 0] }))
    expect(host.plan.hooks.flatMap(({ taps }) => taps.map((tap) => tap.entry))).toEqual(['other'])
  })

  it('is tried again with longer and longer pauses, up to a minute', async () => {
    const crm = changeable(down)
    await start([crm.entry])
    const triesAfter = async (ms: number) => {
      await vi.advanceTimersByTimeAsync(ms)
      return crm.setup.mock.calls.length
    }
    expect(await triesAfter(999)).toBe(1)
    expect(await triesAfter(1)).toBe(2)
    expect(await triesAfter(1_999)).toBe(2)
    expect(await triesAfter(1)).toBe(3)
    expect(await triesAfter(4_000 + 8_000 + 16_000 + 32_000)).toBe(7)
    expect(await triesAfter(60_000)).toBe(8)
    expect(await triesAfter(60_000)).toBe(9)
  })

  it('comes back in its place, with its breaker and its budget', async () => {
    const crm = changeable(down)
    const other = entry('other', (hooks) => hooks.contribute.tap(() => ({ firstMessage: 'Of the other.' })))
    const host = await start([crm.entry, other])
    host.hooks.contribute.tap(() => ({ firstMessage: 'Of the app.' }))
    crm.setup.mockImplementation((hooks) => {
      hooks.contribute.tap({ budgetMs: 321 }, () => ({ firstMessage: 'Of the CRM.', maxDurationSeconds: 60 }))
    })
    await vi.advanceTimersByTimeAsync(1_000)
    const { trace, response } = await answerCall(host)
    expect(response).toEqual({ assistant: { first_message: 'Of the app.' }, max_duration_seconds: 60 })
    expect(trace?.taps.map(({ entry, budgetMs }) => [entry, budgetMs])).toEqual([
      ['crm', 321],
      ['other', 800],
      ['host', 800],
    ])
    expect(trace?.response.overridden.map(({ entry }) => entry)).toEqual(['crm', 'other'])
    expect(host.plan.hooks[2]?.taps[0]).toEqual({ entry: 'crm', budgetMs: 321 })
    expect(host.health().entries[0]).not.toHaveProperty('degraded')
    expect(host.findings.map(({ code }) => code)).not.toContain('not-set-up')
  })

  it.each([
    { onFailure: 'skip', body: '{}' },
    { onFailure: { patch: { maxDurationSeconds: 9 } }, body: '{"max_duration_seconds":9}' },
    { onFailure: { reject: 'Not now.' }, body: '{"error":"Not now."}' },
  ] as const)('does until then what its operator wrote: $onFailure', async ({ onFailure, body }) => {
    const crm = changeable(down, { onFailure: onFailure as OnFailure })
    const host = await start([crm.entry])
    expect((await answerCall(host)).body).toBe(body)
    crm.setup.mockImplementation((hooks) => {
      hooks.screen.tap(() => null)
      hooks.review.tap(() => null)
    })
    await vi.advanceTimersByTimeAsync(1_000)
    const { body: after, trace } = await answerCall(host)
    expect(after).toBe('{}')
    expect(trace?.taps.map(({ hook, outcome }) => [hook, outcome])).toEqual([
      ['screen', 'unchanged'],
      ['review', 'unchanged'],
    ])
  })

  it.each([
    {
      what: 'whose budgets do not fit',
      later: (hooks: Hooks) => hooks.contribute.tap({ budgetMs: 4_001 }, () => null),
    },
    { what: 'that cannot do what onFailure says', later: (hooks: Hooks) => hooks.observe.tap(() => null) },
  ])('stays out with taps $what, and is not tried again', async ({ later }) => {
    const crm = changeable(down, { onFailure: { patch: { maxDurationSeconds: 9 } } })
    const host = await start([crm.entry])
    const release = vi.fn()
    crm.setup.mockImplementation((hooks) => {
      later(hooks)
      return release
    })
    await vi.advanceTimersByTimeAsync(120_000)
    expect(crm.setup).toHaveBeenCalledTimes(2)
    expect(release).toHaveBeenCalledOnce()
    expect(host.health().entries[0]?.degraded).toEqual({ reason: 'does-not-fit' })
    expect((await answerCall(host)).response).toEqual({ max_duration_seconds: 9 })
  })

  it('is tried again also after another kind of failure', async () => {
    const crm = changeable(down)
    const host = await start([crm.entry])
    crm.setup.mockImplementation(() => Promise.reject(new TypeError('of the CRM')))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(host.health().entries[0]?.degraded).toEqual({ reason: 'setup-failed', nextTryAt: Date.now() + 2_000 })
    crm.setup.mockImplementation(greet)
    await vi.advanceTimersByTimeAsync(2_000)
    expect((await answerCall(host)).response).toEqual({ assistant: { first_message: 'Of the CRM.' } })
  })

  it('leaves nothing behind of a set-up that failed half-way', async () => {
    let signal: AbortSignal | undefined
    const crm = changeable((hooks, _options, context) => {
      signal = context.signal
      hooks.contribute.tap(() => ({ firstMessage: 'Half.' }))
      return down()
    })
    const host = await start([crm.entry])
    expect((await answerCall(host)).response).toEqual({})
    expect(signal?.aborted).toBe(true)
  })

  it('may hang: after 10 s the host starts without it, and what it takes later it releases', async () => {
    let end: ((release: Release) => void) | undefined
    const crm = changeable(
      () =>
        new Promise<Release>((resolve) => {
          end ??= resolve
        }),
    )
    const starting = start([crm.entry])
    await vi.advanceTimersByTimeAsync(10_000)
    const host = await starting
    expect(host.health().entries[0]?.degraded).toMatchObject({ reason: 'setup-timed-out', outage: 'TimeoutError' })
    const release = vi.fn()
    end?.(release)
    await vi.advanceTimersByTimeAsync(0)
    expect(release).toHaveBeenCalledOnce()
  })

  it('ends the start where it is required, and what the others took is released', async () => {
    const release = vi.fn()
    const good = { ...definePlugin({ name: 'good', setup: () => release })() }
    const starting = start([good, changeable(down, { required: true }).entry])
    await expect(starting).rejects.toMatchObject({ code: 'PREANSWER_SETUP_FAILED', issues: [{ path: ['plugins', 1] }] })
    expect(release).toHaveBeenCalledOnce()
  })

  it('provides what others need, sooner or later', async () => {
    const crm = definePlugin({ name: 'crm', provides: ['customer'], setup: down })
    const needy = definePlugin({ name: 'needy', needs: ['customer'], setup() {} })
    await expect(start([crm(), needy()])).resolves.toBeDefined()
  })

  it('is given up when the host closes, also in the middle of a set-up', async () => {
    const crm = changeable(down)
    const host = await createHost({ secrets: secret, plugins: [crm.entry] }, { log: silent })
    const release = vi.fn()
    crm.setup.mockImplementation(async () => {
      await new Promise((resolve) => setTimeout(resolve, 5_000))
      return release
    })
    await vi.advanceTimersByTimeAsync(1_000)
    await host.close()
    expect(release).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(120_000)
    expect(release).toHaveBeenCalledOnce()
    expect(crm.setup).toHaveBeenCalledTimes(2)
  })

  it('is named in the log with the outage, and never with what the error said', async () => {
    const lines: string[] = []
    const write = (fields: object, message: string) => void lines.push(JSON.stringify({ ...fields, message }))
    const error = Object.assign(new Error('postgres://user:password@crm'), { code: 'ECONNREFUSED' })
    await start([changeable(() => Promise.reject(error)).entry], {}, { ...silent, warn: write })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(lines).toHaveLength(2)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ entry: 'crm', reason: 'setup-failed', outage: 'ECONNREFUSED' })
    expect(lines.join()).not.toContain('password')
  })
})
