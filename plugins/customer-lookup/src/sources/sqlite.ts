import { type ChildProcess, fork } from 'node:child_process'
import { parameterize } from '../template.ts'
import { requireInstalled } from './installed.ts'
import { type Source, SourceError } from './source.ts'
import type { SqliteAnswer, SqliteQuestion } from './sqlite-process.ts'

export interface SqliteOptions {
  readonly file: string
  /** A SELECT with places for the number: `SELECT * FROM customers WHERE phone = {e164}` */
  readonly query: string
}

interface Asked {
  resolve(rows: readonly unknown[]): void
  reject(error: SourceError): void
}

/** The same place seen from `src` and from `dist`: a process of Node takes no TypeScript. */
const program = new URL('../../dist/sources/sqlite-process.js', import.meta.url)

/**
 * Asks SQLite, read-only and in a process of its own: libsql holds the thread while it asks, and aborts the whole process
 * when its thread is ended meanwhile. A query that takes too long is ended with the process.
 *
 * @param file Absolute
 * @throws when `libsql` is not installed
 */
export function openSqliteSource({ query }: SqliteOptions, file: string, timeoutMs: number): Source {
  requireInstalled('libsql')
  const { text, parametersOf } = parameterize(query, (index) => `?${index}`)
  // whoever waits for a lock answers before the question is given up
  const lockTimeoutMs = Math.ceil(timeoutMs / 2)
  /** In the order in which they were asked: the first one is being answered. */
  const asked = new Map<number, Asked>()
  let running: ChildProcess | undefined
  let isReady = false
  let questions = 0

  function start(): ChildProcess {
    const child = fork(program, {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [],
      serialization: 'advanced',
    })
    child.unref()
    child.channel?.unref()
    isReady = false
    child.on('message', (answer: SqliteAnswer | 'ready') => {
      if (running !== child) return
      isReady = true
      if (answer === 'ready') return
      const question = asked.get(answer.id)
      asked.delete(answer.id)
      if (answer.rows === undefined) question?.reject(failureOf(answer.code))
      else question?.resolve(answer.rows)
    })
    child.on('error', () => stop(child))
    child.on('exit', () => stop(child))
    return child
  }

  /** Ends a process; what it was asked stays without an answer. */
  function stop(child: ChildProcess): void {
    if (running !== child) return
    running = undefined
    child.kill('SIGKILL')
    for (const { reject } of asked.values()) reject(new SourceError('source-down'))
    asked.clear()
  }

  return {
    find(forms, signal) {
      return new Promise((resolve, reject) => {
        questions += 1
        const id = questions
        running ??= start()
        const child = running
        asked.set(id, { resolve, reject })
        signal.addEventListener('abort', () => {
          const [first] = asked.keys()
          // one that is still starting needs its time, whoever waits
          if (first === id && isReady) stop(child)
          asked.delete(id)
        })
        child.send({ id, file, query: text, parameters: parametersOf(forms), lockTimeoutMs } satisfies SqliteQuestion)
      })
    },
    close() {
      if (running !== undefined) stop(running)
    },
  }
}

function failureOf(code: string): SourceError {
  // busy and locked: somebody else writes
  const isBusy = /^SQLITE_(?:BUSY|LOCKED)/.test(code)
  const isRefused = /^SQLITE_(?:ERROR|READONLY|RANGE|MISMATCH|AUTH)/.test(code)
  return new SourceError(isBusy ? 'source-slow' : isRefused ? 'source-refuses' : 'source-down', { detail: code })
}
