import { randomBytes } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createFolder, preanswer, type RunningCommand, startHost } from './command.ts'

const [alice, bob] = ['+31612345603', '+31612345604']
const env = { PREANSWER_RECORD_KEY: randomBytes(32).toString('base64') }
const config = `
unsigned: true
timeZone: Europe/Amsterdam
record: { calls: 100, days: 7 }
plugins:
  - use: vip-model
    with: { tiers: { gold: { callers: ['${alice}'], patch: { firstMessage: Dag Anna. } } } }
`

async function ring({ origin }: RunningCommand, caller: string | null = alice): Promise<void> {
  const numbers = { customer: { number: caller ?? 'anonymous' }, phone_number: { number: '+31201234567' } }
  const message = { type: 'assistant-request', call: { id: `call-of-${caller}-${crypto.randomUUID()}` }, ...numbers }
  const headers = { 'content-type': 'application/json', connection: 'close' }
  await fetch(`${origin}/webhook`, { method: 'POST', headers, body: JSON.stringify({ message }) })
}

/** A folder in which a host has recorded calls of these callers, and has ended. */
async function recorded(
  callers: readonly (string | null)[],
  environment: Record<string, string> = env,
): Promise<string> {
  const cwd = await createFolder({ 'preanswer.config.yaml': config })
  const host = await startHost([], { cwd, env: environment })
  for (const caller of callers) await ring(host, caller)
  host.kill('SIGTERM')
  await host.exitCode
  return cwd
}

/** All that stands in the folder of the recordings, as bytes. */
async function bytesIn(cwd: string): Promise<string> {
  const folder = join(cwd, '.preanswer')
  const files = (await readdir(folder)).filter((name) => name.startsWith('calls.db'))
  return (await Promise.all(files.map((name) => readFile(join(folder, name), 'latin1')))).join('')
}

describe('preanswer calls', () => {
  it('lists recorded calls, the newest last, with masked callers', async () => {
    const cwd = await recorded([alice, null, bob])
    const { exitCode, stdout, stderr } = await preanswer(['calls'], { cwd, env })
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    const [head, ...rows] = stdout.trimEnd().split('\n')
    expect(head).toMatch(/^time +line +caller +response +why +ms +id$/)
    expect(rows.map((row) => row.split(/ {2,}/).slice(2, 4))).toEqual([
      ['+31•••••••03', 'assistant'],
      ['withheld', 'default'],
      ['+31•••••••04', 'default'],
    ])
    expect(stdout).not.toContain('612345603')
    const ofAlice = await preanswer(['calls', '--from', alice, '--since', '1h', '--json'], { cwd, env })
    expect(JSON.parse(ofAlice.stdout)).toEqual([
      expect.objectContaining({ caller: '+31•••••••03', response: 'assistant', line: 'default' }),
    ])
    const withheld = await preanswer(['calls', '--from', 'withheld', '--kind', 'default', '--json'], { cwd, env })
    expect(JSON.parse(withheld.stdout)).toHaveLength(1)
  })

  it('shows one, with all that is known of it', async () => {
    const cwd = await recorded([alice, bob])
    const [{ id }] = JSON.parse((await preanswer(['calls', '--limit', '2', '--json'], { cwd, env })).stdout)
    const { exitCode, stdout } = await preanswer(['calls', id.slice(0, 8)], { cwd, env })
    expect(exitCode).toBe(0)
    expect(stdout).toContain('Dag Anna.')
    expect(stdout).toMatch(/^ +contribute +vip-model .* used$/m)
    const { stdout: whole } = await preanswer(['calls', id, '--json'], { cwd, env })
    expect(JSON.parse(whole)).toMatchObject({ id, detail: { caller: alice }, trace: { id } })
    expect(await preanswer(['calls', 'ffff0000'], { cwd, env })).toMatchObject({ exitCode: 1, stdout: '' })
  })

  it('says that the key is another one, and shows the calls of the keys that it has', async () => {
    const cwd = await recorded([alice])
    const other = { PREANSWER_RECORD_KEY: randomBytes(32).toString('hex') }
    const wrong = await preanswer(['calls', '--json'], { cwd, env: other })
    expect(wrong).toMatchObject({ exitCode: 0, stdout: '[]\n' })
    expect(wrong.stderr).toMatch(/1 call is encrypted under a key that is not there/)
    const both = { PREANSWER_RECORD_KEY: `${other.PREANSWER_RECORD_KEY},${env.PREANSWER_RECORD_KEY}` }
    expect(JSON.parse((await preanswer(['calls', '--json'], { cwd, env: both })).stdout)).toHaveLength(1)
    const none = await preanswer(['calls', '--from', alice], { cwd })
    expect(none).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('PREANSWER_RECORD_KEY') })
  })

  it('says what to do where nothing is recorded', async () => {
    const cwd = await createFolder({ 'preanswer.config.yaml': config })
    const { exitCode, stderr } = await preanswer(['calls'], { cwd })
    expect(exitCode).toBe(1)
    expect(stderr).toContain('record: {}')
  })

  it.each([
    { parameters: ['calls', '--since', 'yesterday'], what: 'no time' },
    { parameters: ['calls', '--kind', 'busy'], what: 'no response' },
    { parameters: ['calls', '--limit', '0'], what: 'no count' },
    { parameters: ['calls', 'abc'], what: 'too little of an id' },
    { parameters: ['forget', '0612345603'], what: 'no E.164' },
    { parameters: ['forget'], what: 'no number' },
  ])('exits 2 for $what: $parameters', async ({ parameters }) => {
    expect(await preanswer(parameters)).toMatchObject({ exitCode: 2, stdout: '' })
  })
})

describe('preanswer start with record', () => {
  it('keeps nothing of a caller in the file: encrypted under a key, and not at all without one', async () => {
    const [whole, traces] = await Promise.all([recorded([alice]), recorded([alice], {})])
    for (const cwd of [whole, traces]) {
      const bytes = await bytesIn(cwd)
      expect(bytes.length).toBeGreaterThan(4096)
      expect(['612345603', '201234567', 'Anna', 'call-of'].filter((text) => bytes.includes(text))).toEqual([])
    }
    expect(await bytesIn(traces)).toContain('vip-model')
    expect(await bytesIn(whole)).not.toContain('vip-model')
    const { stdout } = await preanswer(['calls', '--json'], { cwd: traces })
    expect(JSON.parse(stdout)).toEqual([expect.not.objectContaining({ caller: expect.anything() })])
  })

  it('says that it cannot record where the folder cannot be written, and answers', async () => {
    const cwd = await createFolder({ 'preanswer.config.yaml': config, '.preanswer': 'a file in its place' })
    const host = await startHost([], { cwd, env })
    await host.logged(/"code":"(?:EEXIST|ENOTDIR)".*calls are not recorded/)
    await ring(host)
    await host.logged(/call answered/)
    host.kill('SIGTERM')
    expect(await host.exitCode).toBe(0)
    expect(host.output.stdout).toMatch(/"calls":1,"reason":"closed".*calls were not recorded/)
  })

  it('refuses a key that is none, without repeating it', async () => {
    const cwd = await createFolder({ 'preanswer.config.yaml': config })
    const fromEnvironment = await preanswer(['start', '--port', '0'], { cwd, env: { PREANSWER_RECORD_KEY: 'hunter2' } })
    await writeFile(join(cwd, 'preanswer.config.yaml'), 'unsigned: true\nrecord: { key: hunter2 }')
    const fromConfig = await preanswer(['check'], { cwd })
    for (const { exitCode, stderr } of [fromEnvironment, fromConfig]) {
      expect(exitCode).toBe(78)
      expect(stderr).toContain('openssl rand -base64 32')
      expect(stderr).not.toContain('hunter2')
    }
    expect(fromConfig.stderr).toMatch(/preanswer\.config\.yaml:2:\d+ +record\.key/)
  })
})

describe('preanswer forget', () => {
  it('erases a caller while the host runs, and leaves nothing that stood for them', async () => {
    const cwd = await createFolder({ 'preanswer.config.yaml': config })
    const host = await startHost([], { cwd, env })
    for (const caller of [alice, bob, alice, null]) await ring(host, caller)
    const { exitCode, stdout } = await preanswer(['forget', alice], { cwd, env })
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(/^2 calls of \+31•••••••03 erased from /),
    })
    await ring(host, bob)
    host.kill('SIGTERM')
    await host.exitCode
    const { stdout: left } = await preanswer(['calls', '--json'], { cwd, env })
    expect(JSON.parse(left).map(({ caller }: { caller: string }) => caller)).toEqual([
      '+31•••••••04',
      'withheld',
      '+31•••••••04',
    ])
    expect((await preanswer(['forget', alice], { cwd, env })).stdout).toMatch(/^0 calls/)
  })

  it('says that traces hold no number', async () => {
    const cwd = await recorded([alice], {})
    const { exitCode, stdout } = await preanswer(['forget', alice], { cwd })
    expect(exitCode).toBe(0)
    expect(stdout).toContain('1 more was recorded without a key')
  })

  it('fails where calls may be theirs and the key is not there', async () => {
    const cwd = await recorded([alice])
    expect(await preanswer(['forget', alice], { cwd })).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('1 call is encrypted under a key that is not there'),
    })
  })
})
