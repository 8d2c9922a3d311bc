import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { ringing, secret, webhook } from '../../test/webhook.ts'
import { createHost, type Entry, type Host, type PluginFactory, type TapTrace } from '../index.ts'

const baseDir = fileURLToPath(new URL('../../test', import.meta.url))
const lines: { level: string; fields: object; message: string }[] = []
const write = (level: string) => (fields: object, message: string) => void lines.push({ level, fields, message })
const log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }

/** An entry that does what the id of a call says, with time for a worker to start on a machine that is busy. */
const faulty: Entry = { use: './plugins/faulty.js', isolate: 'worker', budgetMs: 3_000, breaker: false }

function start(...plugins: Entry[]): Promise<Host> {
  return createHost({ secrets: secret, plugins }, { log, baseDir })
}

/** The paths of a config's problems. */
async function problemsOf(entry: Entry): Promise<string[]> {
  const error = await start(entry).then(
    async (host) => host.close(),
    (thrown) => thrown,
  )
  return (error?.issues ?? []).map(({ path }: { path: unknown[] }) => path.join('.'))
}

async function ask(host: Host, id: string): Promise<{ body: string; taps: readonly TapTrace[] }> {
  const { body, trace } = await host.answer(webhook(ringing({ id })))
  return { body, taps: trace?.taps ?? [] }
}

async function outcomeOf(host: Host, id: string): Promise<string | undefined> {
  return (await ask(host, id)).taps[0]?.outcome
}

async function bothReady(host: Host): Promise<void> {
  await vi.waitFor(() => expect(host.health().entries[0]?.workers?.ready).toBe(2), { timeout: 15_000 })
}

/** Why workers have ended. */
function reasons(): unknown[] {
  const ended = lines.filter(({ message }) => message === 'a worker has ended')
  return ended.map(({ fields }) => (fields as { reason?: unknown }).reason)
}

describe('an isolated entry', () => {
  let inline: Host
  let isolated: Host

  beforeAll(async () => {
    // the plugin is JavaScript, as those that people install
    const { faulty: use }: { faulty: PluginFactory } = await import(
      new URL('../../test/plugins/faulty.js', import.meta.url).href
    )
    inline = await start({ ...faulty, use, isolate: 'none' })
    isolated = await start(faulty)
  }, 30_000)

  afterAll(async () => {
    await Promise.all([inline.close(), isolated.close()])
  })

  it.each(['ordinary', 'slow', 'notes', 'throws', 'text', 'nothing', 'cycle', 'getter', 'date'])(
    'answers and fails as inline: %s',
    async (fault) => {
      const [one, other] = await Promise.all([ask(inline, `${fault}-1`), ask(isolated, `${fault}-1`)])
      expect(other.body).toBe(one.body)
      const seen = ({ taps: [tap] }: typeof one) => [
        tap?.outcome,
        tap?.reason,
        tap?.error?.code,
        tap?.error?.name,
        tap?.notes,
        tap?.set,
      ]
      expect(seen(other)).toEqual(seen(one))
    },
  )

  it('tells the tap in the worker whether the call is only tried', async () => {
    expect((await ask(isolated, 'tried-1')).body).toContain('Real.')
    const { body } = await isolated.answer(webhook(ringing({ id: 'tried-2' }), { rehearsal: {} }))
    expect(body).toContain('Tried.')
  })

  it('takes the taps of many calls at once', async () => {
    const outcomes = await Promise.all(Array.from({ length: 50 }, (_, call) => outcomeOf(isolated, `slow-many${call}`)))
    expect(new Set(outcomes)).toEqual(new Set(['used']))
  })

  it('tells the tap in the worker when its time is over, and counts what it says later', async () => {
    const host = await start({ ...faulty, budgetMs: 30 })
    onTestFinished(() => host.close())
    expect(await outcomeOf(host, 'untilaborted-1')).toBe('timed-out')
    await vi.waitFor(() => expect(host.health().entries[0]?.late).toBe(1))
  })

  it('has two workers also where one ends before the other is set up', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'preanswer-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const host = await start({ ...faulty, with: { inSetup: 'once', flag: join(folder, 'flag') } })
    onTestFinished(() => host.close())
    await bothReady(host)
  })

  it('tells the tap in a worker that came back when another has answered', async () => {
    const host = await start(faulty)
    onTestFinished(() => host.close())
    await ask(host, 'mark-1')
    const held = ask(host, 'hold-1')
    expect((await ask(host, 'unlessmarked-1')).body).toContain('Not marked.')
    await held
    await vi.waitFor(() => expect(lines).toContainEqual(expect.objectContaining({ message: 'let go' })))
  })

  it('leaves a tap that holds its thread its whole budget, and says so', async () => {
    const { body, taps } = await ask(isolated, 'busy-1')
    expect(body).toContain('Thank you for waiting.')
    expect(taps[0]).toMatchObject({ outcome: 'used', notes: ['held-the-thread'] })
  })
})

describe('a worker that is lost', () => {
  let brief: Host
  let patient: Host

  beforeAll(async () => {
    brief = await start({ ...faulty, budgetMs: 1_500 })
    // on a busy machine it takes a while to fill a memory
    patient = await start({ ...faulty, budgetMs: 3_500, isolate: { worker: { memoryMb: 64 } } })
  }, 30_000)

  afterAll(async () => {
    await Promise.all([brief.close(), patient.close()])
  })

  it.each([
    { fault: 'loop', how: 'a loop without end', outcome: 'timed-out', reason: 'held' },
    { fault: 'awaited', how: 'a loop after an await', outcome: 'timed-out', reason: 'held' },
    { fault: 'exit', how: 'process.exit', outcome: 'failed', reason: 'exited' },
    { fault: 'timer', how: 'an error in a timer', outcome: 'failed', reason: 'threw' },
    { fault: 'array', how: 'arrays without end', outcome: 'failed', reason: 'out-of-memory' },
    { fault: 'map', how: 'a Map without end', outcome: 'failed', reason: 'out-of-memory' },
    { fault: 'buffers', how: 'memory outside of the heap', outcome: 'failed', reason: 'out-of-memory' },
  ])(
    'by $how costs its own tap; those beside it run again, and the next call is answered',
    async (row) => {
      const host = row.reason === 'out-of-memory' ? patient : brief
      await bothReady(host)
      lines.length = 0
      const beside = [1, 2, 3, 4, 5].map((call) => outcomeOf(host, `slow-${row.fault}${call}`))
      const [{ taps }, ...others] = await Promise.all([ask(host, `${row.fault}-1`), ...beside])
      expect(others).toEqual(['used', 'used', 'used', 'used', 'used'])
      expect(taps[0]?.outcome).toBe(row.outcome)
      await vi.waitFor(() => expect(reasons()).toContain(row.reason), { timeout: 5_000 })
      expect(await outcomeOf(host, `ordinary-${row.fault}`)).toBe('used')
    },
    30_000,
  )

  it('is logged without what the error says', async () => {
    await bothReady(brief)
    lines.length = 0
    await ask(brief, 'timer-logged')
    await vi.waitFor(() => expect(reasons()).toContain('threw'))
    const fields = { entry: 'faulty', reason: 'threw', name: 'TypeError', frames: expect.any(Array) }
    expect(lines).toContainEqual({ level: 'warn', fields, message: 'a worker has ended' })
    expect(JSON.stringify(lines)).not.toContain('612345678')
  }, 30_000)
})

describe('a worker that holds more and more', () => {
  it('is replaced without a loss', async () => {
    const host = await start({ ...faulty, isolate: { worker: { memoryMb: 64 } } })
    onTestFinished(() => host.close())
    lines.length = 0
    for (let call = 0; call < 10; call += 1) expect(await outcomeOf(host, `leak-${call}`)).toBe('used')
    expect(lines.map(({ message }) => message)).toContain('a worker holds more memory than it may, and is replaced')
    expect(host.health().entries[0]?.workers?.lost).toBe(0)
  })
})

describe('three isolated entries that fail at once', () => {
  it('cost nobody else anything: not the call, not those beside it, not the next', async () => {
    const greet = (name: string, greeting: string): Entry => ({ ...faulty, name, with: { greeting }, budgetMs: 1_500 })
    const host = await start(
      greet('first', 'one'),
      { ...greet('loop', 'two'), with: { greeting: 'two', only: 'loop' } },
      { ...greet('exit', 'three'), with: { greeting: 'three', only: 'exit' } },
      { ...greet('memory', 'four'), with: { greeting: 'four', only: 'array' } },
      greet('last', 'five'),
    )
    onTestFinished(() => host.close())
    const calls = await Promise.all([
      ask(host, 'all-1'),
      ...Array.from({ length: 20 }, (_, call) => ask(host, `slow-beside${call}`)),
    ])
    const outcomes = calls.map(({ taps }) => taps.map(({ outcome }) => outcome).join(' '))
    expect(outcomes[0]).toMatch(/^used (?:timed-out|failed) failed (?:timed-out|failed) used$/)
    expect(new Set(outcomes.slice(1))).toEqual(new Set(['used used used used used']))
    expect((await ask(host, 'all-2')).body).toContain('five')
  }, 60_000)
})

describe('the config of an isolated entry', () => {
  it.each<{ what: string; entry: Entry; paths: string[] }>([
    { what: 'a plugin instead of its name', entry: { ...faulty, use: (() => {}) as never }, paths: ['plugins.0.use'] },
    { what: 'a path where nothing is', entry: { ...faulty, use: './plugins/none.js' }, paths: ['plugins.0.use'] },
    { what: 'a package that is not installed', entry: { ...faulty, use: 'not-there' }, paths: ['plugins.0.use'] },
    { what: 'a module without a plugin', entry: { ...faulty, use: './plugins/empty.js' }, paths: ['plugins.0.use'] },
    {
      what: 'a module that ends its process',
      entry: { ...faulty, use: './plugins/exits.js' },
      paths: ['plugins.0.use'],
    },
    {
      what: 'options that are no data',
      entry: { ...faulty, with: { at: [new Date()] } },
      paths: ['plugins.0.with.at.0'],
    },
    {
      what: 'wrong options',
      entry: { ...faulty, with: { greeting: 7, only: 5 } },
      paths: ['plugins.0.with.only', 'plugins.0.with.greeting'],
    },
    {
      what: 'a cap that is none',
      entry: { ...faulty, isolate: { worker: { memoryMb: 1 } } },
      paths: ['plugins.0.isolate.worker.memoryMb'],
    },
    { what: 'a setup that throws', entry: { ...faulty, with: { inSetup: 'throws' } }, paths: ['plugins.0'] },
    { what: 'a setup that ends its process', entry: { ...faulty, with: { inSetup: 'exit' } }, paths: ['plugins.0'] },
  ])('is refused with $what', async ({ entry, paths }) => {
    expect((await problemsOf(entry)).sort()).toEqual(paths.sort())
  })

  it('gives its taps time for another worker to take over, where nothing else is said', async () => {
    const host = await start(
      { use: './plugins/faulty.js', isolate: 'worker' },
      { ...faulty, name: 'own', budgetMs: 7 },
      {
        use: './plugins/quick.js',
        isolate: 'worker',
        name: 'quick',
      },
    )
    onTestFinished(() => host.close())
    const contribute = host.plan.hooks.find(({ hook }) => hook === 'contribute')
    expect(contribute?.taps.map(({ budgetMs }) => budgetMs)).toEqual([800, 7, 100])
  })
})

describe('a setup in a worker', () => {
  it('that meets an outage is tried again later, as inline', async () => {
    const host = await start({ ...faulty, with: { inSetup: 'refused' } })
    onTestFinished(() => host.close())
    expect(host.health().entries[0]).toMatchObject({ degraded: { outage: 'ECONNREFUSED' }, workers: { ready: 0 } })
  })
})

describe('close', () => {
  it('lets the plugin release what it took, in both workers', async () => {
    const host = await start({ ...faulty, with: { inSetup: 'log' } })
    await host.close()
    const released = lines.filter(({ message }) => message === 'released')
    expect(released).toEqual(
      Array(2).fill({ level: 'info', fields: { entry: 'faulty', number: '[number]' }, message: 'released' }),
    )
  })
})

describe('host.reload', () => {
  it('ends the workers of the old config, and answers from those of the new one', async () => {
    const threads = () => process.getActiveResourcesInfo().filter((kind) => kind === 'MessagePort').length
    const before = threads()
    const host = await start({ ...faulty, with: { greeting: 'Hello.' } })
    const ofOne = threads() - before
    for (const [index, greeting] of ['Good day.', 'Good evening.'].entries()) {
      await host.reload({ secrets: secret, plugins: [{ ...faulty, with: { greeting } }] })
      expect((await ask(host, `quick-${index}`)).body).toContain(greeting)
    }
    await vi.waitFor(() => expect(threads() - before).toBeLessThanOrEqual(ofOne), { timeout: 10_000 })
    await host.close()
    await vi.waitFor(() => expect(threads() - before).toBe(0), { timeout: 10_000 })
  })
})
