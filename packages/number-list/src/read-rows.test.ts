import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readRows } from './read-rows.ts'

const maximumBytes = 10 * 1024 ** 2

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'preanswer-rows-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('readRows', () => {
  const rows = [
    ['phone', 'name'],
    ['+31612345678', 'Müller'],
  ]

  it.each([
    { what: 'commas', content: 'phone,name\n+31612345678,Müller\n' },
    { what: 'semicolons and CRLF', content: 'phone;name\r\n+31612345678;Müller\r\n' },
    { what: 'tabs and CR', content: 'phone\tname\r+31612345678\tMüller\r' },
    { what: 'bars, and no end of the last line', content: 'phone|name\n+31612345678|Müller' },
    { what: 'quotes', content: '"phone";"name"\n"+31612345678";"Müller"\n' },
    { what: 'a separator that Excel is told', content: 'sep=;\nphone;name\n+31612345678;Müller\n' },
    { what: 'a byte order mark', content: '\ufeffphone,name\n+31612345678,Müller\n' },
    { what: 'comments', content: '# from the CRM\nphone,name\n# gold\n+31612345678,Müller\n' },
    {
      what: 'UTF-16, as Excel writes Unicode text',
      content: Buffer.from('\ufeffphone\tname\r\n+31612345678\tMüller\r\n', 'utf16le'),
    },
    {
      what: 'UTF-16 the other way round',
      content: Buffer.from('\ufeffphone\tname\r\n+31612345678\tMüller\r\n', 'utf16le').swap16(),
    },
  ])('reads a file with $what', async ({ content }) => {
    expect(withoutEmpty(await rowsOf(content))).toEqual(rows)
  })

  it.each([
    { what: 'one number without an end of line', content: '+31612345678', expected: [['+31612345678']] },
    {
      what: 'a line break and a separator in quotes',
      content: '"A,\nB",+31612345678\n',
      expected: [['A,\nB', '+31612345678']],
    },
    { what: 'mixed ends of lines', content: '+31\r\n+32\n+33\r+34', expected: [['+31'], ['+32'], ['+33'], ['+34']] },
    {
      what: 'separators of another kind in quotes',
      content: '"A,B,C";+31612345678\n',
      expected: [['A,B,C', '+31612345678']],
    },
    { what: 'nothing', content: '', expected: [] },
  ])('reads a file with $what', async ({ content, expected }) => {
    expect(withoutEmpty(await rowsOf(content))).toEqual(expected)
  })

  it('reads every row where chunks end within one', async () => {
    // 15 bytes a row: each chunk ends elsewhere in it, also between CR and LF
    const numbers = Array.from({ length: 70_000 }, (_, index) => `+31600${1_000_000 + index}`)
    expect((await rowsOf(numbers.join('\r\n'))).flat()).toEqual(numbers)
  })

  it.each([
    { what: 'binary', content: Buffer.from([0x31, 0x00, 0x32, 0x0a]) },
    { what: 'a workbook', content: 'PK\x03\x04…' },
    { what: 'text with a quote that nothing closes', content: '"+31612345678,A. Jansen\n+31687654321,B. Jansen\n' },
    { what: 'much text with a quote that nothing closes', content: `"\n${'+31612345678\n'.repeat(50_000)}` },
    { what: 'text after a quote', content: '"De Lange" Jansen,+31612345678\n+31687654321\n' },
  ])('refuses $what', async ({ content }) => {
    await expect(rowsOf(content)).rejects.toMatchObject({ name: 'ListProblem' })
  })

  it('refuses a file that is too large, before it reads it', async () => {
    const path = await write('+31612345678\n')
    const seen: unknown[] = []
    const read = (bytes: number) => readRows(path, bytes, (cells) => seen.push(cells))
    await expect(read(12)).rejects.toMatchObject({ name: 'ListProblem' })
    expect(seen).toEqual([])
    await expect(read(13)).resolves.toBeUndefined()
  })

  it.each(['nowhere.csv', '.', '/dev/zero'])('refuses %s, which is no file', async (name) => {
    await expect(readRows(join(folder, name), maximumBytes, () => {})).rejects.toMatchObject({ name: 'ListProblem' })
  })

  it('passes on what the reader of the rows throws, at once', async () => {
    const path = await write('+31\n'.repeat(100_000))
    let count = 0
    const read = readRows(path, maximumBytes, () => {
      count += 1
      if (count === 3) throw new RangeError('enough')
    })
    await expect(read).rejects.toThrow(RangeError)
    expect(count).toBe(3)
  })
})

async function rowsOf(content: string | Buffer): Promise<(readonly string[])[]> {
  const rows: (readonly string[])[] = []
  await readRows(await write(content), maximumBytes, (cells) => rows.push(cells))
  return rows
}

let written = 0

async function write(content: string | Buffer): Promise<string> {
  written += 1
  const path = join(folder, `${written}.csv`)
  await writeFile(path, content)
  return path
}

function withoutEmpty(rows: readonly (readonly string[])[]) {
  return rows.filter((cells) => !/^(?:sep=)?$/.test(cells.join('')))
}
