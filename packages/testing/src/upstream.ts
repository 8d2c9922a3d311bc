import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What an upstream does with a request. */
export type Reply = (request: Request, response: ServerResponse) => void

/** A request that an upstream got. */
export interface Request {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/** What is planned: `{ 'GET /customers': reply.json([]) }`. A query is no part of the key. */
export type Routes = Readonly<Record<string, Reply>>

/** A real HTTP server on loopback, in place of what a plugin calls. */
export interface Upstream {
  /** `http://127.0.0.1:…`, without a slash at the end */
  readonly url: string
  /** All requests so far */
  readonly requests: readonly Request[]
  /** Does this with every request from now on, whatever is planned; `undefined` goes back to the plan */
  instead(reply: Reply | undefined): void
  /** Ends the connections that there are, as a server may at any time */
  disconnect(): void
  /** What went against the plan: requests that nobody planned, routes that nobody asked for */
  complaints(): string[]
  /** Ends all connections. May be called twice */
  close(): Promise<void>
}

/** What an upstream may do with a request. */
export const reply = {
  /** Answers with JSON */
  json:
    (value: unknown): Reply =>
    (_, response) =>
      send(response, 200, JSON.stringify(value)),
  /** Answers with a status: 404, 429, 503 */
  status:
    (status: number): Reply =>
    (_, response) =>
      send(response, status, '{}'),
  /** Answers with this text as it is: another format, what is no JSON, or too much of it */
  text:
    (text: string, contentType = 'application/json'): Reply =>
    (_, response) =>
      send(response, 200, text, contentType),
  /** Takes the request and never answers */
  hang: (() => {}) as Reply,
  /** Answers so many ms later */
  slow:
    (ms: number, later: Reply): Reply =>
    (request, response) => {
      const timer = setTimeout(later, ms, request, response)
      response.on('close', () => clearTimeout(timer))
    },
  /** Ends the connection without an answer */
  reset: ((_, response) => response.destroy()) as Reply,
  /** Breaks off in the middle of the answer */
  cut: ((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
    response.write('{"name":', () => response.destroy())
  }) as Reply,
}

/** Starts an upstream. What is not planned gets 501. */
export async function startUpstream(routes: Routes = {}): Promise<Upstream> {
  const requests: Request[] = []
  const unplanned: string[] = []
  const unused = new Set(Object.keys(routes))
  let instead: Reply | undefined

  async function take(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(incoming)
    requests.push(request)
    const key = `${request.method} ${request.path}`
    unused.delete(key)
    const planned = routes[key]
    if (planned === undefined) unplanned.push(key)
    const answer = instead ?? planned ?? reply.status(501)
    answer(request, response)
  }

  const server = createServer((incoming, response) => {
    // who sent it may be gone before it was read
    take(incoming, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    instead(next) {
      instead = next
    },
    complaints: () => [
      ...unplanned.map((key) => `nobody planned the request ${key}: give the upstream a route for it`),
      ...[...unused].map((key) => `nothing asked for ${key}: remove the route`),
    ],
    disconnect: () => server.closeAllConnections(),
    async close() {
      server.closeAllConnections()
      if (server.listening) await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function readRequest(incoming: IncomingMessage): Promise<Request> {
  const { method = '', url = '', headers } = incoming
  const { pathname, searchParams } = new URL(url, 'http://upstream')
  let body = ''
  for await (const chunk of incoming.setEncoding('utf8')) body += chunk
  return { method, path: pathname, query: searchParams, headers, body }
}

function send(response: ServerResponse, status: number, body: string, contentType = 'application/json'): void {
  response.writeHead(status, { 'content-type': contentType }).end(body)
}
