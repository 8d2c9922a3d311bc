import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { describe, expect, it, onTestFinished } from 'vitest'
import { soon, startHost } from '../../test/host.ts'
import { customerLookup } from '../index.ts'

const fields = { number: 'phone', id: 'id', name: 'name' }
const query = 'SELECT * FROM customers WHERE phone IN ({e164}, {national})'

async function createFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'preanswer-sqlite-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

function fill(file: string, name: string): Database.Database {
  const database = new Database(file)
  database.exec('CREATE TABLE customers (id INTEGER, phone TEXT, name TEXT)')
  database.prepare('INSERT INTO customers VALUES (?, ?, ?)').run(1, '0612345678', name)
  return database
}

function lookup(options: object = {}) {
  return customerLookup({ sqlite: { file: 'crm.db', query }, fields, country: 'NL', ...options })
}

describe('customerLookup with SQLite', () => {
  it('finds a customer, and nobody', async () => {
    const folder = await createFolder()
    fill(join(folder, 'crm.db'), 'Anna Jansen').close()
    const host = await startHost(lookup(), folder)
    expect(host.findings.map(({ code }) => code)).not.toContain('source-down')
    expect(await host.call()).toMatchObject({ customer: { id: '1', name: 'Anna Jansen' }, tap: { notes: ['hit'] } })
    expect(await host.call('+31687654321')).toMatchObject({ customer: undefined, tap: { notes: ['miss'] } })
  })

  it('asks once for 50 calls at once', async () => {
    const folder = await createFolder()
    fill(join(folder, 'crm.db'), 'Anna Jansen').close()
    const host = await startHost(lookup(), folder)
    const calls = await Promise.all(Array.from({ length: 50 }, () => host.call()))
    expect(calls.map(({ customer }) => customer?.name)).toEqual(calls.map(() => 'Anna Jansen'))
  })

  it('reads another database when it takes the place of the first', async () => {
    const folder = await createFolder()
    fill(join(folder, 'crm.db'), 'Anna Jansen').close()
    const host = await startHost(lookup({ cache: { hitMs: 1, staleMs: 1 } }), folder)
    await host.call()
    fill(join(folder, 'new.db'), 'Anna Smit').close()
    await rename(join(folder, 'new.db'), join(folder, 'crm.db'))
    expect((await host.call('+31687654321')).tap.notes).toEqual(['miss'])
    await expect.poll(async () => (await host.call()).customer?.name, soon).toBe('Anna Smit')
  })

  it('starts without the database, says so, and asks it when it is there', async () => {
    const folder = await createFolder()
    const host = await startHost(lookup(), folder)
    expect(host.findings).toContainEqual(expect.objectContaining({ code: 'source-down', severity: 'warning' }))
    expect((await host.call()).tap).toMatchObject({ outcome: 'unchanged', notes: ['source-down'] })
    fill(join(folder, 'crm.db'), 'Anna Jansen').close()
    expect((await host.call()).customer?.name).toBe('Anna Jansen')
  })

  it.each([
    { what: 'a file that is no database', content: 'garbage '.repeat(1_000), note: 'source-down' },
    { what: 'a query that the database does not understand', content: '', note: 'source-refuses' },
  ])('reports $what', async ({ content, note }) => {
    const folder = await createFolder()
    await writeFile(join(folder, 'crm.db'), content)
    const host = await startHost(lookup(), folder)
    expect(host.findings).toContainEqual(expect.objectContaining({ code: note }))
    expect((await host.call()).tap.notes).toEqual([note])
  })

  it('answers a call in time while somebody else holds the database', async () => {
    const folder = await createFolder()
    const writer = fill(join(folder, 'crm.db'), 'Anna Jansen')
    const host = await startHost({ ...lookup({ timeoutMs: 100 }), budgetMs: 500 }, folder)
    writer.exec('BEGIN EXCLUSIVE')
    expect((await host.call()).tap).toMatchObject({ outcome: 'unchanged', notes: ['source-slow'] })
    writer.exec('COMMIT')
    writer.close()
    await expect.poll(async () => (await host.call()).customer?.name, soon).toBe('Anna Jansen')
  })

  it('ends a query that takes for ever, and asks again', async () => {
    const endless = '(WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n)'
    const query = `SELECT name, phone, ${endless} FROM customers WHERE phone = {national}`
    const folder = await createFolder()
    fill(join(folder, 'crm.db'), 'Anna Jansen').close()
    const options = { sqlite: { file: 'crm.db', query }, timeoutMs: 100 }
    const host = await startHost({ ...lookup(options), budgetMs: 1_000 }, folder)
    expect((await host.call()).tap).toMatchObject({ outcome: 'unchanged', notes: ['source-slow'] })
    // no row has this number, so nothing is counted
    await expect.poll(async () => (await host.call('+31687654321')).tap.notes, soon).toContain('miss')
  })

  it.each(['DELETE FROM customers WHERE phone = {e164}', 'WITH gone AS (SELECT {e164}) DELETE FROM customers'])(
    'changes nothing: %s',
    async (statement) => {
      const folder = await createFolder()
      const database = fill(join(folder, 'crm.db'), 'Anna Jansen')
      const start = startHost(lookup({ sqlite: { file: 'crm.db', query: statement } }), folder)
      await start.then((host) => host.call()).catch(() => {})
      expect(database.prepare('SELECT count(*) AS n FROM customers').get()).toMatchObject({ n: 1 })
      database.close()
    },
  )
})
