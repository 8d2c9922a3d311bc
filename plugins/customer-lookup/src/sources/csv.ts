import { stat } from 'node:fs/promises'
import type { Logger } from '@preanswer/core'
import type { Numbers } from '../numbers.ts'
import { readTable, type Table, TableError, type TableOptions } from './table.ts'

/** A CSV file in memory, read again when it changes. */
export interface CsvSource {
  /** The rows under a number in E.164 */
  find(number: string): readonly unknown[]
  /** Rows in which no number could be read */
  readonly unreadable: number
  /** Why the file could not be used when it was opened; `undefined` when it could */
  readonly problem: string | undefined
  close(): void
}

/**
 * Opens a CSV file. A changed file is read once it has been left alone for `checkMs`; while it is broken or away, what
 * was read before stays.
 */
export async function openCsvSource(
  options: TableOptions & { readonly checkMs: number },
  numbers: Numbers,
  log: Logger,
): Promise<CsvSource> {
  let table: Table = { rows: new Map(), unreadable: 0 }
  let triedVersion = await versionOf(options.file)
  let seenVersion = triedVersion
  let isChecking = false

  async function read(): Promise<string | undefined> {
    try {
      table = await readTable(options, numbers)
      return undefined
    } catch (error) {
      if (error instanceof TableError) return error.message
      throw error
    }
  }

  async function check(): Promise<void> {
    if (isChecking) return
    isChecking = true
    const version = await versionOf(options.file)
    // somebody may still be writing
    const isLeftAlone = version === seenVersion
    seenVersion = version
    if (isLeftAlone && version !== triedVersion) {
      triedVersion = version
      const problem = await read()
      if (problem !== undefined)
        log.warn({ problem }, 'the file of customers cannot be used; what was read before stays')
      else log.info({ numbers: table.rows.size, unreadable: table.unreadable }, 'the file of customers was read again')
    }
    isChecking = false
  }

  const problem = await read()
  const timer = setInterval(() => void check(), options.checkMs)
  timer.unref()
  return {
    find: (number) => table.rows.get(number) ?? [],
    unreadable: table.unreadable,
    problem,
    close: () => clearInterval(timer),
  }
}

/** Another text for every change of a file. */
async function versionOf(file: string): Promise<string> {
  try {
    const { ino, size, mtimeMs } = await stat(file)
    return `${ino} ${size} ${mtimeMs}`
  } catch {
    return 'away'
  }
}
