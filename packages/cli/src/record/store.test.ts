import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { CallRow } from './call-row.ts'
import { type CallFilter, type CallStore, openStore } from './store.ts'

const now = Date.now()
const [alice, bob] = [Buffer.from('mark of Alice'), Buffer.from('mark of Bob')]

/** A file in a folder of its own, and how to open it; all is gone after the test. */
function newFile(): { file: string; open: () => CallStore } {
  const folder = mkdtempSync(join(tmpdir(), 'preanswer-store-'))
  const open: CallStore[] = []
  onTestFinished(() => {
    for (const store of open) store.close()
    rmSync(folder, { recursive: true })
  })
  const file = join(folder, 'calls.db')
  return {
    file,
    open() {
      const store = openStore(file)
      open.push(store)
      return store
    },
  }
}

function row(fields: Partial<CallRow> = {}): CallRow {
  const id = fields.id ?? randomUUID()
  const text = Buffer.from(`record of ${id}`)
  return {
    id,
    receivedAt: now,
    line: 'default',
    response: 'assistant',
    caller: null,
    keyId: 'key',
    record: text,
    ...fields,
  }
}

describe('openStore', () => {
  it('makes a file for its owner only, and so what SQLite writes beside it', () => {
    const { file, open } = newFile()
    open().add(row())
    const modes = readdirSync(join(file, '..')).map((name) => statSync(join(file, '..', name)).mode & 0o777)
    expect(modes).toEqual([0o600, 0o600, 0o600])
  })

  it('finds again what was added before, also by somebody else at the same time', () => {
    const { open } = newFile()
    const [one, other] = [open(), open()]
    one.add(row({ id: 'first' }))
    other.add(row({ id: 'second' }))
    expect(one.find({})).toEqual(other.find({}))
    expect(
      open()
        .find({})
        .map(({ id }) => id),
    ).toEqual(['first', 'second'])
  })

  it.each([
    { what: 'no database', content: 'garbage '.repeat(1_000), code: 'SQLITE_NOTADB' },
    { what: 'of another version', content: undefined, code: 'ANOTHER_VERSION' },
  ])('refuses a file that is $what', ({ content, code }) => {
    const { file, open } = newFile()
    openStore(file).close()
    if (content !== undefined) writeFileSync(file, content)
    // the place of PRAGMA user_version in the header of every SQLite file
    else writeFileSync(file, new Uint8Array(readFileSync(file)).with(63, 9))
    expect(open).toThrow(expect.objectContaining({ code }))
  })
})

describe('a CallStore', () => {
  it('gives a call back as it was added, and takes it once', () => {
    const store = newFile().open()
    const call = row({ caller: new Uint8Array(alice), record: new Uint8Array([0, 1, 255]) })
    store.add(call)
    store.add(call)
    expect(store.find({})).toEqual([call])
  })

  it.each<{ filter: CallFilter; found: string[] }>([
    { filter: {}, found: ['a', 'b', 'c', 'd'] },
    { filter: { line: 'two' }, found: ['c'] },
    { filter: { kind: 'rejection' }, found: ['b'] },
    { filter: { since: now + 1 }, found: ['b', 'c', 'd'] },
    { filter: { until: now + 2 }, found: ['a', 'b'] },
    { filter: { limit: 2 }, found: ['c', 'd'] },
    { filter: { id: 'b' }, found: ['b'] },
    { filter: { callers: [alice] }, found: ['a', 'c'] },
    { filter: { callers: [alice, bob], since: now + 1 }, found: ['b', 'c'] },
    { filter: { callers: [] }, found: [] },
    // of d nobody knows whether the number was withheld
    { filter: { callers: 'withheld' }, found: [] },
  ])('finds by $filter', ({ filter, found }) => {
    const store = newFile().open()
    store.add(row({ id: 'a', caller: alice }))
    store.add(row({ id: 'b', caller: bob, receivedAt: now + 1, response: 'rejection' }))
    store.add(row({ id: 'c', caller: alice, receivedAt: now + 2, line: 'two' }))
    store.add(row({ id: 'd', keyId: null, receivedAt: now + 3 }))
    expect(store.find(filter).map(({ id }) => id)).toEqual(found)
  })

  it('keeps the newest, as many as it may', () => {
    const store = newFile().open()
    store.expire({ calls: 3, days: 7 })
    for (const id of ['a', 'b', 'c', 'd', 'e']) store.add(row({ id }))
    expect(store.find({}).map(({ id }) => id)).toEqual(['c', 'd', 'e'])
    store.expire({ calls: 1, days: 7 })
    expect(store.find({}).map(({ id }) => id)).toEqual(['e'])
  })

  it('removes what is too old', () => {
    const store = newFile().open()
    store.add(row({ id: 'old', receivedAt: now - 8 * 86_400_000 }))
    store.add(row({ id: 'new', receivedAt: now - 6 * 86_400_000 }))
    store.expire({ calls: 10, days: 7 })
    expect(store.find({}).map(({ id }) => id)).toEqual(['new'])
  })

  it('overwrites what it removes', () => {
    const { file } = newFile()
    const store = openStore(file)
    const secret = `what Alice said ${randomUUID()} `
    store.add(row({ record: Buffer.from(secret.repeat(1_000)) }))
    store.add(row({ id: 'new' }))
    store.expire({ calls: 1, days: 7 })
    store.close()
    expect(readFileSync(file).includes(secret)).toBe(false)
  })

  it('counts by key', () => {
    const store = newFile().open()
    for (const keyId of ['one', 'one', 'two', null]) store.add(row({ keyId }))
    expect(Object.fromEntries(store.countByKey())).toEqual({ one: 2, two: 1, null: 1 })
  })

  it('erases callers: nothing of them is left in the file or beside it, while somebody else has it open', () => {
    const { file, open } = newFile()
    const [host, store] = [open(), open()]
    // large enough for pages of their own
    const secret = `what Alice said ${randomUUID()} `.repeat(1_000)
    for (let call = 0; call < 20; call += 1) {
      host.add(row({ caller: alice, record: Buffer.from(secret) }))
      host.add(row({ caller: bob }))
    }
    const traces = () => {
      const beside = readdirSync(join(file, '..')).map((name) => readFileSync(join(file, '..', name)))
      return beside.some((bytes) => bytes.includes(alice) || bytes.includes(secret.slice(0, 52)))
    }
    expect(traces()).toBe(true)
    expect(store.erase([alice])).toBe(20)
    expect(traces()).toBe(false)
    expect(host.find({})).toHaveLength(20)
    host.add(row({ caller: bob }))
    expect(store.find({})).toHaveLength(21)
  })
})
