import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { json, send, startCrm } from '../../test/crm.ts'
import { soon, startHost } from '../../test/host.ts'
import { customerLookup } from '../index.ts'

const fields = { number: 'phone', name: 'name' }
const anna = { phone: '+31612345678', name: 'Anna' }

afterEach(() => vi.useRealTimers())

describe('customerLookup over HTTP', () => {
  it('posts JSON with the number in it, and takes the records from where they stand', async () => {
    const crm = await startCrm(json({ results: [{ properties: anna }] }))
    const http = {
      url: `${crm.url}/search`,
      headers: { authorization: 'Bearer swordfish', 'X-Team': 'sales' },
      body: { filters: [{ field: 'phone', value: '{significant}' }], limit: 3 },
      records: 'results.properties',
    }
    const host = await startHost(customerLookup({ http, fields }))
    expect((await host.call()).customer).toEqual({ name: 'Anna' })
    const body = '{"filters":[{"field":"phone","value":"612345678"}],"limit":3}'
    expect(crm.requests).toEqual([{ method: 'POST', path: '/search', body }])
    expect(crm.headers()).toMatchObject({
      accept: 'application/json',
      authorization: 'Bearer swordfish',
      'content-type': 'application/json',
      'user-agent': 'preanswer',
      'x-team': 'sales',
    })
  })

  it('sends the headers of the config in place of its own', async () => {
    const crm = await startCrm(json(anna))
    const headers = { Accept: 'application/vnd.crm+json', 'user-agent': 'acme' }
    const host = await startHost(customerLookup({ http: { url: `${crm.url}/{digits}`, headers }, fields }))
    await host.call()
    expect(crm.headers()).toMatchObject({ accept: 'application/vnd.crm+json', 'user-agent': 'acme' })
  })

  it.each(['application/json', 'application/json; charset=utf-8', 'application/hal+json', 'Application/JSON ;a=b'])(
    'reads %s',
    async (type) => {
      const crm = await startCrm((_, response) => send(response, 200, { 'content-type': type }, JSON.stringify(anna)))
      const host = await startHost(customerLookup({ http: { url: `${crm.url}/{digits}` }, fields }))
      expect((await host.call()).customer).toEqual({ name: 'Anna' })
    },
  )

  it('reads 256 KiB, and no more', async () => {
    const frame = JSON.stringify({ ...anna, note: '' }).length
    const sized = (bytes: number) => json({ ...anna, note: 'a'.repeat(bytes - frame) })
    const crm = await startCrm(sized(256 * 1024))
    const host = await startHost(
      customerLookup({ http: { url: `${crm.url}/{digits}` }, fields, cache: { hitMs: 1, staleMs: 1 } }),
    )
    expect((await host.call()).customer).toEqual({ name: 'Anna' })
    crm.answer = sized(256 * 1024 + 1)
    await expect.poll(async () => (await host.call()).tap.notes, soon).toEqual(['answer-too-large'])
  })

  it('counts what an answer has after decompression', async () => {
    const bomb = gzipSync(JSON.stringify({ ...anna, note: 'a'.repeat(50_000_000) }))
    const crm = await startCrm((_, response) =>
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(bomb),
    )
    const host = await startHost(customerLookup({ http: { url: `${crm.url}/{digits}` }, fields }))
    expect((await host.call()).tap.notes).toEqual(['answer-too-large'])
  })

  it.each([
    { header: '7', pauseMs: 7_000 },
    { header: '100000', pauseMs: 60_000 },
    { header: 'Thu, 01 Jan 2026 00:00:20 GMT', pauseMs: 20_000 },
    { header: 'soon', pauseMs: 1_000 },
    { header: undefined, pauseMs: 1_000 },
  ])('rests $pauseMs ms when it is told $header', async ({ header, pauseMs }) => {
    vi.useFakeTimers({ toFake: ['performance', 'Date'], now: Date.parse('2026-01-01T00:00:00Z') })
    const headers: Record<string, string> = header === undefined ? {} : { 'retry-after': header }
    const crm = await startCrm((_, response) => send(response, 429, headers))
    const host = await startHost(customerLookup({ http: { url: `${crm.url}/{digits}` }, fields }))
    await host.call()
    vi.advanceTimersByTime(pauseMs - 1)
    await host.call()
    expect(crm.requests).toHaveLength(1)
    vi.advanceTimersByTime(1)
    await host.call()
    expect(crm.requests).toHaveLength(2)
  })

  it('follows no redirect', async () => {
    const crm = await startCrm((_, response) => send(response, 307, { location: '/elsewhere' }))
    const http = { url: `${crm.url}/{digits}`, headers: { authorization: 'Bearer swordfish' } }
    const host = await startHost(customerLookup({ http, fields }))
    await host.call()
    expect(crm.requests.map(({ path }) => path)).toEqual(['/31612345678'])
  })
})
