import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createFolder, preanswer, startHost } from './command.ts'

const config = { secrets: 'development-secret-of-this-test', language: 'en' }
const unsigned = { unsigned: true }

/** A plugin that waits a moment, so that requests are on their way when the signal comes. */
const waiting = `import { definePlugin } from '@preanswer/core'
import { setTimeout as sleep } from 'node:timers/promises'
export const waiting = definePlugin({ name: 'waiting', setup(hooks) {
  hooks.contribute.tap(async () => { await sleep(Math.random() * 10); return { maxDurationSeconds: 60 } })
} })`

describe('preanswer start', () => {
  it('says in its first line where it listens, then what to know, and never a secret', async () => {
    const talking = `import { definePlugin } from '@preanswer/core'
      export const talking = definePlugin({ name: 'talking', setup(hooks, options, { log }) { log.warn({}, 'set up') } })`
    const plugins = [{ use: './talking.mjs' }]
    const cwd = await createFolder({ 'preanswer.config.json': { ...config, plugins }, 'talking.mjs': talking })
    const { origin, output, kill, exitCode } = await startHost([], { cwd })
    kill('SIGTERM')
    expect(await exitCode).toBe(0)
    const [first, ...rest] = output.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(first).toMatchObject({ level: 'info', msg: `listening on ${origin}/webhook` })
    expect(rest).toContainEqual(expect.objectContaining({ level: 'warn', code: 'development-secret' }))
    expect(rest).toContainEqual(expect.objectContaining({ level: 'warn', entry: 'talking', msg: 'set up' }))
    expect(output.stdout + output.stderr).not.toContain(config.secrets)
  })

  it('listens first on what the options say, then PORT, then the config', async () => {
    const server = { host: '127.0.0.2', port: 1 }
    const cwd = await createFolder({ 'preanswer.config.json': { ...config, server } })
    const byOption = await startHost([], { cwd, env: { PORT: '1' } })
    expect(byOption.origin).toMatch(/^http:\/\/127\.0\.0\.2:\d{2,}$/)
    const { stderr, exitCode } = await preanswer(['start', '--host', '127.0.0.3'], { cwd, env: { PORT: '99999' } })
    expect({ stderr: stderr.includes('PORT'), exitCode }).toEqual({ stderr: true, exitCode: 2 })
  })

  it('answers every request that it received, resets no reused socket, and exits 0 on SIGTERM under load', async () => {
    const cwd = await createFolder({
      'preanswer.config.mjs': `import { waiting } from './waiting.mjs'\nexport default { unsigned: true, plugins: [waiting()] }`,
      'waiting.mjs': waiting,
    })
    const { origin, kill, exitCode, output } = await startHost([], { cwd })
    const load = putUnderLoad(`${origin}/webhook`, 30, () => kill('SIGTERM'))
    expect(await exitCode).toBe(0)
    const { answered, lost, refused } = await load
    expect(answered).toBeGreaterThan(500)
    expect(refused).toBeGreaterThan(0)
    expect(lost).toEqual([])
    const closed = output.stdout.split('\n').find((line) => line.includes('"closed"'))
    expect(JSON.parse(closed ?? '{}')).toMatchObject({ answered })
  })

  it('ends at once on a second signal', async () => {
    const cwd = await createFolder({ 'preanswer.config.json': unsigned })
    const { origin, kill, exitCode, logged } = await startHost([], { cwd })
    const agent = new Agent({ keepAlive: true })
    onTestFinished(() => agent.destroy())
    const [incoming] = await once(request(`${origin}/healthz`, { agent }).end(), 'response')
    incoming.resume()
    const startedAt = performance.now()
    kill('SIGINT')
    await logged(/draining/)
    kill('SIGTERM')
    expect(await exitCode).toBe(1)
    expect(performance.now() - startedAt).toBeLessThan(3_000)
  })

  it('says what to do when the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => {
      other.close()
    })
    await once(other, 'listening')
    const port = String((other.address() as AddressInfo).port)
    const cwd = await createFolder({
      'preanswer.config.json': unsigned,
      'with-port.json': { ...unsigned, server: { port: Number(port) } },
    })
    const runs = await Promise.all([
      preanswer(['start'], { cwd, env: { PORT: port } }),
      preanswer(['start', '--config', 'with-port.json'], { cwd, env: { PORT: '' } }),
    ])
    for (const { exitCode, stderr } of runs) {
      expect(exitCode).toBe(1)
      expect(stderr).toMatch(new RegExp(`${port}.*in use.*--port`))
    }
  })

  it.each([
    { how: 'throws', code: "throw new RangeError('call of +31612345678\\n    at Jan Jansen')" },
    { how: 'rejects', code: "void Promise.reject(new RangeError('call of +31612345678\\n    at Jan Jansen'))" },
  ])("exits 1 when code that is no plugin's $how, and logs nothing that the error says", async ({ code }) => {
    const escaping = `import { definePlugin } from '@preanswer/core'
      process.once('SIGUSR2', () => { ${code} })
      export const plugin = definePlugin({ name: 'escaping', setup() {} })`
    const cwd = await createFolder({
      'preanswer.config.json': { ...unsigned, plugins: [{ use: './escaping.mjs' }] },
      'escaping.mjs': escaping,
    })
    const { kill, exitCode, output } = await startHost([], { cwd })
    kill('SIGUSR2')
    expect(await exitCode).toBe(1)
    expect(output.stdout).toMatch(/"level":"fatal".*"name":"RangeError".*escaping\.mjs/)
    expect(output.stdout + output.stderr).not.toMatch(/31612345678|Jansen/)
  })

  it('exits 78 for a wrong config without a line of log', async () => {
    const cwd = await createFolder({ 'preanswer.config.json': { plugin: [] } })
    const { exitCode, stdout, stderr } = await preanswer(['start'], { cwd })
    expect({ exitCode, stdout }).toEqual({ exitCode: 78, stdout: '' })
    expect(stderr).toContain('did you mean plugins?')
  })
})

/**
 * Posts webhooks over kept-alive sockets until new connections are refused.
 *
 * @param onLoad Called once, in the midst of it
 */
async function putUnderLoad(url: string, clients: number, onLoad: () => void) {
  const agent = new Agent({ keepAlive: true, maxSockets: clients })
  const result = { answered: 0, refused: 0, lost: [] as Posted[] }
  const client = async () => {
    for (;;) {
      const reply = await post(url, agent)
      // a new connection that the host never took can end in either way; what it took, it has counted
      const isRefused = !reply.isReused && ['ECONNREFUSED', 'ECONNRESET'].includes(String(reply.status))
      if (reply.status !== 200) return isRefused ? result.refused++ : result.lost.push(reply)
      result.answered += 1
      if (result.answered === 500) onLoad()
      // some sockets are idle when the signal comes
      if (Math.random() < 0.2) await sleep(Math.random() * 20)
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  agent.destroy()
  return result
}

interface Posted {
  /** HTTP status, or the code of the error */
  readonly status: number | string | undefined
  readonly isReused: boolean
}

async function post(url: string, agent: Agent): Promise<Posted> {
  const message = { type: 'assistant-request', call: { id: crypto.randomUUID(), type: 'inbound_phone_call' } }
  const outgoing = request(url, { agent, method: 'POST', headers: { 'content-type': 'application/json' } })
  outgoing.end(JSON.stringify({ message }))
  try {
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage]
    for await (const _chunk of incoming);
    return { status: incoming.statusCode, isReused: outgoing.reusedSocket }
  } catch (error) {
    return { status: (error as NodeJS.ErrnoException).code, isReused: outgoing.reusedSocket }
  }
}
