import { type FileHandle, open, stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import Papa from 'papaparse'
import { ListProblem } from './problem.ts'

/**
 * Reads a CSV or text file row by row: UTF-8 or UTF-16 with or without a byte order mark, rows that end in CRLF, LF or
 * CR, cells between commas, semicolons, tabs or bars, with or without quotes. Lines that begin with `#` are left out.
 *
 * @param path Absolute
 * @throws {ListProblem} for a file that is not there, too large, or not text; and what `onRow` throws
 */
export async function readRows(
  path: string,
  maximumBytes: number,
  onRow: (cells: readonly string[]) => void,
): Promise<void> {
  const file = await openFile(path)
  try {
    const { size } = await file.stat()
    if (size > maximumBytes) throw new ListProblem(`is larger than ${maximumBytes / 1024 ** 2} MiB: leave columns out`)
    // what is appended while we read is left for the next time
    const bytes = file.createReadStream({ end: Math.max(size - 1, 0), autoClose: false })
    await parseRows(Readable.from(decode(bytes)), onRow)
  } finally {
    await file.close()
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    // to open a pipe would wait for somebody to write into it
    if ((await stat(path)).isFile()) return await open(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new ListProblem(code === 'ENOENT' ? 'is not there' : `cannot be opened (${code ?? 'unknown reason'})`)
  }
  throw new ListProblem('is not a file')
}

async function* decode(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let decode: ((chunk: Buffer) => string) | undefined
  let rest = ''
  for await (const chunk of chunks) {
    decode ??= createDecoder(chunk)
    const text = rest + decode(chunk)
    if (text.includes('\0')) throw new ListProblem('is not a text file: save it as CSV')
    // the line feed that belongs to it may be in the next chunk
    rest = text.endsWith('\r') ? '\r' : ''
    yield text.slice(0, text.length - rest.length).replace(/\r\n?/g, '\n')
  }
}

function createDecoder(start: Buffer): (chunk: Buffer) => string {
  if (start.toString('latin1', 0, 4) === 'PK\x03\x04') throw new ListProblem('is an Excel workbook: save it as CSV')
  const mark = start.toString('latin1', 0, 2)
  const decoder = new TextDecoder(mark === '\xff\xfe' ? 'utf-16le' : mark === '\xfe\xff' ? 'utf-16be' : 'utf-8')
  return (chunk) => decoder.decode(chunk, { stream: true })
}

function parseRows(text: Readable, onRow: (cells: readonly string[]) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let chunksWithoutRow = 0
    Papa.parse<string[], Readable>(text as never, {
      delimiter: delimiterOf,
      comments: '#',
      newline: '\n',
      chunk({ data, errors }) {
        chunksWithoutRow = data.length === 0 ? chunksWithoutRow + 1 : 0
        // what is in quotes up to here would be gone over again with each chunk
        if (chunksWithoutRow > 2 || errors.some(({ type }) => type === 'Quotes')) {
          throw new ListProblem('has a quote at the start of a cell and none at its end')
        }
        for (const cells of data) onRow(cells)
      },
      complete: () => resolve(),
      error(error) {
        text.destroy()
        reject(error)
      },
    })
  })
}

/** What stands between the cells of the first line that says something, or what Excel is told there: `sep=;`. */
function delimiterOf(text: string): string {
  const line = text.split('\n').find((candidate) => /^\s*[^\s#]/.test(candidate)) ?? ''
  const [, told] = /^sep=(.)/i.exec(line) ?? []
  if (told !== undefined) return told
  const bare = line.replace(/"[^"]*"/g, '')
  const counted = [',', ';', '\t', '|'].map((delimiter) => ({ delimiter, count: bare.split(delimiter).length }))
  return counted.reduce((best, other) => (other.count > best.count ? other : best)).delimiter
}
