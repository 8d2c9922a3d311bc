import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { ListProblem } from './problem.ts'
import type { ReadList, RowOptions } from './read-list.ts'

/** What a worker is told. */
export interface LoadJob extends Omit<RowOptions, 'readNational'> {
  /** Absolute */
  readonly path: string
  /** ISO 3166-1 alpha-2; whose numbers have no country code. Without it they are refused */
  readonly country?: string | undefined
  readonly maximumBytes: number
}

/** What a worker says. */
export type Loaded = { readonly list: ReadList } | { readonly problem: string }

/** Largest file, in bytes, and most rows in it. */
export const limits = { maximumBytes: 256 * 1024 ** 2, maximumRows: 2_000_000 }

/** Two million rows take 90 MB while they are read; more with national numbers, which leave much behind. */
const memoryMiB = 512

/**
 * Reads a file in a worker thread: nobody's call waits for it.
 *
 * @param signal Ends the worker
 * @throws {ListProblem} when the list cannot be used, or `signal` fires first
 */
export async function loadInWorker(job: LoadJob, signal: AbortSignal): Promise<ReadList> {
  // tests run this file from `src`, where there is nothing that a thread could run
  const worker = new Worker(new URL('../dist/worker.js', import.meta.url), {
    workerData: job,
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memoryMiB },
  })
  try {
    const [loaded]: Loaded[] = await once(worker, 'message', { signal })
    if (loaded !== undefined && 'list' in loaded) return loaded.list
    throw new ListProblem(loaded?.problem)
  } catch (error) {
    if (error instanceof ListProblem) throw error
    throw new ListProblem(
      signal.aborted ? 'was not read in time: leave rows out, or write the numbers in E.164' : 'could not be read',
      { cause: error },
    )
  } finally {
    await worker.terminate()
  }
}
