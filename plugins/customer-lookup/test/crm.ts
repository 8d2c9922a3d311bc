import { once } from 'node:events'
import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** A CRM on loopback that answers as it is told. */
export interface Crm {
  readonly url: string
  /** Method, path and body of each request so far */
  readonly requests: readonly { readonly method: string; readonly path: string; readonly body: string }[]
  /** Headers of the last request */
  readonly headers: () => Readonly<Record<string, unknown>>
  answer: RequestListener
  stop(): Promise<void>
}

/** Starts one; it ends with the test. */
export async function startCrm(answer: RequestListener = json({})): Promise<Crm> {
  const requests: { method: string; path: string; body: string }[] = []
  let headers = {}
  const server = createServer(async (request, response) => {
    headers = request.headers
    const { method = '', url: path = '' } = request
    const index = requests.push({ method, path, body: '' }) - 1
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += chunk
    requests[index] = { method, path, body }
    crm.answer(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const crm: Crm = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    headers: () => headers,
    answer,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  onTestFinished(() => crm.stop())
  return crm
}

/** Answers with JSON. */
export function json(value: unknown): RequestListener {
  return (_, response) => send(response, 200, { 'content-type': 'application/json' }, JSON.stringify(value))
}

/** Answers with a status, headers and a body. */
export function send(response: ServerResponse, status: number, headers: Record<string, string>, body = ''): void {
  response.writeHead(status, headers).end(body)
}
