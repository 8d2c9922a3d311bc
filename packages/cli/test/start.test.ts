import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createFolder, preanswer, startHost } from './command.ts'

const config = { secrets: 'development-secret-of-this-test', language: 'en' }
const unsigned = { unsigned: true }

describe('preanswer start', () => {
  it('says in its first line where it listens, then what to know, and never a secret', async () => {
    const talking = `import { definePlugin } from '@preanswer/core'
      export const talking = definePlugin({ name: 'talking', setup(hooks, options, { log, report }) {
        log.warn({}, 'set up')
        report({ severity: 'note', code: 'odd', path: ['callers', '+31612345678'], message: 'is odd' })
      } })`
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
    const place = 'plugins[0].with.callers."[number]"'
    expect(rest).toContainEqual(expect.objectContaining({ level: 'info', code: 'odd', place, msg: 'is odd' }))
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
