import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import {
  createHost,
  definePlugin,
  type Entry,
  type ErrorCode,
  errorTable,
  type Hooks,
  type Host,
  type HostConfig,
} from '@preanswer/core'
import Koa, { type Middleware } from 'koa'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { startCommand } from './command.ts'
import { fixture, secret, signedHeaders } from './webhook.ts'
import { root } from './workspace.ts'

const call = fixture('assistant-request.snake')
const failure = new Error('of the plugin')

/** How each error comes about. A new code without a row here is a type error. */
const raise: Readonly<Record<ErrorCode, () => Promise<unknown>>> = {
  PREANSWER_CONFIG_INVALID: () => thrownBy(start({ timeZone: 'Mars/Olympus' })),
  PREANSWER_PLAN_TOO_LONG: () => thrownBy(startWith((hooks) => hooks.screen.tap({ budgetMs: 9_000 }, () => {}))),
  PREANSWER_PLUGIN_INVALID: () => thrownBy((async () => definePlugin({ name: 'Not Kebab', setup() {} }))()),
  PREANSWER_SETUP_FAILED: () => thrownBy(startWith(() => Promise.reject(failure))),
  PREANSWER_SETUP_TIMED_OUT: async () => {
    vi.useFakeTimers()
    onTestFinished(() => {
      vi.useRealTimers()
    })
    const code = thrownBy(startWith(() => new Promise(() => {}), { required: true }))
    await vi.advanceTimersByTimeAsync(60_000)
    return code
  },
  PREANSWER_TAP_MISPLACED: async () => {
    const { hooks } = await start({})
    return thrownBy((async () => hooks.screen.tap({ budgetMs: -1 }, () => {}))())
  },
  PREANSWER_HOST_CLOSED: async () => {
    const host = await start({})
    await host.close()
    return codeIn(await host.answer({ headers: signedHeaders(call), body: call }))
  },
  PREANSWER_PATH_UNKNOWN: async () => {
    const config = join(root, 'packages/acceptance/configs/default.yaml')
    const { origin, stop } = await startCommand(config, { env: { PREANSWER_SECRET: secret } })
    onTestFinished(async () => {
      await stop()
    })
    const response = await fetch(`${origin}/elsewhere`, { headers: { connection: 'close' } })
    return codeIn({ body: await response.text() })
  },
  PREANSWER_METHOD_NOT_ALLOWED: () => refused({ method: 'PUT' }),
  PREANSWER_MEDIA_TYPE_UNSUPPORTED: () => refused({ headers: { 'content-type': 'text/plain' } }),
  PREANSWER_BODY_TOO_LARGE: () => refused({ body: ' '.repeat(300_000) }),
  PREANSWER_BODY_INVALID: () => refused({ body: '{' }),
  PREANSWER_UNTRUSTED: () => refused({ headers: signedHeaders(call, 'the secret of somebody else') }),
  PREANSWER_EVENT_MISSING: () => refused({ body: '{}' }),
  PREANSWER_BODY_CONSUMED: () => refused({}, readBefore),
  PREANSWER_TAP_FAILED: () => traced(() => Promise.reject(failure)),
  PREANSWER_TAP_TIMED_OUT: () => traced(() => new Promise(() => {})),
  PREANSWER_WORKER_CRASHED: async () => codeOfTap(await startIsolated(), leaving('1')),
  PREANSWER_WORKER_GIVEN_UP: async () => {
    const host = await startIsolated()
    for (let count = 1; count < 20; count += 1) {
      const code = await codeOfTap(host, leaving(String(count)))
      if (code !== 'PREANSWER_WORKER_CRASHED' && code !== 'PREANSWER_TAP_TIMED_OUT') return code
    }
    return 'not given up'
  },
  PREANSWER_TAP_OUTPUT_INVALID: () => traced(() => ({ firstMessage: 42 }) as never),
}

describe('errorTable', () => {
  it.each(Object.keys(errorTable) as ErrorCode[])('has %s, which is raised', async (code) => {
    expect(await raise[code]()).toBe(code)
  })
})

async function start(config: Omit<HostConfig, 'secrets'>): Promise<Host> {
  const host = await createHost({ secrets: secret, ...config }, { log: silent })
  onTestFinished(() => host.close())
  return host
}

function startWith(setup: (hooks: Hooks) => void | Promise<void>, overrides: Partial<Entry> = {}): Promise<Host> {
  return start({ plugins: [{ use: definePlugin({ name: 'troubled', setup }), ...overrides }] })
}

const silent = { debug() {}, info() {}, warn() {}, error() {} }

async function thrownBy(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'nothing was thrown',
    (error) => error.code,
  )
}

function codeIn({ body }: { readonly body: string }): unknown {
  return JSON.parse(body).code
}

/** The code of what a host in a Koa app says to a webhook that has everything right but this. */
async function refused(request: RequestInit, ...before: Middleware[]): Promise<unknown> {
  const host = await start({})
  const app = new Koa()
  for (const middleware of [...before, host.middleware()]) app.use(middleware)
  const server = app.listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.close()
  })
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const body = typeof request.body === 'string' ? request.body : call
  const signed: RequestInit = { method: 'POST', headers: signedHeaders(body), body, ...request }
  const response = await fetch(`http://127.0.0.1:${port}/webhook`, signed)
  return codeIn({ body: await response.text() })
}

async function readBefore({ req }: Parameters<Middleware>[0], next: () => Promise<void>): Promise<void> {
  for await (const _chunk of req);
  await next()
}

/** The code that the trace gives for a tap that does this. */
async function traced(tap: Parameters<Hooks['contribute']['tap']>[1]): Promise<unknown> {
  return codeOfTap(await startWith((hooks) => hooks.contribute.tap(tap), { budgetMs: 5 }), call)
}

async function codeOfTap(host: Host, body: string): Promise<unknown> {
  const { trace } = await host.answer({ headers: signedHeaders(body), body })
  return trace?.taps[0]?.error?.code
}

/** A host with one plugin, in a worker, that ends its process when a call says so. */
function startIsolated(): Promise<Host> {
  const use = join(root, 'packages/core/test/plugins/faulty.js')
  return start({ plugins: [{ use, isolate: 'worker', budgetMs: 3_000, breaker: false }] })
}

function leaving(id: string): string {
  return call.replace(/"id":\s*"[^"]*"/, `"id":"exit-${id}"`)
}
