import { once } from 'node:events'
import { createServer as createHttpServer, type IncomingMessage, request } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createFolder, preanswer, startHost } from './command.ts'

const secrets = 'development-secret-of-this-test'
const caller = '+31612345601'

async function ring(origin: string, number = caller): Promise<number | undefined> {
  const message = { type: 'assistant-request', call: { id: crypto.randomUUID() }, customer: { number } }
  const { status } = await send(`${origin}/webhook`, JSON.stringify({ message }))
  return status
}

/** Asks for an address, or posts JSON to it, over a connection of its own: an idle one would hold up the end of a host. */
async function send(url: string, body?: string): Promise<{ status: number | undefined; text: string }> {
  const headers = { 'content-type': 'application/json' }
  const outgoing = request(url, { agent: false, ...(body === undefined ? {} : { method: 'POST', headers }) })
  outgoing.end(body)
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage]
  let text = ''
  for await (const chunk of incoming) text += chunk
  return { status: incoming.statusCode, text }
}

async function listen(server: ReturnType<typeof createServer>): Promise<number> {
  server.listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.close()
  })
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

describe('metrics in a config', () => {
  it('are shown on a port of their own, for this machine, and on that of the webhooks nothing', async () => {
    const cwd = await createFolder({ 'preanswer.config.json': { unsigned: true, metrics: { port: 0 } } })
    const { origin, logged, kill, exitCode } = await startHost([], { cwd })
    const [, url = ''] = await logged(/metrics at (http:\/\/127\.0\.0\.1:\d+\/metrics)/)
    await ring(origin)
    await send(`${origin}/nothing`)
    const { text } = await send(url)
    expect(text).toContain('preanswer_calls_total{line="default",dialect="snake",response="default"} 1')
    expect(text).toContain('preanswer_refusals_total{code="PREANSWER_PATH_UNKNOWN"} 1')
    expect(text).toMatch(/^process_resident_memory_bytes \d+/m)
    expect(await send(`${origin}/metrics`)).toMatchObject({ status: 404 })
    kill('SIGTERM')
    expect(await exitCode).toBe(0)
  })

  it('are shown beside the webhooks where the config says so', async () => {
    const metrics = { port: 'server', path: '/internal/metrics', process: false }
    const cwd = await createFolder({ 'preanswer.config.json': { unsigned: true, metrics } })
    const { origin, output } = await startHost([], { cwd })
    const { text } = await send(`${origin}/internal/metrics`)
    expect(text).toContain('preanswer_in_flight 0')
    expect(text).not.toContain('process_')
    expect(output.stdout).toContain('"code":"metrics-beside-webhooks"')
  })

  it('keep the host from starting where their port is taken, and say which key to change', async () => {
    const port = await listen(createServer())
    const cwd = await createFolder({ 'preanswer.config.json': { unsigned: true, metrics: { port } } })
    const { exitCode, stderr } = await preanswer(['start', '--port', '0'], { cwd })
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(new RegExp(`${port}.*in use.*metrics\\.port`))
  })
})

describe('alerts in a config', () => {
  it('are posted and logged, one of a kind, the rest when the host ends', async () => {
    const alerts: { kind: string; suppressed: number; text: string }[] = []
    const receiver = createHttpServer(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      alerts.push(JSON.parse(body))
      response.end()
    })
    const url = `http://127.0.0.1:${await listen(receiver)}/`
    const config = { secrets, alerts: { url, refusedSignatures: { count: 3 } } }
    const cwd = await createFolder({ 'preanswer.config.json': config })
    const { origin, logged, output, kill, exitCode } = await startHost([], { cwd })
    for (let count = 0; count < 9; count += 1) expect(await ring(origin)).toBe(401)
    await logged(/"alert":"refused-signatures"/)
    kill('SIGTERM')
    expect(await exitCode).toBe(0)
    expect(alerts).toMatchObject([
      { kind: 'refused-signatures', suppressed: 0 },
      { kind: 'refused-signatures', suppressed: 2 },
    ])
    expect(output.stdout.match(/"alert":"refused-signatures"/g)).toHaveLength(2)
  })
})

describe('a plugin that is given up', { timeout: 60_000 }, () => {
  it('is alerted of, and shows in the metrics', async () => {
    const exiting = `import { definePlugin } from '@preanswer/core'
      export const exiting = definePlugin({ name: 'exiting', setup(hooks) {
        hooks.contribute.tap(() => process.exit())
      } })`
    const plugins = [{ use: './exiting.mjs', isolate: 'worker', breaker: false }]
    const config = { unsigned: true, plugins, alerts: {}, metrics: { port: 0 } }
    const cwd = await createFolder({ 'preanswer.config.json': config, 'exiting.mjs': exiting })
    const { origin, output, logged } = await startHost([], { cwd })
    while (!output.stdout.includes('are given up')) expect(await ring(origin)).toBe(200)
    await logged(/"alert":"given-up","entries":\["exiting"\]/)
    const [, url = ''] = await logged(/metrics at (http:[^"]+)/)
    const { text } = await send(url)
    expect(text).toContain('preanswer_entry_degraded{line="default",entry="exiting"} 1')
    expect(text).toContain('preanswer_workers_lost_total{line="default",entry="exiting"} 5')
  })
})

describe('pseudonyms in the log', () => {
  const key = 'a key of at least 32 characters, for tests'

  async function callersOf(log: object | undefined): Promise<(string | undefined)[]> {
    const cwd = await createFolder({ 'preanswer.config.json': { unsigned: true, ...(log && { log }) } })
    const { origin, output, kill, exitCode } = await startHost([], { cwd })
    for (const number of [caller, caller, '+31612345602', 'withheld']) await ring(origin, number)
    kill('SIGTERM')
    await exitCode
    expect(output.stdout).not.toMatch(/3161234560/)
    const lines = output.stdout.split('\n').filter((line) => line.includes('"call answered"'))
    return lines.map((line) => JSON.parse(line).caller)
  }

  it('are not there unless a config asks for them', async () => {
    expect(await callersOf(undefined)).toEqual([undefined, undefined, undefined, undefined])
  })

  it('are the same for the same caller, after a restart only with a key', async () => {
    const asked = { callers: 'pseudonym' }
    const logs = [{ ...asked, key }, { ...asked, key }, asked]
    const [first = [], second, drawn = []] = await Promise.all(logs.map(callersOf))
    const [one, again, other, withheld] = first
    expect(one).toMatch(/^[\w-]{16}$/)
    expect([again, withheld]).toEqual([one, undefined])
    expect(other).not.toBe(one)
    expect(second).toEqual(first)
    expect(drawn[0]).not.toBe(one)
  })
})
