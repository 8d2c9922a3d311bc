import { EventEmitter, once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import type { Health, Logger } from '@preanswer/core'
import type { Middleware } from 'koa'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type RunningServer, type ServerOptions, startServer } from './server.ts'

const well: Health = {
  status: 'ready',
  inFlight: 0,
  answered: 0,
  repeated: 0,
  forwarded: 0,
  undelivered: 0,
  entries: [],
  lines: [],
  overrides: [],
}

const log: Logger = { debug() {}, info() {}, warn() {}, error() {} }

/** A server whose host answers each POST to /webhook once `until` has resolved. */
async function serve(
  until: () => Promise<unknown> = async () => {},
  options: Partial<ServerOptions> = {},
  entries: Health['entries'] = [],
  faults: Health['lines'] = [],
) {
  const webhooks = new EventEmitter()
  const answer: Middleware = async (context, next) => {
    if (context.path !== '/webhook') return next()
    context.req.resume()
    webhooks.emit('received')
    await until()
    context.body = { answered: true }
  }
  const host = { middleware: () => answer, health: () => ({ ...well, entries, lines: faults }) }
  const server = await startServer(host, { log, address: '127.0.0.1', port: 0, graceMs: 50, ...options })
  onTestFinished(() => server.drain())
  return { server, webhooks }
}

interface Reply {
  readonly status: number | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: string
  readonly isReused: boolean
}

async function send({ origin }: RunningServer, path: string, agent: Agent, method = 'GET'): Promise<Reply> {
  const outgoing = request(origin + path, { agent, method })
  outgoing.end(method === 'POST' ? '{}' : undefined)
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage]
  let body = ''
  for await (const chunk of incoming) body += chunk
  return { status: incoming.statusCode, headers: incoming.headers, body, isReused: outgoing.reusedSocket }
}

function keepAlive(maxSockets = 1): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets })
  onTestFinished(() => agent.destroy())
  return agent
}

function open({ origin }: RunningServer): Socket {
  const socket = connect(Number(new URL(origin).port), '127.0.0.1')
  onTestFinished(() => {
    socket.destroy()
  })
  return socket
}

describe('startServer', () => {
  it.each([
    { path: '/healthz', method: 'GET', status: 200, body: '{"status":"alive"}' },
    { path: '/readyz', method: 'GET', status: 200, body: '{"status":"ready"}' },
    { path: '/readyz', method: 'HEAD', status: 200, body: '' },
    { path: '/webhook', method: 'POST', status: 200, body: '{"answered":true}' },
  ])('answers $method $path with $status', async ({ path, method, status, body }) => {
    const { server } = await serve()
    expect(await send(server, path, keepAlive(), method)).toMatchObject({ status, body })
  })

  it('stays ready while a part does not work, and says which, why, and when it is tried again', async () => {
    const nextTryAt = Date.parse('2026-03-25T08:00:00Z')
    const counts = { line: 'default', failures: 5, late: 0, skipped: 7, detached: 0, breakers: [] }
    const entries: Health['entries'] = [
      { ...counts, name: 'hours', plugin: 'hours' },
      {
        ...counts,
        name: 'crm',
        plugin: 'crm',
        degraded: { reason: 'setup-failed', outage: 'ECONNREFUSED', nextTryAt },
      },
      { ...counts, name: 'list', plugin: 'list', degraded: { reason: 'does-not-fit' } },
      {
        ...counts,
        name: 'spam',
        plugin: 'spam',
        breakers: [{ hook: 'screen', line: 'default', state: 'half-open', reason: 'timed-out', nextTryAt }],
      },
      { ...counts, name: 'calm', plugin: 'calm', workers: { state: 'running', ready: 1, lost: 3, reason: 'held' } },
      { ...counts, name: 'wild', plugin: 'wild', workers: { state: 'given-up', ready: 0, lost: 5, reason: 'exited' } },
    ]
    const { server } = await serve(undefined, {}, entries)
    const { status, body } = await send(server, '/readyz', keepAlive())
    expect(status).toBe(200)
    expect(JSON.parse(body)).toEqual({
      status: 'ready',
      degraded: [
        { entry: 'crm', reason: 'setup-failed', failure: 'ECONNREFUSED', nextTryAt: '2026-03-25T08:00:00.000Z' },
        { entry: 'list', reason: 'does-not-fit' },
        {
          entry: 'spam',
          hook: 'screen',
          reason: 'breaker-open',
          failure: 'timed-out',
          nextTryAt: '2026-03-25T08:00:00.000Z',
        },
        { entry: 'wild', reason: 'workers-given-up', failure: 'exited' },
      ],
    })
  })

  it('says which lines answer with their fallback, and whose an entry is; of very many parts how many more there are', async () => {
    const counts = { failures: 0, late: 0, skipped: 0, detached: 0, breakers: [] }
    const missing = { ...counts, name: 'crm', plugin: 'crm', degraded: { reason: 'does-not-fit' } } as const
    const entries = Array.from({ length: 200 }, (_, index) => ({ ...missing, line: `line-${index}` }))
    const lines = [{ line: 'brussels', reason: 'config-invalid' }] as const
    const { server } = await serve(undefined, {}, entries, lines)
    const { degraded, moreDegraded } = JSON.parse((await send(server, '/readyz', keepAlive())).body)
    expect(degraded.slice(0, 2)).toEqual([
      { line: 'brussels', reason: 'config-invalid' },
      { line: 'line-0', entry: 'crm', reason: 'does-not-fit' },
    ])
    expect([degraded.length, moreDegraded]).toEqual([100, 101])
  })

  it.each([
    { path: '/', method: 'GET' },
    { path: '/healthz', method: 'POST' },
    { path: '/Healthz', method: 'GET' },
    { path: '/webhook/', method: 'POST' },
  ])('answers $method $path with a problem that has no error key', async ({ path, method }) => {
    const { server } = await serve()
    const { status, headers, body } = await send(server, path, keepAlive(), method)
    expect({ status, type: headers['content-type'] }).toEqual({ status: 404, type: 'application/problem+json' })
    expect(JSON.parse(body)).toMatchObject({ status: 404, code: 'PREANSWER_PATH_UNKNOWN' })
    expect(JSON.parse(body)).not.toHaveProperty('error')
  })

  it('tells clients to give up an idle socket before it is closed, and to close after `Connection: close`', async () => {
    const { server } = await serve()
    expect((await send(server, '/healthz', keepAlive())).headers['keep-alive']).toBe('timeout=5')
    const { headers } = await send(server, '/healthz', new Agent({ keepAlive: false }))
    expect(headers).toMatchObject({ connection: 'close' })
    expect(headers).not.toHaveProperty('keep-alive')
  })

  it('rejects when the port is taken', async () => {
    const { server } = await serve()
    const port = Number(new URL(server.origin).port)
    await expect(serve(undefined, { port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})

describe('drain', () => {
  it('answers what was received before it, however long after the grace, and closes that connection', async () => {
    let answer = () => {}
    const { server, webhooks } = await serve(() => new Promise<void>((resolve) => (answer = resolve)))
    const idle = open(server)
    await once(idle, 'connect')
    const reply = send(server, '/webhook', keepAlive(), 'POST')
    await once(webhooks, 'received')
    const drained = server.drain()
    await once(idle, 'close')
    answer()
    expect(await reply).toMatchObject({ status: 200, headers: { connection: 'close' } })
    await drained
  })

  it('takes a request that comes on a kept socket, is no longer ready, and refuses new connections', async () => {
    const { server } = await serve(undefined, { graceMs: 5_000 })
    const [first, second] = [keepAlive(), keepAlive()]
    for (const agent of [first, second]) await send(server, '/readyz', agent)
    const drained = server.drain()
    expect(await send(server, '/webhook', first, 'POST')).toMatchObject({
      status: 200,
      isReused: true,
      headers: { connection: 'close' },
    })
    expect(await send(server, '/readyz', second)).toMatchObject({
      status: 503,
      body: '{"status":"draining"}',
      isReused: true,
    })
    await expect(send(server, '/readyz', first)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await drained
  })

  it('takes the connections that were waiting when it began', async () => {
    const { server } = await serve()
    const agent = new Agent({ keepAlive: false })
    const replies = Array.from({ length: 20 }, () => send(server, '/webhook', agent, 'POST'))
    await server.drain()
    expect((await Promise.all(replies)).map(({ status }) => status)).toEqual(Array(20).fill(200))
  })

  it('closes idle sockets after the grace, not before', async () => {
    const { server } = await serve(undefined, { graceMs: 200 })
    const [silent, used] = [open(server), open(server)]
    used.resume().write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
    await once(used, 'data')
    const startedAt = performance.now()
    await Promise.all([once(silent, 'close'), once(used, 'close'), server.drain()])
    expect(performance.now() - startedAt).toBeGreaterThan(190)
  })

  it('cuts what is still open after its limit', async () => {
    const { server, webhooks } = await serve(() => new Promise(() => {}), { limitMs: 100 })
    const reply = send(server, '/webhook', keepAlive(), 'POST')
    webhooks.once('received', () => server.drain())
    await expect(reply).rejects.toMatchObject({ code: 'ECONNRESET' })
  })
})
