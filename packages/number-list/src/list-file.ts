import { resolve } from 'node:path'
import { type LoadJob, limits, loadInWorker } from './load.ts'
import type { ListFile } from './options.ts'
import { ListProblem } from './problem.ts'
import { describeRefused, type ReadList, sameWord } from './read-list.ts'
import type { NumberTable } from './table.ts'
import { fingerprint, watchFile } from './watch.ts'

/** A file of a list, and what its numbers are listed as. */
export interface FileSource {
  readonly file: ListFile
  /** One value for all, or the column that has one of these values; rows with another are passed over */
  readonly value: string | { readonly column: string; readonly values: readonly string[] }
  /** Where the file stands in the options */
  readonly at: readonly (string | number)[]
}

/** What a list needs of its surroundings: a part of what the setup of a plugin gets. */
export interface Surroundings {
  /** Relative paths start here */
  readonly baseDir: string
  readonly log: Record<'info' | 'warn', (fields: object, message: string) => void>
  report(finding: ListFinding): void
}

/** What the operator should know before the first call. */
export interface ListFinding {
  readonly severity: 'warning'
  readonly code: 'rows-refused' | 'list-empty'
  readonly path: readonly (string | number)[]
  readonly message: string
  readonly hint: string
}

/** How a list goes from one version of a file to the next. */
interface Opening {
  /** Codes by value */
  readonly codes: ReadonlyMap<string, number>
  /** Gets the table, now and after each change */
  use(table: NumberTable): void
  /** Fires when the start has taken too long */
  readonly starting: AbortSignal
}

/** ms that a changed file may take; nobody waits for it. */
const reloadBudgetMs = 60_000

/** The share of the numbers that a changed file may lack. */
const defaultMaxShrink = 0.5

/** Fewer numbers are kept by hand, where half of them may well go at once; not all. */
const smallList = 10

/**
 * Reads a file and watches it. Another version of it counts once it was read to its end; one that is gone, cannot be read
 * or lacks too many numbers changes nothing, and is logged.
 *
 * @returns Ends the watch
 * @throws {ListProblem} when the file cannot be read now
 */
export async function openListFile(
  source: FileSource,
  { baseDir, log, report }: Surroundings,
  { codes, use, starting }: Opening,
): Promise<() => void> {
  const { path, maxShrink = defaultMaxShrink } = source.file
  const job = jobOf(source, baseDir, codes)
  const closing = new AbortController()
  const seen = await fingerprint(job.path)
  let current = await load(source, job, starting)
  use(current.table)
  log.info(countsOf(current), `${path} is read`)
  for (const concern of concernsOf(current)) {
    report({ severity: 'warning', path: source.at, ...concern, message: `${path}: ${concern.message}` })
  }

  async function reload(): Promise<void> {
    try {
      const before = await fingerprint(job.path)
      const next = await load(source, job, AbortSignal.any([closing.signal, AbortSignal.timeout(reloadBudgetMs)]))
      // it goes on changing: the watch sees that too, and calls again
      if (before !== (await fingerprint(job.path))) return
      assertNotShrunk(path, current, next, maxShrink)
      if (closing.signal.aborted) return
      current = next
      use(next.table)
      log.info(countsOf(next), `${path} has changed and is read again`)
      for (const { message } of concernsOf(next)) log.warn({}, `${path}: ${message}`)
    } catch (error) {
      if (closing.signal.aborted) return
      const reason = error instanceof ListProblem ? error.message : `${path} could not be read`
      log.warn({}, `the list stays as it was: ${reason}`)
    }
  }

  const unwatch = watchFile(job.path, seen, reload)
  return () => {
    closing.abort()
    unwatch()
  }
}

function jobOf({ file, value }: FileSource, baseDir: string, codes: ReadonlyMap<string, number>): LoadJob {
  const { path, column, country } = file
  const rows =
    typeof value === 'string'
      ? (codes.get(value) ?? 0)
      : { column: value.column, byName: new Map(value.values.map((name) => [sameWord(name), codes.get(name) ?? 0])) }
  return { path: resolve(baseDir, path), column, country, codes: rows, ...limits }
}

/** @throws {ListProblem} which names the file */
async function load({ file }: FileSource, job: LoadJob, signal: AbortSignal): Promise<ReadList> {
  try {
    return await loadInWorker(job, signal)
  } catch (error) {
    throw new ListProblem(`${file.path} ${(error as Error).message} (the file is ${job.path})`, { cause: error })
  }
}

function assertNotShrunk(path: string, current: ReadList, next: ReadList, maxShrink: number): void {
  const [before, after] = [sizeOf(current.table), sizeOf(next.table)]
  const isSmall = before < smallList && after > 0
  if (maxShrink === 1 || isSmall || after >= before * (1 - maxShrink)) return
  const text = `${path} has ${after} numbers left of ${before}: if that is right, start again or raise maxShrink`
  throw new ListProblem(text)
}

/** What is odd about a list that counts all the same. */
function concernsOf(list: ReadList): Pick<ListFinding, 'code' | 'message' | 'hint'>[] {
  if (Object.keys(list.refused).length > 0) return [{ code: 'rows-refused', ...describeRefused(list) }]
  if (sizeOf(list.table) > 0) return []
  return [{ code: 'list-empty', message: 'there is no number in it', hint: 'see that it is the right file' }]
}

function countsOf({ table }: ReadList): object {
  return { numbers: table.numbers.keys.length, prefixes: table.prefixes.keys.length }
}

function sizeOf({ numbers, prefixes }: NumberTable): number {
  return numbers.keys.length + prefixes.keys.length
}
