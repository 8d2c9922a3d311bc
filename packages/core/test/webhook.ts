import { createHmac } from 'node:crypto'
import {
  createHost,
  definePlugin,
  type Entry,
  type Hooks,
  type Host,
  type HostConfig,
  type Webhook,
} from '../src/index.ts'

export const secret = 'a-secret-of-the-tests'

/** Headers as the platform sends them, signed now. */
export function signedHeaders(body: string, key: string = secret): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000))
  const signature = createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex')
  return {
    'content-type': 'application/json',
    'x-webhook-timestamp': timestamp,
    'x-webhook-signature': `sha256=${signature}`,
  }
}

let calls = 0

/** An `assistant-request` in snake case; each has a call id of its own. */
export function ringing(fields: { id?: string; caller?: string; dialed?: string } = {}): string {
  calls += 1
  return JSON.stringify({
    message: {
      type: 'assistant-request',
      timestamp: '2026-03-25T09:02:11.480Z',
      call: { id: fields.id ?? `call-${calls}`, type: 'inbound_phone_call', status: 'ringing' },
      phone_number: { number: fields.dialed ?? '+442079460011' },
      customer: { number: fields.caller ?? '+447700900456' },
    },
  })
}

export function webhook(body: string, fields: Partial<Webhook> = {}): Webhook {
  return { headers: signedHeaders(body), body, ...fields }
}

/** An entry whose plugin does what the test says. */
export function entry(name: string, setup: (hooks: Hooks) => void, overrides: Partial<Entry> = {}): Entry {
  return { ...definePlugin({ name, setup })(), ...overrides }
}

export const silent = { debug() {}, info() {}, warn() {}, error() {} }

export function startHost(plugins: readonly Entry[], config: Partial<HostConfig> = {}): Promise<Host> {
  return createHost({ secrets: secret, ...config, plugins }, { log: silent })
}

/** Answers one call and reads the response. */
export async function answerCall(host: Host, fields: Partial<Webhook> = {}) {
  const reply = await host.answer(webhook(ringing(), { detail: true, ...fields }))
  return { ...reply, trace: reply.trace, detail: reply.detail, drafts: reply.drafts, response: JSON.parse(reply.body) }
}
