import { once } from 'node:events'
import { Agent, createServer, request as httpRequest, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { bodyParser as scopedBodyParser } from '@koa/bodyparser'
import Router from '@koa/router'
import Koa3 from 'koa'
import koaBodyParser from 'koa-bodyparser'
import Koa2 from 'koa2'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { entry, ringing, secret, signedHeaders, silent, startHost } from '../test/webhook.ts'
import { createHost, type Host } from './index.ts'

type Koa = Koa3
const greeting = entry('greeting', (hooks) => hooks.contribute.tap(() => ({ firstMessage: 'Hello.' })))
const answer = { assistant: { first_message: 'Hello.' } }

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

async function listen(app: Koa): Promise<number> {
  const server = createServer(app.callback())
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

interface Sent {
  readonly status: number
  readonly headers: Record<string, unknown>
  readonly body: string
}

async function send(
  port: number,
  {
    path = '/webhook',
    method = 'POST',
    body = ringing(),
    headers = signedHeaders(String(body)),
    agent = undefined as Agent | undefined,
  } = {} as {
    path?: string
    method?: string
    body?: string | Buffer
    headers?: Record<string, string>
    agent?: Agent | undefined
  },
): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      host: '127.0.0.1',
      port,
      path,
      method,
      headers: 'transfer-encoding' in headers ? headers : { 'content-length': Buffer.byteLength(body), ...headers },
      ...(agent ? { agent } : {}),
    })
    request.on('error', reject).on('response', async (response) => {
      const chunks: Buffer[] = []
      for await (const chunk of response) chunks.push(chunk)
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() })
    })
    request.end(body)
  })
}

describe('mounted in an app', () => {
  const kinds = [
    { koa: 'Koa 3', App: Koa3 },
    { koa: 'Koa 2', App: Koa2 },
  ]
  const parsers = [
    { parser: 'no parser', use: () => {} },
    { parser: 'koa-bodyparser 4', use: (app: Koa) => void app.use(koaBodyParser()) },
    { parser: '@koa/bodyparser 6', use: (app: Koa) => void app.use(scopedBodyParser() as never) },
  ]
  const mounts = [
    { mount: 'as middleware', path: '/webhook', add: (app: Koa, host: Host) => void app.use(host.middleware()) },
    {
      mount: 'under a route with a prefix',
      path: '/api/v1/ringing',
      add: (app: Koa, host: Host) => {
        const router = new Router({ prefix: '/api/v1' })
        router.post('/ringing', host.handler() as never)
        app.use(router.routes() as never)
      },
    },
  ]
  const matrix = kinds.flatMap((kind) =>
    parsers.flatMap((parser) => mounts.map((mount) => ({ ...kind, ...parser, ...mount }))),
  )

  it.each(matrix)('answers on $koa with $parser before it, $mount', async ({ App, use, add, path }) => {
    const app = new App()
    use(app)
    add(app, await startHost([greeting]))
    app.use((context) => {
      context.body = "the app's own"
    })
    const port = await listen(app)

    const answered = await send(port, { path })
    expect(answered).toMatchObject({ status: 200, headers: { 'content-type': 'application/json; charset=utf-8' } })
    expect(JSON.parse(answered.body)).toEqual(answer)
    const forged = await send(port, { path, headers: signedHeaders('other') })
    expect(forged.status).toBe(401)
    expect((await send(port, { path: '/other' })).body).toBe("the app's own")
    expect((await send(port, { path: `${path}/deeper` })).body).toBe("the app's own")
  })

  it('leaves paths that only look like its own to the app', async () => {
    const port = await listen(new Koa3().use((await startHost([greeting])).middleware()))
    for (const path of ['/webhook/', '/Webhook', '/webhook/x', '//webhook'])
      expect((await send(port, { path })).status).toBe(404)
    expect((await send(port, { path: '/webhook?x=1' })).status).toBe(200)
  })

  it.each(kinds)('throws nothing to an error handler around it, on $koa', async ({ App }) => {
    const seen = vi.fn()
    const app = new App()
    app.use(async (_context, next) => {
      await next().catch(seen)
    })
    app.use((await startHost([greeting])).middleware())
    const port = await listen(app)
    expect((await send(port, { body: '{' })).status).toBe(400)
    expect((await send(port, { headers: { 'content-type': 'text/plain' } })).status).toBe(415)
    expect((await send(port, { body: 'x'.repeat(300_000) })).status).toBe(413)
    expect(JSON.parse((await send(port)).body)).toEqual(answer)
    expect(seen).not.toHaveBeenCalled()
  })

  it.each(kinds)('notices a middleware around it that changes the response, on $koa', async ({ App }) => {
    const error = vi.fn()
    const host = await createHost({ secrets: secret, plugins: [greeting] }, { log: { ...silent, error } })
    const app = new App()
    app.use(async (context, next) => {
      await next()
      context.body = { data: context.body }
    })
    app.use(host.middleware())
    await send(await listen(app))
    await vi.waitFor(() =>
      expect(error).toHaveBeenCalledWith({ status: 200 }, expect.stringContaining('changed the response')),
    )
  })

  it.each(kinds)('says what to do when a parser kept no bytes, on $koa', async ({ App }) => {
    const app = new App()
    app.use(async (context, next) => {
      const chunks: Buffer[] = []
      for await (const chunk of context.req) chunks.push(chunk)
      ;(context.request as { body?: unknown }).body = JSON.parse(Buffer.concat(chunks).toString())
      await next()
    })
    app.use((await startHost([greeting])).middleware())
    const { status, body } = await send(await listen(app))
    expect(status).toBe(500)
    expect(JSON.parse(body)).toMatchObject({
      code: 'PREANSWER_BODY_CONSUMED',
      detail: expect.stringContaining('rawBody'),
    })
  })

  it('serves two hosts in one app, each with its own secret', async () => {
    const one = await createHost(
      { secrets: 'the-first-secret', server: { path: '/one' }, plugins: [greeting] },
      { log: silent },
    )
    const two = await createHost({ secrets: 'the-second-secret', server: { path: '/two' } }, { log: silent })
    const app = new Koa3().use(one.middleware()).use(two.middleware())
    const port = await listen(app)
    const body = ringing()
    expect(
      JSON.parse((await send(port, { path: '/one', body, headers: signedHeaders(body, 'the-first-secret') })).body),
    ).toEqual(answer)
    expect((await send(port, { path: '/two', body, headers: signedHeaders(body, 'the-second-secret') })).body).toBe(
      '{}',
    )
    expect((await send(port, { path: '/two', body, headers: signedHeaders(body, 'the-first-secret') })).status).toBe(
      401,
    )
  })

  it('lets the app say what it knows, and survives what it gets wrong', async () => {
    const seen: unknown[] = []
    const reader = entry('reader', (hooks) => hooks.contribute.tap(({ facts }) => void seen.push(facts.customer?.tier)))
    const tiers = [
      () => ({ customer: { tier: 'gold' } }),
      () => Promise.reject(new Error('no')),
      () => ({ customer: 'wrong' }) as never,
    ]
    for (const facts of tiers) {
      const app = new Koa3().use((await startHost([reader])).middleware({ facts }))
      expect((await send(await listen(app))).status).toBe(200)
    }
    expect(seen).toEqual(['gold', undefined, undefined])
  })

  it('adds no handler to the process', async () => {
    const before = process.eventNames().map((name) => [name, process.listenerCount(name)])
    const host = await startHost([greeting])
    await send(await listen(new Koa3().use(host.middleware())))
    await host.close()
    expect(process.eventNames().map((name) => [name, process.listenerCount(name)])).toEqual(before)
  })
})

describe('trust', () => {
  it('comes from a bearer token', async () => {
    const host = await createHost({ auth: { bearer: 'a-bearer-token' } }, { log: silent })
    const port = await listen(new Koa3().use(host.middleware()))
    const headers = (token: string) => ({ 'content-type': 'application/json', authorization: `Bearer ${token}` })
    expect((await send(port, { headers: headers('a-bearer-token') })).status).toBe(200)
    expect((await send(port, { headers: headers('another-token') })).status).toBe(401)
  })

  it('comes from a token in the path', async () => {
    const host = await createHost({ auth: { pathToken: 'a-path-token' } }, { log: silent })
    const port = await listen(new Koa3().use(host.middleware()))
    const headers = { 'content-type': 'application/json' }
    expect((await send(port, { path: '/webhook/a-path-token', headers })).status).toBe(200)
    expect((await send(port, { path: '/webhook/a-path-tokem', headers })).status).toBe(401)
    expect((await send(port, { path: '/webhook', headers })).status).toBe(401)
  })

  it('comes from a token in the path once a config asks for one, and no more when it does not', async () => {
    const host = await createHost({ auth: { bearer: 'a-bearer-token' } }, { log: silent })
    const port = await listen(new Koa3().use(host.middleware()))
    const ask = async () => {
      const headers = { 'content-type': 'application/json' }
      return (await send(port, { path: '/webhook/a-path-token', headers })).status
    }
    expect(await ask()).toBe(404)
    await host.reload({ auth: { pathToken: 'a-path-token' } })
    expect(await ask()).toBe(200)
    await host.reload({ auth: { bearer: 'a-bearer-token' } })
    expect(await ask()).toBe(404)
  })

  it('is not given to a proxy that passes on what came from elsewhere', async () => {
    const host = await createHost({ unsigned: true, secrets: 'development-secret' }, { log: silent })
    const port = await listen(new Koa3().use(host.middleware()))
    const body = ringing()
    const signed = signedHeaders(body, 'development-secret')
    expect((await send(port, { headers: { 'content-type': 'application/json' } })).status).toBe(200)
    for (const header of ['forwarded', 'x-forwarded-for', 'cf-connecting-ip']) {
      expect((await send(port, { body, headers: { ...signed, [header]: '203.0.113.7' } })).status).toBe(401)
    }
  })
})

describe('a request that is refused', () => {
  const json = { 'content-type': 'application/json' }
  const wide = JSON.stringify({ a: 'x'.repeat(300_000) })
  const refusals = [
    { what: 'GET', fields: { method: 'GET', body: '' }, status: 405 },
    { what: 'PUT', fields: { method: 'PUT' }, status: 405 },
    { what: 'a form', fields: { headers: { 'content-type': 'application/x-www-form-urlencoded' } }, status: 415 },
    { what: 'latin1', fields: { headers: { 'content-type': 'application/json; charset=latin1' } }, status: 415 },
    { what: 'no type', fields: { headers: {} }, status: 415 },
    {
      what: 'gzip',
      fields: { body: gzipSync(ringing()), headers: { ...json, 'content-encoding': 'gzip' } },
      status: 415,
    },
    { what: '300 KB', fields: { body: wide, headers: signedHeaders(wide) }, status: 413 },
    {
      what: '300 KB in chunks',
      fields: { body: wide, headers: { ...signedHeaders(wide), 'transfer-encoding': 'chunked' } },
      status: 413,
    },
    { what: '100,000 levels', fields: { body: '['.repeat(100_000) + ']'.repeat(100_000) }, status: 400 },
    { what: 'a byte order mark', fields: { body: `\uFEFF${ringing()}` }, status: 401 },
    {
      what: 'bad UTF-8',
      fields: { body: Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), headers: signedHeaders('{}') },
      status: 400,
    },
    {
      what: '__proto__',
      fields: { body: ringing().replace('{"message":{', '{"message":{"__proto__":{"polluted":1},') },
      status: 400,
    },
    { what: 'an empty body', fields: { body: '' }, status: 400 },
    { what: 'a forged signature', fields: { headers: signedHeaders('other') }, status: 401 },
  ]

  it.each(refusals)('for $what gets a clear $status, and the next call is answered', async ({ fields, status }) => {
    const lines: string[] = []
    const write = (fieldsOfLine: object, message: string) => void lines.push(JSON.stringify(fieldsOfLine) + message)
    const codes: string[] = []
    const host = await createHost(
      { secrets: secret, plugins: [greeting] },
      { log: { debug: write, info: write, warn: write, error: write }, onRefusal: (code) => codes.push(code) },
    )
    const port = await listen(new Koa3().use(host.middleware()))
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const refused = await send(port, { ...(fields as object), agent })
    expect(refused.status).toBe(status)
    expect(refused.headers['content-type']).toBe('application/problem+json')
    expect(JSON.parse(refused.body)).not.toHaveProperty('error')
    expect(codes).toEqual([JSON.parse(refused.body).code])
    expect(JSON.parse((await send(port, { agent })).body)).toEqual(answer)
    agent.destroy()
    expect(lines.join('\n')).not.toMatch(/447700|message|xxx/)
  })

  it('before its body has ended closes the connection, and says so first', async () => {
    const port = await listen(new Koa3().use((await startHost([])).middleware()))
    const socket = connect(port, '127.0.0.1')
    socket.write('POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\nhalf')
    let received = ''
    for await (const chunk of socket) received += chunk
    expect(received).toMatch(/^HTTP\/1\.1 415 /)
    expect(received.toLowerCase()).toContain('connection: close')
  })
})
