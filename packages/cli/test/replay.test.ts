import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createHost, definePlugin } from '@preanswer/core'
import { businessHours } from '@preanswer/plugin-business-hours'
import { describe, expect, it } from 'vitest'
import { toRow } from '../src/record/call-row.ts'
import { readKeys } from '../src/record/keys.ts'
import { openStore } from '../src/record/store.ts'
import { createFolder, preanswer, startHost } from './command.ts'

const env = { PREANSWER_RECORD_KEY: randomBytes(32).toString('base64') }

/** Forty-odd callers, of whom some are greeted by their tier. */
const callers = Array.from({ length: 50 }, (_, index) => `+316123456${String(index).padStart(2, '0')}`)
const gold = callers.filter((_, index) => index % 4 === 0)

const config = (greeting: string, vip = gold) => `
unsigned: true
language: nl
timeZone: Europe/Amsterdam
record: {}
plugins:
  - use: language-by-country-code
  - use: vip-model
    with: { tiers: { gold: { callers: ${JSON.stringify(vip)}, patch: { firstMessage: ${greeting}, maxDurationSeconds: 900 } } } }
`

/** A folder in which a host with this config has recorded a call of each. */
async function recorded(content: string, numbers: readonly string[]): Promise<string> {
  const cwd = await createFolder({ 'preanswer.config.yaml': content })
  const host = await startHost([], { cwd, env })
  for (const number of numbers) {
    const message = { type: 'assistant-request', call: { id: crypto.randomUUID() }, customer: { number } }
    const headers = { 'content-type': 'application/json', connection: 'close' }
    await fetch(`${host.origin}/webhook`, { method: 'POST', headers, body: JSON.stringify({ message }) })
  }
  host.kill('SIGTERM')
  expect(await host.exitCode).toBe(0)
  return cwd
}

const everybody = { all: { callers: callers.slice(0, 1), patch: { firstMessage: 'Dag.' } } }
const silent = { debug() {}, info() {}, warn() {}, error() {} }

describe('preanswer replay', () => {
  it('of 50 calls lists exactly those that a changed greeting changes, and fails; without a change it does not', async () => {
    const cwd = await recorded(config('Dag.'), callers)
    const unchanged = await preanswer(['replay'], { cwd, env })
    expect(unchanged).toEqual({ exitCode: 0, stdout: '50 calls replayed, 0 would change.\n', stderr: '' })

    await writeFile(join(cwd, 'preanswer.config.yaml'), config('Goedendag.'))
    const [forPeople, asJson] = await Promise.all([
      preanswer(['replay'], { cwd, env }),
      preanswer(['replay', '--json'], { cwd, env }),
    ])
    expect(forPeople.exitCode).toBe(1)
    expect(forPeople.stdout).toContain('\n50 calls replayed, 13 would change.\n')
    expect(
      forPeople.stdout.match(/^ {2}assistant\.first_message\n {4}- "Dag\."\n {4}\+ "Goedendag\."$/gm),
    ).toHaveLength(13)

    const { replayed, changed } = JSON.parse(asJson.stdout)
    expect([asJson.exitCode, replayed]).toEqual([1, 50])
    const calls = JSON.parse((await preanswer(['calls', '--json'], { cwd, env })).stdout)
    const ids = calls.map(({ id }: { id: string }) => id).filter((_: string, index: number) => index % 4 === 0)
    expect(changed.map(({ id }: { id: string }) => id)).toEqual(ids)
    expect(changed[0]).toMatchObject({
      response: { before: 'assistant', after: 'assistant' },
      changes: [{ path: 'assistant.first_message', before: 'Dag.', after: 'Goedendag.' }],
    })

    const [one, , another] = callers.filter((caller) => gold.includes(caller))
    const some = await preanswer(['replay', '--from', String(one)], { cwd, env })
    expect(some.stdout).toContain('1 call replayed, 1 would change.')
    await writeFile(
      join(cwd, 'preanswer.config.yaml'),
      config(
        'Dag.',
        gold.filter((caller) => caller !== another),
      ),
    )
    // the facts are those of then: who is gold was found out by `identify`
    expect((await preanswer(['replay'], { cwd, env })).exitCode).toBe(0)
    const live = await preanswer(['replay', '--live', '--json'], { cwd, env })
    expect(live.exitCode).toBe(1)
    expect(JSON.parse(live.stdout).changed).toMatchObject([{ response: { before: 'assistant', after: 'default' } }])
  }, 60_000)

  it('lets each call ring at its own time, and sets those apart in which a tap had failed', async () => {
    let isDown = false
    const opening = { 'mon-fri': ['09:00-17:00'] }
    const entry = businessHours({ hours: opening, closed: { reject: 'Wij zijn gesloten.' } })
    const greeting = definePlugin({
      name: 'vip-model',
      setup(hooks) {
        hooks.identify.tap(() => ({ customer: { tier: 'all' } }))
        hooks.contribute.tap(() => (isDown ? Promise.reject(new Error()) : { firstMessage: 'Dag.' }))
      },
    })
    const plugins = [
      { use: 'business-hours', with: entry.with },
      { use: 'vip-model', with: { tiers: everybody } },
    ]
    const cwd = await createFolder({
      'preanswer.config.json': { unsigned: true, timeZone: 'Europe/Amsterdam', plugins },
    })
    const store = openStore(join(cwd, 'kept.db'))
    const [key] = readKeys(env.PREANSWER_RECORD_KEY)
    const host = await createHost(
      { unsigned: true, timeZone: 'Europe/Amsterdam', plugins: [entry, greeting()] },
      { log: silent, onExchange: (exchange) => store.add(toRow(exchange, key)) },
    )
    const message = { type: 'assistant-request', customer: { number: callers[0] } }
    const ringAt = (at: string) =>
      host.answer({ headers: {}, body: JSON.stringify({ message }), trusted: true, receivedAt: Date.parse(at) })
    await ringAt('2026-03-25T12:00:00+01:00')
    await ringAt('2026-03-25T22:00:00+01:00')
    isDown = true
    await ringAt('2026-03-25T12:10:00+01:00')
    await host.close()
    store.close()
    const { exitCode, stdout } = await preanswer(['replay', '--file', 'kept.db', '--json'], { cwd, env })
    expect({ exitCode, ...JSON.parse(stdout) }).toMatchObject({
      exitCode: 0,
      replayed: 3,
      changed: [],
      notCompared: [{ apart: ['vip-model failed'], changes: [{ path: 'assistant' }] }],
    })
  })

  it('fails where there is nothing to compare', async () => {
    const cwd = await recorded(config('Dag.'), callers.slice(0, 1))
    const none = await preanswer(['replay', '--until', '1d'], { cwd, env })
    expect(none).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringContaining('nothing was compared') })
    const wrongKey = await preanswer(['replay'], { cwd })
    expect(wrongKey).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringContaining('PREANSWER_RECORD_KEY') })
  })
})
