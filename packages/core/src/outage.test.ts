import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { PreanswerError } from './errors.ts'
import { outageOf } from './outage.ts'

/** What a promise is rejected with. */
async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.unreachable('it went well'),
    (error) => error,
  )
}

/** A port of this machine on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** The address of a server that never answers. */
async function silentServer(): Promise<string> {
  const server = createServer(() => {}).listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await new Promise((resolve) => server.once('listening', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('outageOf', () => {
  it('finds nothing in what cannot be read', () => {
    const { proxy, revoke } = Proxy.revocable(new Error('down'), {})
    revoke()
    expect(outageOf(proxy)).toBeUndefined()
  })

  it.each([
    {
      error: async () => fetch(`http://127.0.0.1:${await closedPort()}`),
      found: 'ECONNREFUSED',
      what: 'a fetch that nobody takes',
    },
    {
      error: async () => {
        const socket = connect(await closedPort(), 'localhost')
        return new Promise((_resolve, reject) => socket.once('error', reject))
      },
      found: 'ECONNREFUSED',
      what: 'a connection that nobody takes on any address',
    },
    {
      error: async () => fetch(await silentServer(), { signal: AbortSignal.timeout(20) }),
      found: 'TimeoutError',
      what: 'a fetch that takes too long',
    },
    {
      error: async () => fetch(await silentServer(), { signal: AbortSignal.abort() }),
      found: 'AbortError',
      what: 'a fetch that is aborted',
    },
    { error: () => fetch('not a url'), found: undefined, what: 'a fetch of what is no URL' },
    { error: () => readFile('/does/not/exist'), found: undefined, what: 'a missing file' },
    { error: () => readFile('/'), found: undefined, what: 'a folder instead of a file' },
  ])('takes $what for $found', async ({ error, found }) => {
    expect(outageOf(await rejection(error()))).toBe(found)
  })

  const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })
  const loop: Error & { cause?: unknown } = new Error('loop')
  loop.cause = loop

  it.each([
    {
      error: new Error('no connection', { cause: new Error('of the driver', { cause: refused }) }),
      found: 'ECONNREFUSED',
    },
    { error: new AggregateError([new Error('one'), refused]), found: 'ECONNREFUSED' },
    { error: Object.assign(new Error('of a client'), { status: 503 }), found: 'status-503' },
    { error: Object.assign(new Error('of a client'), { statusCode: 429 }), found: 'status-429' },
    { error: Object.assign(new Error('of a client'), { status: 401 }), found: undefined },
    { error: Object.assign(new Error('of a client'), { status: '503' }), found: undefined },
    { error: Object.assign(new Error('of the config'), { code: 'ERR_INVALID_ARG_TYPE' }), found: undefined },
    { error: new TypeError('x is not a function'), found: undefined },
    { error: new PreanswerError('PREANSWER_TAP_MISPLACED'), found: undefined },
    { error: loop, found: undefined },
    { error: { code: 'ECONNREFUSED' }, found: undefined },
    { error: undefined, found: undefined },
  ])('takes $error for $found', ({ error, found }) => {
    expect(outageOf(error)).toBe(found)
  })
})
