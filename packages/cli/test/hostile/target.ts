import { createHmac } from 'node:crypto'
import { createHost, definePlugin, type Logger } from '@preanswer/core'
import { onTestFinished } from 'vitest'
import { type ServerOptions, startServer } from '../../src/server.ts'

export const secret = 'a-secret-of-the-hostile-tests'

/** What the host greets a call with: whoever sees it was answered. */
export const greeting = 'Good day.'

/** A real host behind the real server. */
export interface Target {
  readonly port: number
  /** All that was logged, as text */
  readonly logged: string[]
}

export async function startTarget(options: Partial<ServerOptions> = {}): Promise<Target> {
  const logged: string[] = []
  const write = (fields: object, message: string) => void logged.push(`${message} ${JSON.stringify(fields)}`)
  const log: Logger = { debug: write, info: write, warn: write, error: write }
  const greet = definePlugin({
    name: 'greet',
    setup(hooks) {
      hooks.contribute.tap(() => ({ firstMessage: greeting }))
    },
  })
  const host = await createHost({ secrets: secret, plugins: [greet] }, { log })
  const server = await startServer(host, { log, address: '127.0.0.1', port: 0, graceMs: 50, ...options })
  onTestFinished(async () => {
    await server.drain()
    await host.close()
  })
  return { port: Number(new URL(server.origin).port), logged }
}

let calls = 0

/** The body of an `assistant-request`; every call has an id of its own. */
export function callBody(more: string = ''): string {
  calls += 1
  return `{"message":{"type":"assistant-request","call":{"id":"hostile-${calls}","type":"inbound_phone_call"}${more}}}`
}

/** A whole request with a signature over exactly these bytes. */
export function signedRequest(body: string | Uint8Array, ...headers: readonly string[]): Buffer {
  const bytes = Buffer.from(body)
  const timestamp = String(Math.floor(Date.now() / 1000))
  const signature = createHmac('sha256', secret).update(`${timestamp}.`).update(bytes).digest('hex')
  const head = [
    'POST /webhook HTTP/1.1',
    'Host: localhost',
    'Content-Type: application/json',
    `Content-Length: ${bytes.length}`,
    `X-Webhook-Timestamp: ${timestamp}`,
    `X-Webhook-Signature: sha256=${signature}`,
    ...headers,
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), bytes])
}
