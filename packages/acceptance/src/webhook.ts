import { createHmac } from 'node:crypto'
import { filesIn, readText } from './workspace.ts'

const folder = 'packages/core/test/fixtures/flireo'

export const secret = 'a-secret-of-the-acceptance-tests'

/** Names of the request bodies among the fixtures: `assistant-request.camel`, `edge.unknown-event.legacy`. */
export function requestNames(): string[] {
  const names = filesIn(folder, '.json').map((file) => file.slice(folder.length + 1, -'.json'.length))
  return names.filter((name) => !/^responses\.|^signature-vectors$/.test(name))
}

/** The text of a fixture, as it stands. */
export function fixture(name: string): string {
  return readText(`${folder}/${name}.json`)
}

/** A response to a webhook. */
export interface Answer {
  readonly status: number
  /** As it came over the wire */
  readonly body: string
}

/** Posts a webhook as the platform does. */
export async function post(url: string, body: string, key: string = secret): Promise<Answer> {
  const response = await fetch(url, { method: 'POST', headers: signedHeaders(body, key), body })
  return { status: response.status, body: await response.text() }
}

/** The headers of a webhook that is signed over its bytes at this moment. */
export function signedHeaders(body: string, key: string = secret): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1_000))
  const signature = createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex')
  return {
    'content-type': 'application/json',
    'x-webhook-timestamp': timestamp,
    'x-webhook-signature': `sha256=${signature}`,
    // a kept-alive socket would make the host wait when it drains
    connection: 'close',
  }
}
