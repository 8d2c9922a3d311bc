import { createHmac, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createHost, definePlugin, type Entry, type Hooks, type Host, type HostConfig } from '@preanswer/core'
import Koa from 'koa'
import { onTestFinished } from 'vitest'
import { type AskedCall, createInspector, type Inspected, type Inspector, type InspectorOptions } from '../src/index.ts'

export const secret = 'a-secret-of-the-tests'
export const token = 'a-token-that-nobody-guesses'

/** A host with its inspector, over real HTTP. */
export interface Serving {
  readonly host: Host
  readonly inspector: Inspector
  /** `http://127.0.0.1:41234` */
  readonly origin: string
  /** Rings as the platform would */
  ring(call?: Ringing): Promise<Response>
  /** Asks the API, signed in */
  ask(path: string, init?: RequestInit): Promise<Response>
  close(): Promise<void>
}

export interface Ringing {
  readonly caller?: string
  readonly dialed?: string
  /** What the webhook is signed with */
  readonly key?: string
  readonly body?: string
}

export interface ServingOptions {
  readonly config?: Partial<HostConfig>
  readonly inspector?: Partial<InspectorOptions>
  readonly inspected?: Partial<Inspected>
}

/** Serves a host with these plugins until `close`. */
export async function serve(plugins: readonly Entry[], options: ServingOptions = {}): Promise<Serving> {
  const { config, inspector: given, inspected } = options
  const inspector = createInspector({ token, path: '/inspector', log: silent, ...given })
  const host = await createHost({ secrets: secret, plugins, ...config }, { log: silent, ...inspector.listeners })
  inspector.watch({ host, version: '0.0.0', webhookBody, ...inspected })
  const app = new Koa()
  app.use(inspector.middleware).use(host.middleware())
  app.on('error', () => {})
  const server = createServer(app.callback()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    host,
    inspector,
    origin,
    ring: (call = {}) => ring(origin, call),
    ask: (path, init = {}) =>
      fetch(`${origin}/inspector/api/${path}`, {
        ...init,
        headers: { authorization: `Bearer ${token}`, ...init.headers },
      }),
    async close() {
      inspector.close()
      server.close()
      server.closeAllConnections()
      await host.close()
    },
  }
}

/** The same, until the test ends. */
export async function serveInTest(plugins: readonly Entry[] = [], options: ServingOptions = {}): Promise<Serving> {
  const serving = await serve(plugins, options)
  onTestFinished(() => serving.close())
  return serving
}

/** An entry whose plugin does what the test says. */
export function entry(name: string, setup: (hooks: Hooks) => void, overrides: Partial<Entry> = {}): Entry {
  return { ...definePlugin({ name, setup })(), ...overrides }
}

export const silent = { debug() {}, info() {}, warn() {}, error() {} }

export function webhookBody({ from, to }: Pick<AskedCall, 'from' | 'to'>): string {
  return JSON.stringify({
    message: {
      type: 'assistant-request',
      call: { id: randomUUID(), type: 'inbound_phone_call', status: 'ringing' },
      phone_number: { number: to },
      customer: { number: from === 'withheld' ? 'anonymous' : from },
    },
  })
}

function ring(origin: string, { caller = '+31612345678', dialed = '+31201234567', key = secret, body }: Ringing) {
  const text = body ?? webhookBody({ from: caller, to: dialed })
  const timestamp = String(Math.floor(Date.now() / 1_000))
  const signature = createHmac('sha256', key).update(`${timestamp}.${text}`).digest('hex')
  const headers = {
    'content-type': 'application/json',
    'x-webhook-timestamp': timestamp,
    'x-webhook-signature': `sha256=${signature}`,
  }
  return fetch(`${origin}/webhook`, { method: 'POST', headers, body: text })
}
