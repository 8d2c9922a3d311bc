import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { patienceMs, soon, startHost } from '../../test/host.ts'
import { type Cluster, createCluster, postgresPrograms } from '../../test/postgres.ts'
import { customerLookup } from '../index.ts'

const fields = { number: 'phone', id: 'id', name: 'name', attributes: { since: 'since' } }
const query = 'SELECT id, phone, name, since FROM customers WHERE phone IN ({e164}, {national}) -- both forms;'

afterEach(() => vi.useRealTimers())

describe.skipIf(postgresPrograms === undefined)('customerLookup with PostgreSQL', { timeout: 60_000 }, () => {
  let cluster: Cluster
  beforeAll(async () => {
    cluster = await createCluster(postgresPrograms ?? '')
    await cluster.run(`
      CREATE TABLE customers (id bigint, phone text, name text, since timestamptz);
      INSERT INTO customers VALUES (9007199254740993, '06 12345678', 'Somebody else', NULL),
        (9007199254740993, '0612345678', 'Anna Jansen', '2020-03-01T00:00:00Z');
      CREATE ROLE reader LOGIN;
    `)
  }, 120_000)
  afterAll(() => cluster?.remove())

  function lookup(options: object = {}) {
    const { postgres, ...rest } = { postgres: {}, ...options }
    const given = { postgres: { url: cluster.url, query, ...postgres }, fields, country: 'NL', ...rest }
    return customerLookup(given)
  }

  it('finds a customer, and nobody', async () => {
    const host = await startHost(lookup())
    expect(host.findings.map(({ code }) => code)).not.toContain('source-refuses')
    expect(await host.call()).toMatchObject({
      customer: { id: '9007199254740993', name: 'Anna Jansen', attributes: { since: '2020-03-01T00:00:00.000Z' } },
      tap: { notes: ['hit'] },
    })
    expect(await host.call('+31687654321')).toMatchObject({ customer: undefined, tap: { notes: ['miss'] } })
  })

  it('asks once for 50 calls at once', async () => {
    await cluster.run('CREATE SEQUENCE asked')
    const counting = `SELECT nextval('asked') AS n, phone, name FROM customers WHERE phone = {national}`
    const host = await startHost(lookup({ postgres: { query: counting }, fields: { number: 'phone', name: 'name' } }))
    const calls = await Promise.all(Array.from({ length: 50 }, () => host.call()))
    expect(calls.map(({ customer }) => customer?.name)).toEqual(calls.map(() => 'Anna Jansen'))
    const checking = `SELECT nextval('asked')::text AS id, {e164} AS phone`
    const other = await startHost(lookup({ postgres: { query: checking }, fields: { id: 'id', number: 'phone' } }))
    // the first host took one for all its calls, the second one for its question at start
    expect((await other.call()).customer?.id).toBe('3')
  })

  it.each([
    {
      what: 'does not understand the query',
      postgres: { query: 'SELECT nonsense FROM customers WHERE phone = {e164}' },
    },
    { what: 'lets nobody read the table', user: 'reader' },
    { what: 'does not know the user', user: 'stranger' },
  ])('reports a database that $what', async ({ postgres, user }) => {
    const url = user === undefined ? cluster.url : cluster.url.replace('owner', user)
    const host = await startHost(lookup({ postgres: { url, ...postgres } }))
    expect(host.findings).toContainEqual(expect.objectContaining({ code: 'source-refuses', severity: 'warning' }))
    expect((await host.call()).tap).toMatchObject({ outcome: 'unchanged', notes: ['source-refuses'] })
  })

  it('takes a query for a question only', async () => {
    const deleting = 'WITH gone AS (DELETE FROM customers WHERE phone = {national} RETURNING *) SELECT * FROM gone'
    const host = await startHost(lookup({ postgres: { query: deleting } }))
    expect((await host.call()).tap.notes).toEqual(['source-refuses'])
    expect((await (await startHost(lookup())).call()).customer?.name).toBe('Anna Jansen')
  })

  it('ends a query that takes too long, there too', async () => {
    const slow = 'SELECT pg_sleep(3600), {e164} AS phone'
    const host = await startHost(lookup({ postgres: { query: slow }, timeoutMs: 100 }))
    expect(host.findings).toContainEqual(expect.objectContaining({ code: 'source-slow' }))
    expect((await host.call()).tap).toMatchObject({ outcome: 'unchanged', notes: ['source-slow'] })
    const counting = `SELECT count(*) AS id, {e164} AS phone FROM pg_stat_activity WHERE query LIKE '%pg_sleep(3600)%' AND state = 'active' AND pid <> pg_backend_pid()`
    const other = await startHost(
      lookup({ postgres: { query: counting }, fields: { id: 'id' }, cache: { hitMs: 1, staleMs: 1 } }),
    )
    await expect.poll(async () => (await other.call()).customer?.id, soon).toBe('0')
  })

  it('answers a call in time when whoever listens says nothing', async () => {
    const server = createServer(() => {}).listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const url = `postgres://owner@127.0.0.1:${(server.address() as AddressInfo).port}/postgres`
    const host = await startHost({ ...lookup({ postgres: { url }, timeoutMs: 100 }), budgetMs: 500 })
    expect(host.findings).toContainEqual(expect.objectContaining({ code: expect.stringMatching(/^source-/) }))
    const { tap } = await host.call()
    expect(tap.outcome).toBe('unchanged')
    expect(tap.notes).toEqual([expect.stringMatching(/^source-(?:slow|down)$/)])
  })

  it('serves what it knew before while the database is down, and asks it again when it is back', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const host = await startHost(lookup({ cache: { hitMs: 60_000, staleWaitMs: patienceMs } }))
    await host.call()
    await cluster.stop()
    vi.advanceTimersByTime(60_001)
    expect(await host.call()).toMatchObject({
      customer: { name: 'Anna Jansen' },
      tap: { outcome: 'used', notes: ['hit', 'stale', 'source-down'] },
    })
    expect((await host.call('+31687654321')).tap.notes).toEqual(['source-down'])
    await cluster.start()
    await vi.waitFor(async () => expect((await host.call()).tap.notes).toEqual(['hit']), soon)
  })
})
