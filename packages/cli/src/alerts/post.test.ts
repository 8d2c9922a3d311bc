import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Alert } from './kinds.ts'
import { AlertPost, type PostOptions } from './post.ts'

const alert: Alert = {
  kind: 'fallback',
  text: 'a text',
  at: '2026-03-25T08:00:00.000Z',
  entries: [],
  lines: [],
  suppressed: 0,
}

interface Seen {
  readonly path: string | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** A place for alerts, which answers each attempt as the test says. */
async function startReceiver(reply: (response: ServerResponse, attempt: number) => void) {
  const seen: Seen[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    seen.push({ path: request.url, headers: request.headers, body })
    reply(response, seen.length)
  }).listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook/secret-of-the-address` }
}

function createPost(options: Partial<PostOptions> & { url: string }) {
  const lines: object[] = []
  const write = (fields: object, message: string) => void lines.push({ ...fields, message })
  const log = { debug: write, info: write, warn: write, error: write }
  return { lines, post: new AlertPost({ timeoutMs: 5_000, pauseMs: 1, log, ...options }) }
}

describe('AlertPost', () => {
  it('posts an alert as JSON, with the token where there is one', async () => {
    const { seen, url } = await startReceiver((response) => response.end())
    const { post, lines } = createPost({ url, bearer: 'token-of-the-test' })
    post.send(alert)
    await post.close(5_000)
    expect(seen.map(({ body }) => JSON.parse(body))).toEqual([alert])
    expect(seen[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      authorization: 'Bearer token-of-the-test',
    })
    expect(lines).toEqual([])
  })

  it.each([429, 500, 503])('tries again after status %i', async (status) => {
    const { seen, url } = await startReceiver((response, attempt) => {
      response.writeHead(attempt === 1 ? status : 204).end()
    })
    const { post, lines } = createPost({ url })
    post.send(alert)
    await post.close(10_000)
    expect({ attempts: seen.length, lines }).toEqual({ attempts: 2, lines: [] })
  })

  it.each([
    { how: 'refuses it', status: 404, reason: { reason: 'status', status: 404 } },
    { how: 'sends it elsewhere', status: 307, reason: { reason: 'status', status: 307 } },
  ])('gives up where the receiver $how, and logs neither address nor token', async ({ status, reason }) => {
    const elsewhere = await startReceiver((response) => response.end())
    const { seen, url } = await startReceiver((response) =>
      response.writeHead(status, { location: elsewhere.url }).end(),
    )
    const { post, lines } = createPost({ url, bearer: 'token-of-the-test' })
    post.send(alert)
    await post.close(5_000)
    expect({ attempts: seen.length, elsewhere: elsewhere.seen.length }).toEqual({ attempts: 1, elsewhere: 0 })
    expect(lines).toEqual([{ alert: 'fallback', ...reason, message: 'an alert could not be delivered' }])
  })

  it.each([
    { how: 'does not answer', reply: () => {}, reason: { reason: 'timed-out' } },
    {
      how: 'hangs up',
      reply: (response: ServerResponse) => void response.destroy(),
      reason: { reason: 'unreachable', code: 'UND_ERR_SOCKET' },
    },
  ])('gives up after three attempts where the receiver $how', async ({ reply, reason }) => {
    const { seen, url } = await startReceiver(reply)
    const { post, lines } = createPost({ url, timeoutMs: 100 })
    post.send(alert)
    await post.close(20_000)
    expect(seen).toHaveLength(3)
    expect(lines).toEqual([{ alert: 'fallback', ...reason, message: 'an alert could not be delivered' }])
  })

  it('waits no longer than its grace when it is closed', async () => {
    const { url } = await startReceiver(() => {})
    const { post, lines } = createPost({ url, timeoutMs: 30_000 })
    post.send(alert)
    await post.close(50)
    expect(lines).toMatchObject([{ reason: 'timed-out' }])
  })

  it('drops what is too many at once', async () => {
    const { seen, url } = await startReceiver((response) => response.end())
    const { post, lines } = createPost({ url })
    for (let count = 0; count < 23; count += 1) post.send(alert)
    await post.close(5_000)
    expect(seen).toHaveLength(20)
    expect(lines).toEqual(Array(3).fill(expect.objectContaining({ reason: 'too-many' })))
  })
})
