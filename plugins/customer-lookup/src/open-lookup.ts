import { resolve } from 'node:path'
import type { SetupContext } from '@preanswer/core'
import pTimeout from 'p-timeout'
import { createReader, type Fields } from './customer.ts'
import { recordsAt } from './fields.ts'
import { createLookup, type Lookup } from './lookup.ts'
import { loadNumbers, type Numbers } from './numbers.ts'
import type { Options } from './options.ts'
import { openCsvSource } from './sources/csv.ts'
import { openHttpSource } from './sources/http.ts'
import { openPostgresSource } from './sources/postgres.ts'
import { type Source, SourceError } from './sources/source.ts'
import { openSqliteSource } from './sources/sqlite.ts'

/**
 * Opens the source of the options. One that does not answer yet is reported; it is asked again with each call.
 *
 * @throws when the library of a database is not installed
 */
export async function openLookup(options: Options, context: SetupContext): Promise<Lookup> {
  const numbers = await loadNumbers(options.country)
  if (options.csv !== undefined) return openFile(options.csv, options, numbers, context)

  const read = createReader(options.fields, numbers, options.tiers)
  const source = await openSource(options, context.baseDir)
  const { cache, timeoutMs } = options
  // nobody asks a CRM about nobody
  if (options.http === undefined) await probe(source, timeoutMs, context)
  const lookup = createLookup({
    cache,
    timeoutMs,
    ask: async (number, signal) => read(await source.find(numbers.formsOf(number), signal), number),
    onChange(error) {
      if (error === undefined) context.log.info({}, 'the source of customers answers again')
      else context.log.warn({ failure: error.failure, detail: error.detail }, 'the source of customers does not answer')
    },
  })
  return {
    find: lookup.find,
    async close() {
      lookup.close()
      await source.close?.()
    },
  }
}

async function openSource({ http, postgres, sqlite, timeoutMs }: Options, baseDir: string): Promise<Source> {
  if (http !== undefined) return openHttpSource(http, (answer) => recordsAt(answer, http.records))
  if (postgres !== undefined) return openPostgresSource(postgres, timeoutMs)
  if (sqlite !== undefined) return openSqliteSource(sqlite, resolve(baseDir, sqlite.file), timeoutMs)
  throw new Error('there is no source in the options')
}

/** In all forms the number of nobody. */
const nobody = { e164: '+10000000', digits: '10000000', national: '10000000', significant: '10000000' }

async function probe(source: Source, timeoutMs: number, { report }: SetupContext): Promise<void> {
  try {
    const asked = source.find(nobody, AbortSignal.timeout(timeoutMs))
    await pTimeout(asked, { milliseconds: timeoutMs, message: new SourceError('source-slow') })
  } catch (error) {
    const { failure = 'source-down', detail } = error instanceof SourceError ? error : {}
    report({
      severity: 'warning',
      code: failure,
      message: `a question at start was not answered${detail === undefined ? '' : ` (${detail})`}`,
      hint:
        failure === 'source-refuses'
          ? 'check the query, and what its user may read'
          : 'check where it is, and that it runs; until it answers nobody is known',
    })
  }
}

async function openFile(
  { file, delimiter, checkMs }: NonNullable<Options['csv']>,
  { fields, tiers }: Options,
  numbers: Numbers,
  { baseDir, log, report }: SetupContext,
): Promise<Lookup> {
  const { number: numberColumns = [], ...others } = fields
  const columns = columnsOf(fields)
  const source = await openCsvSource(
    { file: resolve(baseDir, file), delimiter, columns, numberColumns, checkMs },
    numbers,
    log,
  )
  if (source.problem !== undefined) {
    report({
      severity: 'warning',
      code: 'file-unusable',
      path: ['csv', 'file'],
      message: source.problem,
      hint: 'mend the file: it is read again when it changes; until then nobody is known',
    })
  } else if (source.unreadable > 0) {
    report({
      severity: 'warning',
      code: 'rows-without-number',
      path: ['csv', 'file'],
      message: `${source.unreadable} rows have no number that can be read`,
      hint: 'set country for numbers in national form; a spreadsheet may have made 3.16E+10 of them',
    })
  }
  // the numbers were checked when the file was read
  const read = createReader(others, numbers, tiers)
  return { find: (number) => read(source.find(number), number), close: source.close }
}

function columnsOf({ number = [], id, name = [], firstName, tier, language, attributes = {} }: Fields): string[] {
  const columns = [...number, id, ...name, firstName, tier, language, ...Object.values(attributes)]
  return [...new Set(columns.filter((column) => column !== undefined))]
}
