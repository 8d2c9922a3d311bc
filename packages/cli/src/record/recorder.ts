import { type ChildProcess, fork } from 'node:child_process'
import { dirname } from 'node:path'
import { describeError, type EndedExchange, type Logger } from '@preanswer/core'
import { openStateDir } from '../state-dir.ts'
import { type CallRow, toRow } from './call-row.ts'
import type { RecordKey } from './keys.ts'
import type { FromRecorder, ToRecorder } from './recorder-process.ts'
import type { Retention } from './store.ts'

export interface RecorderOptions {
  /** Absolute */
  readonly file: string
  readonly retention: Retention
  /** Encrypts whole calls; without it only traces are kept */
  readonly key: RecordKey | undefined
}

/** Keeps the last calls in a file, beside the calls that are being answered. */
export interface Recorder {
  /** Of the process that writes; `undefined` while there is none */
  readonly pid: number | undefined
  /** Never throws, and never waits */
  onExchange(exchange: Pick<EndedExchange, 'event' | 'trace' | 'detail'>): void
  /** Opens the file. Resolves when it is open, or known not to be: then it is tried again later */
  begin(): Promise<void>
  /** Waits until all that was told is in the file, for some seconds at most */
  close(): Promise<void>
}

/** Most calls, and bytes of them, that wait to be written. What comes beyond is dropped and counted. */
const maximumWaiting = { calls: 1_000, bytes: 32 * 1024 * 1024 }

/** ms after which a process that ended is started again; doubled each time, until one has opened the file. */
const restartMs = { first: 1_000, longest: 60_000 }

/** ms for which the start and the end of a host wait for the file. */
const patienceMs = 5_000

/** ms between two lines in the log about calls that were dropped. */
const complaintMs = 60_000

/** The same place seen from `src` and from `dist`: a process of Node takes no TypeScript. */
const program = new URL('../../dist/record/recorder-process.js', import.meta.url)

/**
 * Makes what records. A process of its own writes: SQLite holds the thread while it works, and what can end a process must
 * not end the host.
 */
export function createRecorder({ file, retention, key }: RecorderOptions, log: Logger): Recorder {
  const backlog = new Backlog(log)
  const opened = gate()
  let child: ChildProcess | undefined
  /** Of the process that runs, or of the last one */
  let end = gate()
  let isOpen = false
  let isClosing = false
  let delayMs = restartMs.first
  let restart: NodeJS.Timeout | undefined

  function start(): void {
    // the environment stays here, with the key in it
    const started = fork(program, {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [],
      env: {},
      serialization: 'advanced',
    })
    child = started
    end = gate()
    // the host ends when its work does, and not with this process
    started.unref()
    started.channel?.unref()
    started.on('message', (told: FromRecorder) => hear(told))
    // it could not be started, or told something
    started.on('error', () => started.kill('SIGKILL'))
    started.once('exit', (code) => ended(code === 0 ? undefined : 'PROCESS_ENDED'))
    send({ kind: 'open', file, retention })
  }

  function hear({ kind, code }: FromRecorder): void {
    if (kind === 'add') backlog.written(code)
    if (kind !== 'open') return
    if (code === undefined) {
      if (delayMs > restartMs.first) log.info({}, 'calls are recorded again')
      isOpen = true
      delayMs = restartMs.first
      for (const row of backlog.take()) send({ kind: 'add', row })
    } else log.error({ code, file }, 'calls are not recorded: the file cannot be opened')
    opened.open()
  }

  /** @param code Why, where it was no end in order */
  function ended(code: string | undefined): void {
    isOpen = false
    child = undefined
    if (code !== undefined) log.error({ code, file }, 'the process that records calls has ended')
    backlog.lose('process-ended')
    opened.open()
    end.open()
    if (isClosing) return
    restart = setTimeout(start, delayMs).unref()
    delayMs = Math.min(delayMs * 2, restartMs.longest)
  }

  function send(message: ToRecorder): void {
    // whether it arrived is told by the answer, or by the end of the process
    child?.send(message, () => {})
  }

  return {
    get pid() {
      return child?.pid
    },
    onExchange(exchange) {
      if (exchange.event !== 'assistant-request' || isClosing) return
      try {
        backlog.add(toRow(exchange, key))
      } catch (error) {
        log.error(describeError(error), 'a call could not be recorded')
      }
      if (isOpen) for (const row of backlog.take()) send({ kind: 'add', row })
    },
    async begin() {
      // where it cannot be made, the process says so
      await openStateDir(dirname(file)).catch(() => {})
      start()
      await within(patienceMs, opened.passed)
    },
    async close() {
      isClosing = true
      clearTimeout(restart)
      if (child !== undefined) {
        // what waits for the file is written first
        await within(patienceMs, opened.passed)
        send({ kind: 'close' })
        await within(patienceMs, end.passed)
        child?.kill('SIGKILL')
      }
      backlog.close()
    },
  }
}

/** Calls that are not written yet, as many as may wait, and how many were dropped. */
class Backlog {
  readonly #log: Logger
  #waiting: CallRow[] = []
  /** Bytes of those that are being written; oldest first */
  readonly #sent: number[] = []
  #bytes = 0
  #dropped = 0
  #complaint: NodeJS.Timeout | undefined

  constructor(log: Logger) {
    this.#log = log
  }

  add(row: CallRow): void {
    const calls = this.#waiting.length + this.#sent.length
    if (calls >= maximumWaiting.calls || this.#bytes + row.record.length > maximumWaiting.bytes) {
      this.#drop(1, 'too-many-wait')
      return
    }
    this.#waiting.push(row)
    this.#bytes += row.record.length
  }

  /** What is to be sent now. */
  take(): readonly CallRow[] {
    const rows = this.#waiting
    this.#waiting = []
    this.#sent.push(...rows.map(({ record }) => record.length))
    return rows
  }

  /** @param code Why the oldest that was sent could not be written; `undefined` when it was */
  written(code: string | undefined): void {
    this.#bytes -= this.#sent.shift() ?? 0
    if (code !== undefined) this.#drop(1, code)
  }

  /** What was sent is not known to be written. */
  lose(reason: string): void {
    this.#drop(this.#sent.length, reason)
    this.#bytes -= this.#sent.splice(0).reduce((sum, bytes) => sum + bytes, 0)
  }

  close(): void {
    this.#drop(this.#waiting.length, 'closed')
    clearTimeout(this.#complaint)
    this.#complain('closed')
  }

  /** The first is told at once, what follows in one line a minute. */
  #drop(count: number, reason: string): void {
    this.#dropped += count
    if (count === 0 || this.#complaint !== undefined) return
    this.#complain(reason)
    this.#complaint = setTimeout(() => {
      this.#complaint = undefined
      this.#complain(reason)
    }, complaintMs).unref()
  }

  #complain(reason: string): void {
    if (this.#dropped > 0) this.#log.warn({ calls: this.#dropped, reason }, 'calls were not recorded')
    this.#dropped = 0
  }
}

/** Something that happens once, and may be waited for. */
function gate(): { readonly passed: Promise<void>; open(): void } {
  let open = () => {}
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { passed, open: () => open() }
}

async function within(ms: number, promise: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([promise, patience])
  clearTimeout(timer)
}
