import { statSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import Database from 'libsql'

export interface SqliteWorkerData {
  readonly file: string
  readonly query: string
  readonly lockTimeoutMs: number
}

export interface SqliteQuestion {
  readonly id: number
  readonly parameters: readonly string[]
}

export type SqliteAnswer = { readonly id: number } & (
  | { readonly rows: readonly unknown[]; readonly code?: undefined }
  | { readonly rows?: undefined; readonly code: string }
)

const { file, query, lockTimeoutMs }: SqliteWorkerData = workerData

let open: { readonly database: Database.Database; readonly inode: bigint } | undefined

parentPort?.on('message', ({ id, parameters }: SqliteQuestion) => {
  parentPort?.postMessage(answer(id, parameters))
})

function answer(id: number, parameters: readonly string[]): SqliteAnswer {
  try {
    const rows = databaseNow()
      .prepare(query)
      .all(...parameters)
    return { id, rows }
  } catch (error) {
    const code = (error as { code?: unknown } | null)?.code
    return { id, code: typeof code === 'string' && /^[A-Z_]{1,40}$/.test(code) ? code : 'SQLITE_CANTOPEN' }
  }
}

/** The database, opened anew when another file has taken the place of the one that is open. */
function databaseNow(): Database.Database {
  const inode = statSync(file, { bigint: true }).ino
  if (open?.inode === inode) return open.database
  open?.database.close()
  open = undefined
  // the option `readonly` of libsql does nothing; SQLite's own URI does
  const database = new Database(`${pathToFileURL(file).href}?mode=ro`, { timeout: lockTimeoutMs })
  open = { database, inode }
  return database
}
