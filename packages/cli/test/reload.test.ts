import { once } from 'node:events'
import { chmod, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createFolder, preanswer, startHost } from './command.ts'

const greeting = `import { definePlugin } from '@preanswer/core'
  export const greeting = definePlugin({
    name: 'greeting',
    options: { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } },
    setup(hooks, { text }) {
      hooks.contribute.tap(() => ({ firstMessage: text }))
    },
  })`

/** A config whose greeting says this. */
function saying(text: string, others: object = {}): string {
  return JSON.stringify({ unsigned: true, plugins: [{ use: './greeting.mjs', with: { text } }], ...others })
}

async function createConfig(text = 'One.', others: object = {}) {
  const cwd = await createFolder({ 'preanswer.config.json': saying(text, others), 'greeting.mjs': greeting })
  const write = (config: string) => writeFile(join(cwd, 'preanswer.config.json'), config)
  return { cwd, write }
}

async function greetingAt(origin: string): Promise<unknown> {
  const body = JSON.stringify({ message: { type: 'assistant-request' } })
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${origin}/webhook`, { method: 'POST', headers, body })
  return ((await response.json()) as { assistant?: { first_message?: unknown } }).assistant?.first_message
}

async function sockets(cwd: string): Promise<string[]> {
  return (await readdir(join(cwd, '.preanswer'))).filter((name) => name.endsWith('.sock'))
}

describe('preanswer reload', () => {
  it('has the running host go over to its config, and prints what is different', async () => {
    const { cwd, write } = await createConfig()
    const { origin, output } = await startHost([], { cwd })
    await write(saying('Two.', { language: 'nl', server: { path: '/other' }, log: { callers: 'pseudonym' } }))
    const { exitCode, stdout, stderr } = await preanswer(['reload'], { cwd })
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toMatch(/~ greeting +use, with\.text/)
    expect(stdout).toMatch(/~ language/)
    expect(stdout).toMatch(/restart: server\.path, log$/m)
    expect(await greetingAt(origin)).toBe('Two.')
    const fields = {
      trigger: 'command',
      changed: ['greeting'],
      keys: ['language'],
      needsRestart: ['server.path', 'log'],
    }
    const lines = output.stdout.trim().split('\n')
    expect(lines.map((line) => JSON.parse(line))).toContainEqual(expect.objectContaining(fields))
  })

  it.each([
    { what: 'is cut off', config: saying('Two.').slice(0, -20), shown: /preanswer\.config\.json:\d+:\d+/ },
    { what: 'has an unknown key', config: saying('Two.', { langauge: 'nl' }), shown: /did you mean language/ },
    {
      what: 'names a plugin that is not there',
      config: '{"unsigned":true,"plugins":[{"use":"./none.mjs"}]}',
      shown: /none/,
    },
    { what: 'has budgets that do not fit', config: saying('Two.', { budgets: { contribute: 9_000 } }), shown: /9000/ },
  ])(
    'prints the problems of a config that $what, exits 78, and leaves the host as it was',
    async ({ config, shown }) => {
      const { cwd, write } = await createConfig()
      const { origin } = await startHost([], { cwd })
      await write(config)
      const { exitCode, stdout, stderr } = await preanswer(['reload'], { cwd })
      expect({ exitCode, stdout }).toEqual({ exitCode: 78, stdout: '' })
      expect(stderr).toMatch(shown)
      expect(await greetingAt(origin)).toBe('One.')
      await write(saying('Three.'))
      expect((await preanswer(['reload'], { cwd })).exitCode).toBe(0)
      expect(await greetingAt(origin)).toBe('Three.')
    },
  )

  it('says that no host runs, and exits 1', async () => {
    const { cwd } = await createConfig()
    const { exitCode, stderr } = await preanswer(['reload'], { cwd })
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/No host .*preanswer\.config\.json.*preanswer start/s)
  })

  it('takes away the socket of a host that was killed', async () => {
    const { cwd } = await createConfig()
    const killed = await startHost([], { cwd })
    killed.kill('SIGKILL')
    await killed.exitCode
    expect(await sockets(cwd)).toHaveLength(1)
    expect((await preanswer(['reload'], { cwd })).exitCode).toBe(1)
    expect(await sockets(cwd)).toEqual([])
  })

  it('reaches each of two hosts of one config', async () => {
    const { cwd, write } = await createConfig()
    const hosts = [await startHost([], { cwd }), await startHost([], { cwd })]
    await write(saying('Two.'))
    const { stdout } = await preanswer(['reload'], { cwd })
    expect(stdout.match(/Reloaded:/g)).toHaveLength(2)
    expect(await Promise.all(hosts.map(({ origin }) => greetingAt(origin)))).toEqual(['Two.', 'Two.'])
  })
})

describe('SIGHUP', () => {
  it('reloads, and logs the problems of a config that is broken', async () => {
    const { cwd, write } = await createConfig()
    const { origin, kill, logged } = await startHost([], { cwd })
    await write(saying('Two.'))
    kill('SIGHUP')
    await logged(/"config reloaded"/)
    expect(await greetingAt(origin)).toBe('Two.')
    await write(saying('Three.', { langauge: 'nl' }))
    kill('SIGHUP')
    const [line] = await logged(/.*the config was not reloaded.*/)
    expect(JSON.parse(line)).toMatchObject({ level: 'error', trigger: 'signal' })
    expect(JSON.parse(line).problems.join(' ')).toMatch(/langauge/)
    expect(await greetingAt(origin)).toBe('Two.')
  })

  it('keeps the host going when the file is gone, and takes it when an editor has put another in its place', async () => {
    const { cwd } = await createConfig()
    const { origin, kill, logged } = await startHost([], { cwd })
    const file = join(cwd, 'preanswer.config.json')
    await rm(file)
    kill('SIGHUP')
    await logged(/the config was not reloaded/)
    expect(await greetingAt(origin)).toBe('One.')
    await writeFile(`${file}.new`, saying('Two.'))
    await rename(`${file}.new`, file)
    kill('SIGHUP')
    await logged(/"config reloaded"/)
    expect(await greetingAt(origin)).toBe('Two.')
  })
})

describe.skipIf(process.platform === 'win32')('the control socket', () => {
  it('and its folder are for their owner only, and git leaves them alone', async () => {
    const { cwd } = await createConfig()
    const { kill, exitCode } = await startHost([], { cwd })
    const folder = join(cwd, '.preanswer')
    const [socket = ''] = await sockets(cwd)
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    expect((await stat(join(folder, socket))).mode & 0o777).toBe(0o600)
    expect(await readdir(folder)).toContain('.gitignore')
    kill('SIGTERM')
    expect(await exitCode).toBe(0)
    expect(await sockets(cwd)).toEqual([])
  })

  it('is where `stateDir` says, in a folder that stays as it was', async () => {
    const { cwd, write } = await createConfig('One.', { stateDir: 'state' })
    await mkdir(join(cwd, 'state'))
    await chmod(join(cwd, 'state'), 0o755)
    const { origin } = await startHost([], { cwd })
    expect((await readdir(join(cwd, 'state'))).map((name) => name.slice(-5))).toEqual(['.sock'])
    expect((await stat(join(cwd, 'state'))).mode & 0o777).toBe(0o755)
    await write(saying('Two.', { stateDir: 'state' }))
    expect((await preanswer(['reload'], { cwd })).exitCode).toBe(0)
    expect(await greetingAt(origin)).toBe('Two.')
  })

  it.each([
    { where: 'a file', stateDir: 'preanswer.config.json' },
    { where: 'a path that is too long for a socket', stateDir: 'long'.repeat(30) },
  ])('is missing where its folder is $where, with a warning, and the host runs', async ({ stateDir }) => {
    const { cwd } = await createConfig('One.', { stateDir })
    const { origin, logged } = await startHost([], { cwd })
    await logged(/"level":"warn".*there is no control socket/)
    expect(await greetingAt(origin)).toBe('One.')
  })

  it('that somebody else listens on is answered for by nobody', async () => {
    const { cwd } = await createConfig()
    await mkdir(join(cwd, '.preanswer'))
    const stranger = createServer((socket) => void socket.end('no HTTP\r\n\r\n'))
    await once(stranger.listen(join(cwd, '.preanswer/control-0.sock')), 'listening')
    const { exitCode, stderr } = await preanswer(['reload'], { cwd })
    stranger.close()
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/did not answer/)
  })
})
