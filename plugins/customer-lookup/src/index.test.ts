import type { RequestListener } from 'node:http'
import { simulateCall } from '@preanswer/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Crm, json, send, startCrm } from '../test/crm.ts'
import { patienceMs, soon, startHost } from '../test/host.ts'
import { customerLookup } from './index.ts'

const jansen = { id: 17, phone: '+31 6 12345678', name: 'Anna Jansen', plan: 'gold' }
const fields = { number: 'phone', id: 'id', name: 'name', tier: 'plan' }
const anna = { id: '17', name: 'Anna Jansen', tier: 'gold' }

function lookupIn(crm: Crm, options: object = {}) {
  return customerLookup({ http: { url: `${crm.url}/customers?phone={e164}` }, fields, ...options })
}

const tooLong = JSON.stringify({ name: 'A'.repeat(10_000_000) })

/** Ways in which a CRM fails, and the remark that each leaves. */
const failures: readonly { how: string; answer: RequestListener; note: string; budgetMs?: number }[] = [
  { how: 'is slow', answer: () => {}, note: 'source-slow', budgetMs: 100 },
  {
    how: 'breaks off in the middle',
    answer: (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
      response.write('{"name":', () => response.destroy())
    },
    note: 'source-down',
  },
  {
    how: 'sends garbage',
    answer: (_, response) => send(response, 200, { 'content-type': 'application/json' }, '{"name": "Anna'),
    note: 'answer-unreadable',
  },
  {
    how: 'sends a page in place of JSON',
    answer: (_, response) => send(response, 200, { 'content-type': 'text/html' }, '{}'),
    note: 'answer-unreadable',
  },
  {
    how: 'sends 10 MB',
    answer: (_, response) => send(response, 200, { 'content-type': 'application/json' }, tooLong),
    note: 'answer-too-large',
  },
  {
    how: 'redirects',
    answer: (_, response) => send(response, 302, { location: '/elsewhere' }),
    note: 'source-redirects',
  },
  { how: 'is asked too often', answer: (_, response) => send(response, 429, {}), note: 'source-busy' },
  { how: 'is being mended', answer: (_, response) => send(response, 503, {}), note: 'source-busy' },
  { how: 'is broken', answer: (_, response) => send(response, 500, {}), note: 'source-down' },
  { how: 'does not know us', answer: (_, response) => send(response, 401, {}), note: 'source-refuses' },
]

afterEach(() => vi.useRealTimers())

describe('customerLookup', () => {
  it('finds the customer of a number, and asks once for the calls after that', async () => {
    const crm = await startCrm(json([jansen]))
    const host = await startHost(lookupIn(crm))
    const first = await host.call()
    expect(first).toMatchObject({ customer: anna, tap: { outcome: 'used', notes: ['hit'] } })
    expect(await host.call()).toMatchObject({ customer: anna, tap: { notes: ['hit', 'cached'] } })
    expect(crm.requests).toEqual([{ method: 'GET', path: '/customers?phone=%2B31612345678', body: '' }])
  })

  it.each([
    { what: 'an empty list', answer: json([]) },
    { what: 'null', answer: json(null) },
    { what: '204', answer: (_: unknown, response: Parameters<RequestListener>[1]) => send(response, 204, {}) },
    { what: '404', answer: (_: unknown, response: Parameters<RequestListener>[1]) => send(response, 404, {}, 'no') },
  ])('takes $what for nobody, and remembers that', async ({ answer }) => {
    const crm = await startCrm(answer)
    const host = await startHost(lookupIn(crm))
    expect(await host.call()).toMatchObject({ customer: undefined, tap: { outcome: 'unchanged', notes: ['miss'] } })
    expect(await host.call()).toMatchObject({ tap: { notes: ['miss', 'cached'] } })
    expect(crm.requests).toHaveLength(1)
  })

  it('does not look for a caller who withholds the number', async () => {
    const crm = await startCrm(json([jansen]))
    const host = await startHost(lookupIn(crm))
    expect(await host.call(null)).toMatchObject({ customer: undefined, tap: { outcome: 'unchanged', notes: [] } })
    expect(crm.requests).toEqual([])
  })

  it('makes one request of 50 calls at once', async () => {
    const crm = await startCrm((request, response) => setImmediate(() => json([jansen])(request, response)))
    const host = await startHost(lookupIn(crm))
    const calls = await Promise.all(Array.from({ length: 50 }, () => host.call()))
    expect(calls.map(({ customer }) => customer)).toEqual(calls.map(() => anna))
    expect(crm.requests).toHaveLength(1)
  })

  it('does not trust a record in which the number is not the caller’s', async () => {
    const crm = await startCrm(json([{ ...jansen, phone: '06 87654321' }]))
    const host = await startHost(lookupIn(crm, { country: 'NL' }))
    expect(await host.call()).toMatchObject({ customer: undefined, tap: { notes: ['number-differs'] } })
  })

  it.each(failures)('answers a call in time when the CRM $how', async ({ answer, note, budgetMs = patienceMs }) => {
    const crm = await startCrm(answer)
    const host = await startHost({ ...lookupIn(crm), budgetMs })
    expect(await host.call()).toMatchObject({ customer: undefined, tap: { outcome: 'unchanged', notes: [note] } })
  })

  it.each(failures)('serves what it knew before when the CRM $how', async ({ answer, note, budgetMs = patienceMs }) => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const crm = await startCrm(json([jansen]))
    const cache = { hitMs: 60_000, staleMs: 600_000, staleWaitMs: budgetMs }
    const host = await startHost({ ...lookupIn(crm, { cache }), budgetMs: patienceMs })
    await host.call()
    vi.advanceTimersByTime(60_001)
    crm.answer = answer
    expect(await host.call()).toMatchObject({
      customer: anna,
      tap: { outcome: 'used', notes: ['hit', 'stale', note] },
    })
    vi.advanceTimersByTime(540_000)
    expect((await host.call()).customer).toBeUndefined()
  })

  it('serves what it knew before when nothing listens any more', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const crm = await startCrm(json([jansen]))
    const host = await startHost(lookupIn(crm))
    await host.call()
    await crm.stop()
    vi.advanceTimersByTime(300_001)
    expect(await host.call()).toMatchObject({ customer: anna, tap: { notes: ['hit', 'stale', 'source-down'] } })
    expect(await host.call('+31687654321')).toMatchObject({ customer: undefined, tap: { notes: ['source-down'] } })
  })

  it('lets an answer that came too late for one call serve the next', async () => {
    const late: (() => void)[] = []
    const crm = await startCrm((request, response) => void late.push(() => json([jansen])(request, response)))
    const host = await startHost({ ...lookupIn(crm), budgetMs: 100 })
    expect((await host.call()).tap.notes).toEqual(['source-slow'])
    for (const answer of late) answer()
    await vi.waitFor(async () => expect((await host.call()).customer).toEqual(anna), soon)
    expect(crm.requests).toHaveLength(1)
  })

  it('leaves a CRM alone for as long as it asks', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const crm = await startCrm((_, response) => send(response, 429, { 'retry-after': '30' }))
    const host = await startHost(lookupIn(crm))
    await host.call()
    vi.advanceTimersByTime(29_000)
    expect((await host.call()).tap.notes).toEqual(['source-busy'])
    expect(crm.requests).toHaveLength(1)
    crm.answer = json([jansen])
    vi.advanceTimersByTime(2_000)
    expect((await host.call()).customer).toEqual(anna)
  })

  it('logs when a CRM stops answering and when it answers again, without numbers, names or secrets', async () => {
    const crm = await startCrm((_, response) => send(response, 500, {}, '+31612345678 Anna Jansen'))
    const http = { url: `${crm.url}/customers/{digits}`, headers: { authorization: 'Bearer swordfish' } }
    const host = await startHost(customerLookup({ http, fields }))
    await host.call()
    await host.call('+31687654321')
    crm.answer = json([jansen])
    await host.call()
    const lines = host.logged().split('\n')
    expect(lines.filter((line) => line.includes('source of customers'))).toEqual([
      expect.stringContaining('"failure":"source-down","detail":"500"'),
      expect.stringContaining('answers again'),
    ])
    expect(host.logged()).not.toMatch(/12345678|Jansen|swordfish/)
  })

  it('gives up what is under way when the host closes', async () => {
    const gone: string[] = []
    const crm = await startCrm((_, response) => void response.on('close', () => gone.push('closed')))
    await simulateCall([lookupIn(crm)])
    await vi.waitFor(() => expect(gone).toEqual(['closed']), soon)
  })
})
