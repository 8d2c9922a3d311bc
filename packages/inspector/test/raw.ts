import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'

export interface RawResponse {
  readonly status: number | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface RawRequest {
  readonly method?: string
  /** Exactly what stands in the request line */
  readonly path: string
  /** Any, also those that `fetch` sets by itself: `host`, `origin`, `sec-fetch-site` */
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** A request as no browser would let a page send it. */
export async function send(
  origin: string,
  { method = 'GET', path, headers = {}, body }: RawRequest,
): Promise<RawResponse> {
  const { hostname, port } = new URL(origin)
  const sent = request({ hostname, port, method, path, headers, agent: false }).end(body)
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  return { status: response.statusCode, headers: response.headers, body: await text(response) }
}
