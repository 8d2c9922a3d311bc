import { parentPort, workerData } from 'node:worker_threads'
import type { Loaded, LoadJob } from './load.ts'
import { loadNationalReader } from './national.ts'
import { ListProblem } from './problem.ts'
import { createListReader } from './read-list.ts'
import { readRows } from './read-rows.ts'

/** Reads one file in a thread of its own, hands the table over, and ends. */

const { path, country, maximumBytes, ...options }: LoadJob = workerData
try {
  const readNational = country === undefined ? undefined : await loadNationalReader(country)
  const reader = createListReader({ ...options, readNational })
  await readRows(path, maximumBytes, reader.read)
  const list = reader.end()
  const arrays = [list.table.numbers, list.table.prefixes].flatMap(({ keys, codes }) => [keys, codes])
  send(
    { list },
    arrays.flatMap((array) => (typeof array === 'number' ? [] : [array.buffer as ArrayBuffer])),
  )
} catch (error) {
  if (!(error instanceof ListProblem)) throw error
  send({ problem: error.message }, [])
}

function send(loaded: Loaded, transfer: ArrayBuffer[]): void {
  parentPort?.postMessage(loaded, transfer)
}
