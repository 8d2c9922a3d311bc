import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { loadNumbers } from '../numbers.ts'
import { readTable, TableError } from './table.ts'

const numbers = await loadNumbers('NL')
const columns = { columns: ['phone', 'name'], numberColumns: ['phone'] }

async function read(content: string | Uint8Array, options: object = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'preanswer-table-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'customers.csv')
  await writeFile(file, content)
  return readTable({ file, ...columns, ...options }, numbers)
}

describe('readTable', () => {
  it.each([
    { kind: 'with commas', content: 'phone,name\n06 12345678,Anna\n' },
    { kind: 'with semicolons', content: 'phone;name\n06 12345678;Anna\n' },
    { kind: 'with tabs', content: 'phone\tname\n06 12345678\tAnna\n' },
    { kind: 'with a byte order mark', content: '\ufeffphone,name\n06 12345678,Anna' },
    { kind: 'of Windows', content: 'phone,name\r\n06 12345678,Anna\r\n' },
    { kind: 'with quotes', content: '"phone","name"\n"06 12345678","Anna"\n' },
    { kind: 'with blanks around', content: 'phone , name\n 06 12345678 , Anna \n' },
    { kind: 'with empty lines', content: 'phone,name\n\n06 12345678,Anna\n\n' },
    { kind: 'with other columns', content: 'id,phone,note,name\n1,06 12345678,"a\nb",Anna\n' },
  ])('reads a file $kind', async ({ content }) => {
    const { rows, unreadable } = await read(content)
    expect([...rows]).toEqual([['+31612345678', [{ phone: '06 12345678', name: 'Anna' }]]])
    expect(unreadable).toBe(0)
  })

  it('reads with the delimiter that it is told', async () => {
    const { rows } = await read('phone|name;x,y;z\n06 12345678|Anna\n', {
      columns: ['phone'],
      delimiter: '|',
    })
    expect([...rows.keys()]).toEqual(['+31612345678'])
  })

  it('keeps all rows of a number, and a row under each of its numbers once', async () => {
    const content = 'phone,mobile,name\n020 1234567,06 12345678,Anna\n0612345678,+31612345678,Bob\n'
    const { rows } = await read(content, { columns: ['phone', 'mobile', 'name'], numberColumns: ['phone', 'mobile'] })
    expect(rows.get('+31201234567')).toMatchObject([{ name: 'Anna' }])
    expect(rows.get('+31612345678')).toMatchObject([{ name: 'Anna' }, { name: 'Bob' }])
  })

  it('counts the rows without a number that it can read', async () => {
    const { rows, unreadable } = await read('phone,name\n3.16E+10,Anna\n,Bob\n0612345678,Cas\n')
    expect([rows.size, unreadable]).toEqual([1, 2])
  })

  it('reads a file that is longer than what it looks at in one turn', async () => {
    const lines = Array.from({ length: 5_000 }, (_, index) => `+316${10_000_000 + index},"Ann ${index}"`)
    const { rows } = await read(`phone,name\n${lines.join('\n')}\n`)
    expect(rows.size).toBe(5_000)
    expect(rows.get('+31610004999')).toEqual([{ phone: '+31610004999', name: 'Ann 4999' }])
  })

  it.each([
    { kind: 'that lacks a column', content: 'telephone,name\n0612345678,Anna\n' },
    { kind: 'that is cut off within a row', content: 'phone,name\n0612345678,Anna\n0687' },
    { kind: 'that is cut off within quotes', content: 'phone,name\n0612345678,"An' },
    { kind: 'in UTF-16', content: Buffer.from('\ufeffphone,name\n0612345678,Anna\n', 'utf16le') },
    { kind: 'in Latin 1', content: Buffer.from('phone,name\n0612345678,André\n', 'latin1') },
    { kind: 'that is empty', content: '' },
    { kind: 'with no row', content: 'phone,name\n' },
    { kind: 'with no number in it', content: 'phone,name\nn/a,Anna\n' },
  ])('refuses a file $kind', async ({ content }) => {
    await expect(read(content)).rejects.toBeInstanceOf(TableError)
  })

  it('refuses a file that belongs into a database', async () => {
    const rows = Array.from({ length: 50_000 }, (_, index) => `+316${10_000_000 + index}`)
    expect((await read(`phone,name\n${rows.join(',\n')},\n`)).rows.size).toBe(50_000)
    await expect(read(`phone,name\n${rows.join(',\n')},\n,\n`)).rejects.toBeInstanceOf(TableError)
    await expect(read(Buffer.alloc(16 * 1024 * 1024 + 1, 'phone,name\n'))).rejects.toBeInstanceOf(TableError)
  })

  it('says nothing of what is in a broken file', async () => {
    const error = await read('phone,name\n0612345678,Anna "Jansen\n').catch((caught: unknown) => caught)
    expect(String(error)).not.toMatch(/0612345678|Anna/)
  })

  it('refuses a file that is not there', async () => {
    await expect(readTable({ file: '/nowhere.csv', ...columns }, numbers)).rejects.toBeInstanceOf(TableError)
  })
})
