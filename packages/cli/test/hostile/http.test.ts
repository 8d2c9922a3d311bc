import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { METHODS } from 'node:http'
import { describe, expect, it } from 'vitest'
import { openSocket } from './raw-socket.ts'
import { callBody, greeting, signedRequest, startTarget, type Target } from './target.ts'

const corpus = new URL('../../../../../shared/testdata/http-llhttp/request/', import.meta.url)
const pages = existsSync(corpus) ? readdirSync(corpus).filter((name) => !name.startsWith('lenient')) : []

/** A request of bytes as they are, with `\n` for the end of a line. */
async function statusOf({ port }: Target, text: string): Promise<number | undefined> {
  const socket = await openSocket(port)
  socket.write(text.replaceAll('\n', '\r\n'))
  const [response] = await socket.read(1)
  return response?.status
}

async function isAnswering({ port }: Target): Promise<boolean> {
  const socket = await openSocket(port)
  socket.write(signedRequest(callBody()))
  const [response] = await socket.read(1)
  return response?.body.includes(greeting) === true
}

const post = 'POST /webhook HTTP/1.1\nHost: localhost\nContent-Type: application/json\n'

describe('a request that is framed wrong', () => {
  it.each([
    { what: 'two hosts', text: `${post}Host: elsewhere\nContent-Length: 2\n\n{}`, status: 400 },
    { what: 'the same host twice', text: `${post}host: localhost\nContent-Length: 2\n\n{}`, status: 400 },
    { what: 'no host', text: 'POST /webhook HTTP/1.1\nContent-Length: 2\n\n{}', status: 400 },
    { what: 'two lengths', text: `${post}Content-Length: 2\nContent-Length: 3\n\n{}`, status: 400 },
    { what: 'a list of lengths', text: `${post}Content-Length: 2, 2\n\n{}`, status: 400 },
    { what: 'a negative length', text: `${post}Content-Length: -2\n\n{}`, status: 400 },
    { what: 'a length with a sign', text: `${post}Content-Length: +2\n\n{}`, status: 400 },
    {
      what: 'a length with chunks',
      text: `${post}Content-Length: 2\nTransfer-Encoding: chunked\n\n0\n\n`,
      status: 400,
    },
    {
      what: 'an encoding that is not chunked last',
      text: `${post}Transfer-Encoding: chunked, gzip\n\n0\n\n`,
      status: 400,
    },
    { what: 'a chunk without a size', text: `${post}Transfer-Encoding: chunked\n\nxyz\n`, status: 400 },
    { what: 'a blank before the colon', text: `${post}Content-Length : 2\n\n{}`, status: 400 },
    { what: 'a folded header', text: `${post}X-Folded: a\n b\nContent-Length: 2\n\n{}`, status: 400 },
    { what: 'a null byte in a header', text: `${post}X-Null: a\0b\nContent-Length: 2\n\n{}`, status: 400 },
    { what: 'a method that is none', text: 'BREW /webhook HTTP/1.1\nHost: localhost\n\n', status: 400 },
    { what: 'a version that is none', text: 'POST /webhook HTTP/9.9\nHost: localhost\n\n', status: 400 },
    { what: 'a header of 20 KB', text: `${post}X-Long: ${'a'.repeat(20_000)}\nContent-Length: 2\n\n{}`, status: 431 },
    { what: 'an address of 20 KB', text: `POST /${'a'.repeat(20_000)} HTTP/1.1\nHost: localhost\n\n`, status: 431 },
  ])('gets $status for $what, and others are answered', async ({ text, status }) => {
    const target = await startTarget()
    expect(await statusOf(target, text)).toBe(status)
    expect(await isAnswering(target)).toBe(true)
  })

  it('is not read past its 2,000th header', async () => {
    const target = await startTarget()
    const headers = Array.from({ length: 2_001 }, (_, index) => `a${index}: 1`).join('\n')
    const status = await statusOf(target, `${post}${headers}\nContent-Length: 2\n\n{}`)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
    expect(await isAnswering(target)).toBe(true)
  })
})

describe('a request of another kind', () => {
  // these two ask for no response with a body, or for a tunnel
  const methods = METHODS.filter((method) => !['POST', 'HEAD', 'CONNECT'].includes(method))

  it.each(methods)('gets 405 for %s', async (method) => {
    const target = await startTarget()
    expect(await statusOf(target, `${method} /webhook HTTP/1.1\nHost: localhost\nContent-Length: 0\n\n`)).toBe(405)
  })

  it('gets no tunnel for CONNECT', async () => {
    const target = await startTarget()
    const socket = await openSocket(target.port)
    socket.write('CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n')
    expect(await socket.readAll()).toEqual([])
    expect(await isAnswering(target)).toBe(true)
  })

  it('gets no upgrade', async () => {
    const target = await startTarget()
    const upgrade = `${post}Connection: Upgrade\nUpgrade: websocket\nContent-Length: 2\n\n{}`
    expect(await statusOf(target, upgrade)).toBe(401)
  })
})

describe('a request in pieces', () => {
  it('is answered when it comes byte by byte', async () => {
    const { port } = await startTarget()
    const socket = await openSocket(port)
    for (const byte of signedRequest(callBody())) socket.write(Uint8Array.of(byte))
    expect((await socket.read(1))[0]?.body).toContain(greeting)
  })

  it('is answered when its side of the socket is closed after it', async () => {
    const { port } = await startTarget()
    const socket = await openSocket(port)
    socket.write(signedRequest(callBody()))
    socket.end()
    expect((await socket.readAll()).map(({ status }) => status)).toEqual([200])
  })

  it('is answered in order when several come at once', async () => {
    const { port } = await startTarget()
    const socket = await openSocket(port)
    const requests = [signedRequest(callBody()), signedRequest('{'), signedRequest('{}'), signedRequest(callBody())]
    socket.write(Buffer.concat(requests))
    expect((await socket.read(4)).map(({ status }) => status)).toEqual([200, 400, 400, 200])
  })

  it.each([
    { what: 'headers do not end', text: `${post}X-Slow: ` },
    { what: 'body does not end', text: `${post}Content-Length: 100\n\n{` },
    { what: 'chunks do not end', text: `${post}Transfer-Encoding: chunked\n\n1\n{\n` },
  ])('is given up when its $what, and others are answered meanwhile', async ({ text }) => {
    const target = await startTarget({ requestMs: 200 })
    const status = statusOf(target, text)
    expect(await isAnswering(target)).toBe(true)
    expect(await status).toBe(408)
  })

  it('costs nothing when it is cut', async () => {
    const target = await startTarget()
    for (const length of [1, 50, 200]) {
      const socket = await openSocket(target.port)
      socket.write(signedRequest(callBody()).subarray(0, length))
      socket.end()
      await socket.readAll()
    }
    expect(await isAnswering(target)).toBe(true)
  })
})

describe.skipIf(pages.length === 0)("a request of the parser's own corpus", () => {
  const requests = pages.flatMap((page) =>
    [...readFileSync(new URL(page, corpus), 'utf8').matchAll(/```http\n(.*?)```/gs)].map(([, text = ''], index) => ({
      name: `${page} ${index + 1}`,
      text: text.replace(/\\r/g, '\r').replace(/\\n/g, '\n').replace(/\\f/g, '\f'),
    })),
  )

  it('never gets more than a refusal, and never ends the server', async () => {
    const target = await startTarget({ requestMs: 200 })
    const odd: string[] = []
    for (const { name, text } of requests) {
      const socket = await openSocket(target.port)
      socket.write(text.replaceAll('\n', '\r\n'))
      socket.end()
      const statuses = (await socket.readAll()).map(({ status }) => status)
      if (statuses.some((status) => status < 400 || status >= 500)) odd.push(`${name}: ${statuses.join()}`)
    }
    expect(odd).toEqual([])
    expect(requests.length).toBeGreaterThan(50)
    expect(await isAnswering(target)).toBe(true)
  })
})
