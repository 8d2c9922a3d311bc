import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHost, definePlugin, type EndedExchange, type Host } from '@preanswer/core'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { fromRow } from './call-row.ts'
import { type RecordKey, readKeys } from './keys.ts'
import { createRecorder, type Recorder } from './recorder.ts'
import { openStore } from './store.ts'

const [key] = readKeys(randomBytes(32).toString('base64')) as [RecordKey]
const retention = { calls: 100, days: 7 }
const caller = '+31612345603'

interface Logged {
  readonly level: string
  readonly message: string
  readonly fields: Record<string, unknown>
}

interface Recording {
  /** Puts something in the place of the file */
  readonly prepare?: (file: string) => void
  readonly keys?: readonly RecordKey[]
}

/** A recorder of a new folder, and a host that tells it what it does. */
async function record({ prepare, keys = [key] }: Recording = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'preanswer-record-'))
  const file = join(folder, 'calls.db')
  prepare?.(file)
  const lines: Logged[] = []
  const write = (level: string) => (fields: object, message: string) =>
    void lines.push({ level, message, fields: { ...fields } })
  const log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
  const recorder = createRecorder({ file, retention, key: keys[0] }, log)
  const host = await createHost(
    { unsigned: true, plugins: [greeting()] },
    { log: silent, onExchange: (exchange) => recorder.onExchange(exchange) },
  )
  onTestFinished(async () => {
    await host.close()
    await recorder.close()
    await rm(folder, { recursive: true })
  })
  return { file, lines, recorder, host }
}

const greeting = definePlugin({
  name: 'greeting',
  setup: (hooks) => {
    hooks.identify.tap(() => ({ customer: { name: 'Jansen' } }))
    hooks.contribute.tap(({ facts }) => ({ firstMessage: `Dag ${facts.customer?.name}.` }))
  },
})

const silent = { debug() {}, info() {}, warn() {}, error() {} }

let calls = 0

function ring(host: Host, fields: object = {}, headers = {}): Promise<{ body: string }> {
  calls += 1
  const numbers = { customer: { number: caller }, phone_number: { number: '+31201234567' } }
  const message = { type: 'assistant-request', call: { id: `a-call-id-${calls}` }, ...numbers, ...fields }
  return host.answer({ headers, body: JSON.stringify({ message }), trusted: true })
}

/** All that is in the file. */
function recorded(file: string) {
  const store = openStore(file)
  const calls = store.find({}).map((row) => fromRow(row, [key]))
  store.close()
  return calls
}

/** Lets the process take messages, and do nothing with them. */
function stop({ pid = 0 }: Recorder): void {
  process.kill(pid, 'SIGSTOP')
}

/** Waits until the host has told what it answered: off the clock of the call. */
async function isTold(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate)
}

/** Lets fake time pass until something has happened in another process. */
async function timePasses(hasHappened: () => boolean): Promise<void> {
  const look = async () => {
    await vi.advanceTimersByTimeAsync(1_000)
    return hasHappened()
  }
  await vi.waitUntil(look, 20_000)
}

/** Closes the host and the recorder, as a host does that ends. */
async function finish({ host, recorder }: { host: Host; recorder: Recorder }): Promise<void> {
  await host.close()
  await recorder.close()
}

describe('createRecorder', () => {
  it('keeps calls whole under a key, without what proves who sent them', async () => {
    const recording = await record()
    await recording.recorder.begin()
    const headers = { 'content-type': 'application/json', authorization: 'Bearer x', 'x-webhook-signature': 'sha256=y' }
    const { body } = await ring(recording.host, {}, headers)
    await finish(recording)
    const [call] = recorded(recording.file)
    expect(call).toMatchObject({
      line: 'default',
      response: 'assistant',
      trace: { response: { owners: { firstMessage: 'greeting' } } },
      detail: {
        caller,
        facts: { customer: { name: 'Jansen' } },
        response: body,
        draft: { firstMessage: 'Dag Jansen.' },
      },
    })
    expect(call?.detail?.request.headers).toEqual({ 'content-type': 'application/json' })
    expect(JSON.parse(call?.detail?.request.body ?? '')).toMatchObject({ message: { customer: { number: caller } } })
    expect(readFileSync(recording.file).includes('Jansen')).toBe(false)
  })

  it('keeps traces only without a key: nothing of the caller is in the file', async () => {
    const recording = await record({ keys: [] })
    await recording.recorder.begin()
    await ring(recording.host)
    await finish(recording)
    const [call] = recorded(recording.file)
    expect(call).toMatchObject({ trace: { taps: [{ entry: 'greeting' }, { entry: 'greeting' }] } })
    expect(call).not.toHaveProperty('detail')
    const bytes = readFileSync(recording.file, 'latin1')
    expect(['Jansen', '612345603', '201234567', 'a-call-id'].filter((text) => bytes.includes(text))).toEqual([])
  })

  it('keeps calls that come before the file is open, and no other events', async () => {
    const recording = await record()
    await ring(recording.host)
    await recording.host.answer({ headers: {}, body: '{"message":{"type":"status-update"}}', trusted: true })
    await recording.recorder.begin()
    await ring(recording.host)
    await finish(recording)
    expect(recorded(recording.file)).toHaveLength(2)
  })

  it('keeps of a call that is too large only the trace', async () => {
    const recording = await record()
    await recording.recorder.begin()
    const huge = { receivedAt: Date.now(), request: { headers: {}, body: 'x'.repeat(3 * 1024 * 1024) } }
    const trace = { id: 'huge', receivedAt: Date.now(), line: 'default', response: { kind: 'assistant' } }
    recording.recorder.onExchange({ event: 'assistant-request', trace, detail: huge } as unknown as EndedExchange)
    await ring(recording.host, { filler: 'x'.repeat(200_000) })
    await finish(recording)
    expect(recorded(recording.file).map((call) => call?.detail !== undefined)).toEqual([false, true])
  })

  it('says that it cannot open the file, answers all the same, and records once it can', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const recording = await record({ prepare: (file) => writeFileSync(file, 'garbage '.repeat(1_000)) })
    await recording.recorder.begin()
    expect(recording.lines).toContainEqual(
      expect.objectContaining({ level: 'error', fields: expect.objectContaining({ code: 'SQLITE_NOTADB' }) }),
    )
    expect((await ring(recording.host)).body).toContain('Dag Jansen.')
    await rm(recording.file)
    await timePasses(() => recording.lines.some(({ message }) => message === 'calls are recorded again'))
    await finish(recording)
    expect(recorded(recording.file)).toHaveLength(1)
  })

  it('starts another process when its own is killed, and tells how many calls were lost', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const recording = await record()
    await recording.recorder.begin()
    stop(recording.recorder)
    expect((await ring(recording.host)).body).toContain('Dag Jansen.')
    await isTold()
    process.kill(recording.recorder.pid ?? 0, 'SIGKILL')
    await timePasses(() => recording.lines.some(({ message }) => message === 'calls are recorded again'))
    await ring(recording.host)
    await finish(recording)
    expect(recorded(recording.file)).toHaveLength(1)
    expect(recording.lines).toContainEqual(expect.objectContaining({ fields: { calls: 1, reason: 'process-ended' } }))
  })

  it('drops what comes when too many wait, and tells how many', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const recording = await record()
    await recording.recorder.begin()
    stop(recording.recorder)
    await ring(recording.host)
    await isTold()
    const trace = { id: 'a', receivedAt: Date.now(), line: 'default', response: { kind: 'assistant' } }
    const exchange = { event: 'assistant-request', trace, detail: { request: { headers: {} } } }
    for (let call = 0; call < 1_005; call += 1) recording.recorder.onExchange(exchange as unknown as EndedExchange)
    expect(recording.lines.map(({ fields }) => fields)).toEqual([{ calls: 1, reason: 'too-many-wait' }])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(recording.lines.at(1)?.fields).toEqual({ calls: 5, reason: 'too-many-wait' })
    process.kill(recording.recorder.pid ?? 0, 'SIGCONT')
    await finish(recording)
    // all the others have one id
    expect(recorded(recording.file)).toHaveLength(2)
  })

  it.runIf(existsSync('/dev/full'))('says so when the disk is full', async () => {
    const recording = await record({ prepare: (file) => symlinkSync('/dev/full', file) })
    await recording.recorder.begin()
    expect((await ring(recording.host)).body).toContain('Dag Jansen.')
    await finish(recording)
    expect(recording.lines.map(({ fields }) => fields.code ?? fields.reason)).toEqual(['SQLITE_FULL', 'closed'])
  })
})
