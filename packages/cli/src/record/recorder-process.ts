/** The program of the process that writes recorded calls. What can end a process, such as a bug in native code, ends only this one. */
import type { CallRow } from './call-row.ts'
import { type CallStore, openStore, type Retention } from './store.ts'

/** What the host says. */
export type ToRecorder =
  | { readonly kind: 'open'; readonly file: string; readonly retention: Retention }
  | { readonly kind: 'add'; readonly row: CallRow }
  | { readonly kind: 'close' }

/** What it is told: one answer to each message, in their order. `code` says why something could not be done. */
export interface FromRecorder {
  readonly kind: ToRecorder['kind']
  readonly code?: string
}

/** ms between two looks for calls that are too old. */
const expiryMs = 600_000

let store: CallStore | undefined

process.on('message', (message: ToRecorder) => {
  const told: FromRecorder = { kind: message.kind, ...failureOf(() => obey(message)) }
  process.send?.(told, () => {
    // a file that cannot be opened is tried again by a new process
    if (message.kind === 'close' || store === undefined) process.disconnect()
  })
})
process.on('disconnect', () => {
  store?.close()
  process.exit()
})
// a signal to the group is for the host, which still has calls to tell of
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

function obey(message: ToRecorder): void {
  if (message.kind === 'add') store?.add(message.row)
  if (message.kind !== 'open') return
  const { file, retention } = message
  const opened = openStore(file)
  opened.expire(retention)
  store = opened
  setInterval(() => failureOf(() => opened.expire(retention)), expiryMs).unref()
}

function failureOf(act: () => void): { code?: string } {
  try {
    act()
    return {}
  } catch (error) {
    const code = (error as { code?: unknown } | null)?.code
    return { code: typeof code === 'string' && /^[A-Z_]{1,40}$/.test(code) ? code : 'UNKNOWN' }
  }
}
