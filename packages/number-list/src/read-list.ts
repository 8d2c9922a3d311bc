import { ListProblem } from './problem.ts'
import { type NationalReader, type Refusal, readNumber } from './read-number.ts'
import { buildTable, type Entries, type NumberTable } from './table.ts'

/** How the rows of a file are to be understood. */
export interface RowOptions {
  /** Name in the header of the column with the numbers; the first cell of each row where absent */
  readonly column?: string | undefined
  /** One code for all numbers, or the column that names it; rows with another name in it are passed over */
  readonly codes: number | { readonly column: string; readonly byName: ReadonlyMap<string, number> }
  readonly readNational?: NationalReader | undefined
  readonly maximumRows: number
}

/** What was read, and what was not. */
export interface ReadList {
  readonly table: NumberTable
  /** Rows with something in the cell of the number */
  readonly rows: number
  readonly refused: Readonly<Partial<Record<Refusal, number>>>
  /** The first row that was refused, counted from 1 with the header */
  readonly firstRefusedRow?: number
}

/** Takes the rows of one file, one by one. */
export interface ListReader {
  /** @throws {ListProblem} when a named column is not there, or there are too many rows */
  read(cells: readonly string[]): void
  /** @throws {ListProblem} when there were rows, and none could be read */
  end(): ReadList
}

/** Reads rows into a table. A row that says no number is refused and counted; an empty cell is not. */
export function createListReader(options: RowOptions): ListReader {
  const entries = { number: emptyEntries(), prefix: emptyEntries() }
  const refused: Partial<Record<Refusal, number>> = {}
  let [position, rows, firstRefusedRow] = [0, 0, 0]
  let columns: Columns | undefined

  function take(cell: string, code: number): void {
    const reading = readNumber(cell, options.readNational)
    if (reading.kind === 'blank') return
    rows += 1
    if (reading.kind === 'number' || reading.kind === 'prefix') {
      entries[reading.kind].keys.push(reading.key)
      entries[reading.kind].codes.push(code)
      return
    }
    refused[reading.kind] = (refused[reading.kind] ?? 0) + 1
    firstRefusedRow ||= position
  }

  return {
    read(cells) {
      position += 1
      if (position > options.maximumRows) throw new ListProblem(`has more than ${options.maximumRows} rows: split it`)
      if (columns === undefined) {
        if (isAside(cells)) return
        columns = findColumns(cells, options)
        if (columns.isHeader) return
      }
      const code = codeOf(cells, columns, options)
      if (code !== undefined) take(cells[columns.number] ?? '', code)
    },
    end() {
      const counts = { rows, refused, ...(firstRefusedRow === 0 ? {} : { firstRefusedRow }) }
      if (rows > 0 && entries.number.keys.length + entries.prefix.keys.length === 0) {
        const { message, hint } = describeRefused(counts)
        throw new ListProblem(`holds no number: ${message} (${hint})`)
      }
      return { ...counts, table: buildTable(entries.number, entries.prefix) }
    },
  }
}

/** What was refused, and what to do about it. */
export function describeRefused({ rows, refused, firstRefusedRow }: Omit<ReadList, 'table'>): Refused {
  const counts = Object.entries(refused) as [Refusal, number][]
  const total = counts.reduce((sum, [, count]) => sum + count, 0)
  const kinds = counts.map(([refusal, count]) => `${count} ${refusalTexts[refusal].what}`)
  const fixes = counts.map(([refusal]) => refusalTexts[refusal].fix)
  return {
    message: `${total} of ${rows} rows refused, row ${firstRefusedRow} first: ${kinds.join(', ')}`,
    hint: fixes.join('; '),
  }
}

interface Refused {
  readonly message: string
  readonly hint: string
}

const refusalTexts: Readonly<Record<Refusal, { readonly what: string; readonly fix: string }>> = {
  'lost-digits': {
    what: 'with digits lost in a spreadsheet (3.16E+10)',
    fix: 'make the column text in the spreadsheet and export again',
  },
  'no-country-code': { what: 'without a country code', fix: 'write +31…, or set `country`' },
  'not-a-number': { what: 'without a number that can be dialed', fix: 'see that it is the right column' },
}

interface Columns {
  readonly number: number
  readonly code?: number
  readonly isHeader: boolean
}

/** Before the header: an empty line, or how Excel is told the separator. */
function isAside(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '') || /^sep=/i.test(cells[0] ?? '')
}

function findColumns(cells: readonly string[], { column, codes }: RowOptions): Columns {
  if (column === undefined && typeof codes === 'number') return { number: 0, isHeader: isHeading(cells[0] ?? '') }
  return {
    number: column === undefined ? 0 : findColumn(cells, column),
    ...(typeof codes === 'number' ? {} : { code: findColumn(cells, codes.column) }),
    isHeader: true,
  }
}

function isHeading(cell: string): boolean {
  return readNumber(cell).kind === 'not-a-number' && !/\d{4}/.test(cell)
}

function findColumn(cells: readonly string[], name: string): number {
  const index = cells.findIndex((cell) => sameWord(cell) === sameWord(name))
  if (index >= 0) return index
  // where the header is missing the first row may be somebody's
  const others = cells.filter((cell) => /^[\p{L} _-]{1,40}$/u.test(cell.trim())).slice(0, 20)
  throw new ListProblem(
    `has no column ${name} in its first row${others.length === 0 ? '' : `, but ${others.join(', ')}`}`,
  )
}

function codeOf(cells: readonly string[], columns: Columns, { codes }: RowOptions): number | undefined {
  if (typeof codes === 'number') return codes
  return codes.byName.get(sameWord(cells[columns.code ?? -1] ?? ''))
}

/** Names are compared without regard to case and blanks around them. */
export function sameWord(text: string): string {
  return text.trim().toLowerCase()
}

function emptyEntries(): Entries {
  return { keys: [], codes: [] }
}
