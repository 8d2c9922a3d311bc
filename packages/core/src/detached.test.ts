import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { answerCall, secret, silent } from '../test/webhook.ts'
import { claimError, createHost, definePlugin, type Hooks, type HostOptions } from './index.ts'

/** A host whose one plugin does this. */
async function start(setup: (hooks: Hooks) => unknown, options: HostOptions = { claimErrors: true }) {
  const leaky = definePlugin({ name: 'leaky', setup: (hooks) => void setup(hooks) })
  const host = await createHost({ secrets: secret, plugins: [leaky()] }, { log: silent, ...options })
  onTestFinished(() => host.close())
  return host
}

/** What a handler of the process would be told in the place where this is called. */
function handlerOf(claims: boolean[]): () => void {
  return () => void claims.push(claimError(new Error('+31612345678')))
}

/** Fake timers would run all in the one context of the test. */
async function told(claims: readonly boolean[], count = 1): Promise<void> {
  await vi.waitFor(() => expect(claims).toHaveLength(count))
}

describe('claimError', () => {
  it.each([
    { where: 'a timer', leave: (handler: () => void) => void setTimeout(handler) },
    { where: 'an immediate', leave: (handler: () => void) => void setImmediate(handler) },
    { where: 'a tick', leave: (handler: () => void) => process.nextTick(handler) },
    { where: 'a promise', leave: (handler: () => void) => void Promise.resolve().then(handler) },
    {
      where: 'code after an await',
      leave: async (handler: () => void) => {
        await new Promise(setImmediate)
        handler()
      },
    },
  ])('claims what a tap leaves behind in $where, and counts it', async ({ leave }) => {
    const claims: boolean[] = []
    const host = await start((hooks) => hooks.contribute.tap(() => void leave(handlerOf(claims))))
    await answerCall(host)
    await told(claims)
    expect(claims).toEqual([true])
    expect(host.health().entries[0]).toMatchObject({ name: 'leaky', detached: 1, failures: 0 })
  })

  it('claims what a set-up and a release leave behind', async () => {
    const claims: boolean[] = []
    const leaky = definePlugin({
      name: 'leaky',
      setup() {
        setTimeout(handlerOf(claims))
        return () => void setTimeout(handlerOf(claims))
      },
    })
    const host = await createHost({ secrets: secret, plugins: [leaky()] }, { log: silent, claimErrors: true })
    await host.close()
    await told(claims, 2)
    expect(claims).toEqual([true, true])
    expect(host.health().entries[0]?.detached).toBe(2)
  })

  it('is the same on the host', async () => {
    const claims: boolean[] = []
    const host = await start((hooks) =>
      hooks.contribute.tap(() => void setTimeout(() => claims.push(host.claimError(undefined)))),
    )
    await answerCall(host)
    await told(claims)
    expect(claims).toEqual([true])
  })

  it('names the entry in the log, and nothing of what the error said', async () => {
    const lines: string[] = []
    const error = (fields: object, message: string) => void lines.push(JSON.stringify({ ...fields, message }))
    const log = { ...silent, error }
    const host = await start((hooks) => hooks.contribute.tap(() => void setTimeout(handlerOf([]))), {
      log,
      claimErrors: true,
    })
    await answerCall(host)
    await vi.waitFor(() => expect(lines).toHaveLength(1))
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ entry: 'leaky', name: 'Error' })
    expect(lines[0]).not.toContain('31612345678')
  })

  it('does not know what is left behind where nobody asked to follow it', async () => {
    const claims: boolean[] = []
    const host = await start((hooks) => hooks.contribute.tap(() => void setTimeout(handlerOf(claims))), {})
    await answerCall(host)
    await told(claims)
    expect(claims).toEqual([false])
  })

  it("does not claim what is not a plugin's", async () => {
    const host = await start(() => {})
    host.hooks.contribute.tap(() => null)
    await answerCall(host)
    expect(host.claimError(new Error('of the app'))).toBe(false)
    expect(host.health().entries[0]?.detached).toBe(0)
  })
})
