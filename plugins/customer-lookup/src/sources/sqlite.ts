import { Worker } from 'node:worker_threads'
import { parameterize } from '../template.ts'
import { requireInstalled } from './installed.ts'
import { type Source, SourceError } from './source.ts'
import type { SqliteAnswer, SqliteQuestion, SqliteWorkerData } from './sqlite-worker.ts'

export interface SqliteOptions {
  readonly file: string
  /** A SELECT with places for the number: `SELECT * FROM customers WHERE phone = {e164}` */
  readonly query: string
}

interface Asked {
  resolve(rows: readonly unknown[]): void
  reject(error: SourceError): void
}

/** The same place seen from `src` and from `dist`: a thread takes no TypeScript. */
const workerFile = new URL('../../dist/sources/sqlite-worker.js', import.meta.url)

/**
 * Asks SQLite, read-only and in a thread of its own: a query that takes long, or waits for a lock, holds up no call.
 *
 * @param file Absolute
 * @param timeoutMs How long a query waits for a lock
 * @throws when `libsql` is not installed
 */
export function openSqliteSource({ query }: SqliteOptions, file: string, timeoutMs: number): Source {
  requireInstalled('libsql')
  const { text, parametersOf } = parameterize(query, (index) => `?${index}`)
  const workerData: SqliteWorkerData = { file, query: text, lockTimeoutMs: timeoutMs }
  const asked = new Map<number, Asked>()
  let running: Worker | undefined
  let questions = 0

  function start(): Worker {
    const worker = new Worker(workerFile, { workerData })
    worker.unref()
    worker.on('message', ({ id, ...answer }: SqliteAnswer) => {
      const question = asked.get(id)
      asked.delete(id)
      if (answer.rows === undefined) question?.reject(failureOf(answer.code))
      else question?.resolve(answer.rows)
    })
    worker.on('error', () => {})
    worker.on('exit', () => {
      running = undefined
      for (const { reject } of asked.values()) reject(new SourceError('source-down'))
      asked.clear()
    })
    return worker
  }

  return {
    find(forms) {
      return new Promise((resolve, reject) => {
        questions += 1
        asked.set(questions, { resolve, reject })
        running ??= start()
        running.postMessage({ id: questions, parameters: parametersOf(forms) } satisfies SqliteQuestion)
      })
    },
    async close() {
      await running?.terminate()
    },
  }
}

function failureOf(code: string): SourceError {
  // busy and locked: somebody else writes
  const isBusy = /^SQLITE_(?:BUSY|LOCKED)/.test(code)
  const isRefused = /^SQLITE_(?:ERROR|READONLY|RANGE|MISMATCH|AUTH)/.test(code)
  return new SourceError(isBusy ? 'source-slow' : isRefused ? 'source-refuses' : 'source-down', { detail: code })
}
