import { once } from 'node:events'
import { get } from 'node:http'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { answerCall, entry, secret, silent } from '../test/webhook.ts'
import { createHost, type Entry, type HostOptions, type TapTrace } from './index.ts'

/** What plugins ask over the network: a server in a thread of its own, which answers while ours is held. */
const serverCode = `
  const { createServer } = require('node:http')
  const server = createServer((request, response) => setTimeout(() => response.end('gold'), Number(request.url.slice(1))))
  server.listen(0, '127.0.0.1', () => require('node:worker_threads').parentPort.postMessage(server.address().port))
`

/** ms. A quick tap has more than its answer takes on a busy machine, and less than the slow one holds the thread. */
const budgetMs = 500
const holdMs = 700
const answerMs = 100

let server: Worker
let port: number

beforeAll(async () => {
  server = new Worker(serverCode, { eval: true })
  ;[port] = (await once(server, 'message')) as [number]
})

afterAll(async () => {
  await server.terminate()
})

describe('a plugin that holds the thread among nine that wait for the network', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('is named, and no other is failed, at position %i', async (position) => {
    const taps = await tapsOf(entriesWith(() => hold(holdMs), position))
    expect(named(taps)).toContain('slow')
    expect(taps.filter(({ outcome }) => outcome !== 'used')).toEqual([])
  })

  it.each([1, 5, 10])('after an await is named where taps are followed, at position %i', async (position) => {
    const taps = await tapsOf(entriesWith(askAndHold, position), { blame: 'full' })
    expect(named(taps)).toContain('slow')
    expect(taps.filter(({ outcome, entry: name }) => outcome !== 'used' && name !== 'slow')).toEqual([])
  })

  it('for less than their budget takes nothing from what they have', async () => {
    const taps = await tapsOf(entriesWith(() => hold(budgetMs - answerMs / 2), 10))
    expect(named(taps)).toContain('slow')
    expect(taps.filter(({ outcome }) => outcome !== 'used')).toEqual([])
  })

  it('after an await has no name elsewhere, and fails no other either', async () => {
    const taps = await tapsOf(entriesWith(askAndHold, 5))
    expect(named(taps)).not.toContain('slow')
    expect(taps.filter(({ outcome, entry: name }) => outcome !== 'used' && name !== 'slow')).toEqual([])
  })
})

describe('blame: full', () => {
  it('counts what follows an await as time on the thread', async () => {
    const twice = async () => {
      hold(150)
      await null
      hold(150)
    }
    const [tap] = await tapsOf([entry('slow', (hooks) => hooks.contribute.tap(twice))], { blame: 'full' })
    expect(tap?.syncMs).toBeGreaterThanOrEqual(300)
  })
})

function entriesWith(slow: () => unknown, position: number): Entry[] {
  const quick = Array.from({ length: 9 }, (_, index) =>
    entry(`quick-${index}`, (hooks) =>
      hooks.contribute.tap(async () => ({ metadata: { [`tier${index}`]: await ask(answerMs) } })),
    ),
  )
  const holding = entry('slow', (hooks) =>
    hooks.contribute.tap(async () => {
      await slow()
      return { metadata: { slow: 'yes' } }
    }),
  )
  return quick.toSpliced(position - 1, 0, holding)
}

async function tapsOf(plugins: Entry[], options: HostOptions = {}): Promise<readonly TapTrace[]> {
  const config = { secrets: secret, budgets: { contribute: budgetMs }, plugins }
  const host = await createHost(config, { log: silent, ...options })
  onTestFinished(() => host.close())
  return (await answerCall(host)).trace?.taps ?? []
}

/** On a machine that is short of processors a quick tap may be kept from its own for as long, and is named as well. */
function named(taps: readonly TapTrace[]): string[] {
  return taps.filter(({ notes }) => notes.includes('held-the-thread')).map(({ entry: name }) => name)
}

function hold(ms: number): void {
  const until = performance.now() + ms
  while (performance.now() < until);
}

async function askAndHold(): Promise<void> {
  await ask(0)
  hold(holdMs)
}

/**
 * Asks over a connection of its own: more than one step.
 *
 * @param delayMs Before it is answered
 */
function ask(delayMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: `/${delayMs}`, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => resolve(text))
    }).on('error', reject)
  })
}
