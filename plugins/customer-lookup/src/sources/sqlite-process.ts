/** The program of the process that asks SQLite. What can end a process, such as a bug in native code, ends only this one. */
import { statSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import Database from 'libsql'

export interface SqliteQuestion {
  readonly id: number
  /** Absolute */
  readonly file: string
  readonly query: string
  readonly parameters: readonly string[]
  /** ms to wait for somebody else's lock */
  readonly lockTimeoutMs: number
}

export type SqliteAnswer = { readonly id: number } & (
  | { readonly rows: readonly unknown[]; readonly code?: undefined }
  | { readonly rows?: undefined; readonly code: string }
)

let open: { readonly database: Database.Database; readonly inode: bigint } | undefined

process.on('message', (question: SqliteQuestion) => {
  process.send?.(answer(question))
})
process.on('disconnect', () => process.exit())
process.send?.('ready')
// a signal to the group is for the host, which may still have calls
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

function answer(question: SqliteQuestion): SqliteAnswer {
  const { id, query, parameters } = question
  try {
    const statement = databaseNow(question).prepare(query)
    return { id, rows: statement.all(...parameters) }
  } catch (error) {
    const code = (error as { code?: unknown } | null)?.code
    return { id, code: typeof code === 'string' && /^[A-Z_]{1,40}$/.test(code) ? code : 'SQLITE_CANTOPEN' }
  }
}

/** The database, opened anew when another file has taken the place of the one that is open. */
function databaseNow({ file, lockTimeoutMs }: SqliteQuestion): Database.Database {
  const inode = statSync(file, { bigint: true }).ino
  if (open?.inode === inode) return open.database
  open?.database.close()
  open = undefined
  // the option `readonly` of libsql does nothing; SQLite's own URI does
  const database = new Database(`${pathToFileURL(file).href}?mode=ro`, { timeout: lockTimeoutMs })
  open = { database, inode }
  return database
}
