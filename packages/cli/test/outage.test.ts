import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createFolder, preanswer, startHost } from './command.ts'

/** A plugin that asks a server for its greeting before the first call. */
const crm = `import { definePlugin } from '@preanswer/core'
import { connect } from 'node:net'
export const crm = definePlugin({ name: 'crm', async setup(hooks) {
  const greeting = await new Promise((resolve, reject) => {
    connect(Number(process.env.CRM_PORT), '127.0.0.1').once('data', (data) => resolve(String(data))).once('error', reject)
  })
  hooks.contribute.tap(() => ({ firstMessage: greeting }))
} })`

/** A config with that plugin, and a port on which nobody greets yet. */
async function prepare(overrides: object = {}) {
  const plugins = [{ use: './crm.mjs', ...overrides }]
  const cwd = await createFolder({ 'preanswer.config.json': { unsigned: true, plugins }, 'crm.mjs': crm })
  const port = await listen(0).then(close)
  return { port, run: { cwd, env: { CRM_PORT: String(port) } } }
}

async function listen(port: number): Promise<Server> {
  const server = createServer((socket) => socket.end('Good morning.')).listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}

async function close(server: Server): Promise<number> {
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function call(origin: string): Promise<unknown> {
  const message = { type: 'assistant-request', call: { id: crypto.randomUUID(), type: 'inbound_phone_call' } }
  const headers = { 'content-type': 'application/json' }
  return (await fetch(`${origin}/webhook`, { method: 'POST', headers, body: JSON.stringify({ message }) })).json()
}

describe('a plugin whose server is down', () => {
  it('does not keep preanswer start from answering, and takes part once the server is up', async () => {
    const { port, run } = await prepare()
    const { origin, logged } = await startHost([], run)
    expect(await call(origin)).toEqual({})
    const ready = await fetch(`${origin}/readyz`)
    expect(ready.status).toBe(200)
    expect(await ready.json()).toMatchObject({
      status: 'ready',
      degraded: [{ entry: 'crm', reason: 'setup-failed', failure: 'ECONNREFUSED', nextTryAt: expect.any(String) }],
    })
    const server = await listen(port)
    onTestFinished(() => void server.close())
    await logged(/set up in the end/)
    expect(await call(origin)).toEqual({ assistant: { first_message: 'Good morning.' } })
    expect(await (await fetch(`${origin}/readyz`)).json()).toEqual({ status: 'ready' })
  })

  it('is a warning of preanswer check', async () => {
    const { run } = await prepare()
    const { exitCode, stdout } = await preanswer(['check'], run)
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^warning {2}not-set-up {2}plugins\[0\]\n {2}crm .*ECONNREFUSED/m)
  })

  it.each(['start', 'check'])('ends preanswer %s where it is required', async (command) => {
    const { run } = await prepare({ required: true })
    const { exitCode, stderr } = await preanswer([command], run)
    expect(exitCode).toBe(78)
    expect(stderr).toContain('crm')
  })
})
