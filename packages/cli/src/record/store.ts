import { closeSync, openSync } from 'node:fs'
import Database from 'libsql'
import type { CallRow } from './call-row.ts'

/** Which calls are asked for; all where nothing is said. */
export interface CallFilter {
  readonly line?: string
  /** Marks of one number under all keys; `withheld` for calls without a number */
  readonly callers?: readonly Uint8Array[] | 'withheld'
  /** ms since the Unix epoch, inclusive */
  readonly since?: number
  /** ms since the Unix epoch, exclusive */
  readonly until?: number
  readonly kind?: string
  /** The first characters of its id */
  readonly id?: string
  /** Only the newest so many */
  readonly limit?: number
}

/** What is kept, and for how long. */
export interface Retention {
  readonly calls: number
  readonly days: number
}

/** The file with recorded calls. It holds the thread while it works. */
export interface CallStore {
  /** Removes what is older than it may be, and the oldest of those that are too many; `add` keeps to it from now on */
  expire(retention: Retention): void
  /** Adds a call, once */
  add(row: CallRow): void
  /** Oldest first */
  find(filter: CallFilter): CallRow[]
  /** How many calls there are under each key; under `null` those of which only the trace is kept */
  countByKey(): ReadonlyMap<string | null, number>
  /**
   * Removes calls so that nothing of them is left in the file or beside it. Returns how many.
   *
   * @throws an error with the code `SQLITE_BUSY` when somebody else reads the file for long: it has to be done again
   */
  erase(callers: readonly Uint8Array[]): number
  close(): void
}

/** The version of the tables; another one is none of ours. */
const version = 1

/** ms to wait for whoever else writes. */
const lockMs = 5_000

const dayMs = 86_400_000

/**
 * Opens the file and makes it where it is not there, for its owner only.
 *
 * @throws what the file system or SQLite says: an error with a `code`
 */
export function openStore(file: string): CallStore {
  // SQLite gives what it writes beside the file the same mode
  closeSync(openSync(file, 'a', 0o600))
  const database = new Database(file, { timeout: lockMs })
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON')
    createTables(database)
    return new SqliteStore(database)
  } catch (error) {
    database.close()
    throw error
  }
}

class SqliteStore implements CallStore {
  readonly #database: Database.Database
  readonly #insert: Database.Statement
  /** Most calls that are kept */
  #maximum = Number.POSITIVE_INFINITY
  /** As far as this process knows; counted anew when it removes what is too old */
  #count = 0

  constructor(database: Database.Database) {
    this.#database = database
    this.#insert = database.prepare(
      'INSERT OR IGNORE INTO calls (id, received_at, line, response, caller, key_id, record) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
  }

  expire({ calls, days }: Retention): void {
    this.#maximum = calls
    this.#database.prepare('DELETE FROM calls WHERE received_at < ?').run([Date.now() - days * dayMs])
    this.#count = [...this.countByKey().values()].reduce((sum, count) => sum + count, 0)
    this.#removeOldest()
  }

  add({ id, receivedAt, line, response, caller, keyId, record }: CallRow): void {
    const { changes } = this.#insert.run([id, receivedAt, line, response, caller, keyId, record])
    this.#count += changes
    this.#removeOldest()
  }

  find(filter: CallFilter): CallRow[] {
    const conditions = conditionsOf(filter)
    const where = conditions.length === 0 ? '' : `WHERE ${conditions.map(([condition]) => condition).join(' AND ')}`
    const rows = this.#database
      .prepare(`SELECT * FROM calls ${where} ORDER BY received_at DESC, seq DESC LIMIT ?`)
      .all([...conditions.flatMap(([, ...values]) => values), filter.limit ?? -1])
    return (rows as StoredRow[]).map(toCallRow).reverse()
  }

  countByKey(): ReadonlyMap<string | null, number> {
    const rows = this.#database.prepare('SELECT key_id, count(*) AS calls FROM calls GROUP BY key_id').all()
    return new Map((rows as { key_id: string | null; calls: number }[]).map(({ key_id, calls }) => [key_id, calls]))
  }

  erase(callers: readonly Uint8Array[]): number {
    const { changes } = this.#database
      .prepare(`DELETE FROM calls WHERE caller IN (${placesFor(callers)})`)
      // as a list: one value alone that is bytes ends the process (libsql 0.5.29)
      .run([...callers])
    // secure_delete has overwritten the rows; the file is written anew besides, and what stood in the log beside it is cut off
    this.#database.exec('VACUUM')
    const [{ busy }] = this.#database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all() as [{ busy: number }]
    if (busy !== 0) throw Object.assign(new Error('somebody else reads the file'), { code: 'SQLITE_BUSY' })
    return changes
  }

  close(): void {
    // whoever copies the file has all of it
    this.#database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all()
    this.#database.close()
  }

  #removeOldest(): void {
    const tooMany = this.#count - this.#maximum
    if (tooMany <= 0) return
    this.#database.prepare('DELETE FROM calls WHERE seq IN (SELECT seq FROM calls ORDER BY seq LIMIT ?)').run([tooMany])
    this.#count -= tooMany
  }
}

/** A condition of SQL, and the values for its places. */
type Condition = readonly [condition: string, ...values: unknown[]]

function conditionsOf({ line, callers, since, until, kind, id }: CallFilter): Condition[] {
  const conditions: (Condition | false)[] = [
    line !== undefined && ['line = ?', line],
    kind !== undefined && ['response = ?', kind],
    since !== undefined && ['received_at >= ?', since],
    until !== undefined && ['received_at < ?', until],
    id !== undefined && ['substr(id, 1, ?) = ?', id.length, id],
    // without a key nobody knows whether a number was withheld
    callers === 'withheld' && ['caller IS NULL AND key_id IS NOT NULL'],
    typeof callers === 'object' && [`caller IN (${placesFor(callers)})`, ...callers],
  ]
  return conditions.filter((condition) => condition !== false)
}

/** A row as libsql gives it. */
interface StoredRow {
  readonly id: string
  readonly received_at: number
  readonly line: string
  readonly response: string
  readonly caller: ArrayBuffer | null
  readonly key_id: string | null
  readonly record: ArrayBuffer
}

function toCallRow({ id, received_at, line, response, caller, key_id, record }: StoredRow): CallRow {
  return {
    id,
    receivedAt: received_at,
    line,
    response: response as CallRow['response'],
    caller: caller && new Uint8Array(caller),
    keyId: key_id,
    record: new Uint8Array(record),
  }
}

function createTables(database: Database.Database): void {
  const [{ user_version: found }] = database.prepare('PRAGMA user_version').all() as [{ user_version: number }]
  if (found === version) return
  if (found !== 0) throw Object.assign(new Error('made by another version'), { code: 'ANOTHER_VERSION' })
  database.exec(`
    BEGIN IMMEDIATE;
    CREATE TABLE IF NOT EXISTS calls (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      received_at INTEGER NOT NULL,
      line TEXT NOT NULL,
      response TEXT NOT NULL,
      caller BLOB,
      key_id TEXT,
      record BLOB NOT NULL
    );
    CREATE INDEX IF NOT EXISTS calls_received_at ON calls (received_at);
    CREATE INDEX IF NOT EXISTS calls_caller ON calls (caller);
    PRAGMA user_version = ${version};
    COMMIT;
  `)
}

function placesFor(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ')
}
