import { readFile, stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { Numbers } from '../numbers.ts'

export interface TableOptions {
  /** Absolute */
  readonly file: string
  /** Found in the first line where absent */
  readonly delimiter?: string | undefined
  /** The columns that are needed; all of them have to be there */
  readonly columns: readonly string[]
  /** Those of them that hold numbers */
  readonly numberColumns: readonly string[]
}

/** Rows by number in E.164. A row with two numbers stands under both. */
export interface Table {
  readonly rows: ReadonlyMap<string, readonly unknown[]>
  /** Rows in which no number could be read */
  readonly unreadable: number
}

/** Why a file cannot be used. Nothing of what is in it is said. */
export class TableError extends Error {
  override readonly name = 'TableError'
}

/** A larger file belongs into a database. *Measured:* a row takes 30 µs, half of it for the number. */
const limits = { bytes: 16 * 1024 * 1024, rows: 50_000 }

const elsewhere = 'use SQLite or another database'

/** Parsed between two turns of the loop, in characters: about a millisecond. */
const sliceLength = 2 * 1024

/**
 * Reads a CSV file: UTF-8 with a line of column names. Calls go on while it is read.
 *
 * @throws {TableError} when the file is missing, not UTF-8, cut off, lacks a column, or has no number at all
 */
export async function readTable(options: TableOptions, numbers: Numbers): Promise<Table> {
  const { columns, numberColumns } = options
  const text = await readText(options.file)
  const { CsvError, parse } = await import('csv-parse')
  const parser = parse({
    columns: (header: string[]) => {
      const missing = columns.filter((column) => !header.includes(column))
      if (missing.length > 0) throw new TableError(`the columns ${missing.join(', ')} are missing`)
      return header.map((column) => columns.includes(column) && column)
    },
    delimiter: options.delimiter ?? delimiterOf(text),
    skip_empty_lines: true,
    trim: true,
  })
  const rows = new Map<string, unknown[]>()
  let unreadable = 0
  let count = 0
  try {
    for await (const row of Readable.from(slicesOf(text)).pipe(parser)) {
      count += 1
      if (count > limits.rows) throw new TableError(`it has more than ${limits.rows} rows: ${elsewhere}`)
      const own = new Set(numberColumns.flatMap((column) => numbers.normalize(row[column]) ?? []))
      if (own.size === 0) unreadable += 1
      for (const number of own) {
        const others = rows.get(number)
        if (others === undefined) rows.set(number, [row])
        else others.push(row)
      }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new TableError(`line ${error.lines} is not CSV (${error.code})`)
  }
  if (rows.size === 0) throw new TableError('no row has a number that can be read')
  return { rows, unreadable }
}

async function readText(file: string): Promise<string> {
  try {
    const { size } = await stat(file)
    if (size > limits.bytes) throw new TableError(`it has more than 16 MiB: ${elsewhere}`)
    // takes a byte order mark away
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file))
  } catch (error) {
    if (error instanceof TableError) throw error
    throw new TableError(error instanceof TypeError ? 'it is not UTF-8' : 'it cannot be read')
  }
}

function delimiterOf(text: string): string {
  const [header = ''] = /^[^\r\n]*/.exec(text) ?? []
  const counts = [',', ';', '\t', '|'].map((mark) => [mark, header.split(mark).length] as const)
  return counts.toSorted(([, one], [, other]) => other - one)[0]?.[0] ?? ','
}

async function* slicesOf(text: string): AsyncGenerator<string> {
  for (let start = 0; start < text.length; start += sliceLength) {
    yield text.slice(start, start + sliceLength)
    await new Promise(setImmediate)
  }
}
