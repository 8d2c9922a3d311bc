import { mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { callerFrom, reply } from '@preanswer/testing'
import { conformance } from '@preanswer/testing/vitest'
import Database from 'libsql'
import { afterAll, describe } from 'vitest'
import { customerLookup } from './index.ts'

const module = new URL('../dist/index.js', import.meta.url)
const customer = { phone: callerFrom('NL'), id: '17', name: 'Anna Jansen' }
const fields = { number: 'phone', id: 'id', name: 'name' }
const personal = [customer.name]

const baseDir = mkdtempSync(join(tmpdir(), 'preanswer-conformance-'))
afterAll(() => rm(baseDir, { recursive: true }))

describe('over HTTP', () => {
  conformance(customerLookup, {
    module,
    upstream: { 'GET /customers': reply.json([customer]) },
    options: ({ url }) => ({ http: { url: `${url}/customers?phone={e164}` }, fields, timeoutMs: 1_000 }),
    personal,
  })
})

describe('in SQLite', () => {
  const database = new Database(join(baseDir, 'crm.db'))
  database.exec('CREATE TABLE customers (phone TEXT, id TEXT, name TEXT)')
  database.prepare('INSERT INTO customers VALUES (?, ?, ?)').run(customer.phone, customer.id, customer.name)
  database.close()
  const sqlite = { file: 'crm.db', query: 'SELECT * FROM customers WHERE phone = {e164}' }
  conformance(customerLookup, { module, options: { sqlite, fields }, baseDir, personal })
})

describe('in a CSV file', () => {
  writeFileSync(join(baseDir, 'crm.csv'), `phone,id,name\n${customer.phone},${customer.id},${customer.name}\n`)
  conformance(customerLookup, {
    module,
    options: { csv: { file: 'crm.csv' }, fields, country: 'NL' },
    baseDir,
    personal,
  })
})
