import type { EndedExchange, ExchangeDetail, ResponseKind, Trace } from '@preanswer/core'
import type { RecordKey } from './keys.ts'

/** A call as it was recorded. */
export interface RecordedCall {
  readonly id: string
  /** ms since the Unix epoch */
  readonly receivedAt: number
  readonly line: string
  readonly response: ResponseKind
  readonly trace: Trace
  /** The values, personal data among them. Absent where it was recorded without a key, or is too large to be kept */
  readonly detail?: ExchangeDetail
}

/** A call as it stands in the file. */
export interface CallRow {
  readonly id: string
  readonly receivedAt: number
  readonly line: string
  readonly response: ResponseKind
  /** What stands for the caller; `null` without a key and for a withheld number */
  readonly caller: Uint8Array | null
  /** `null`: the record is a trace in the clear */
  readonly keyId: string | null
  readonly record: Uint8Array
}

/** Bytes of a record; of a larger one only the trace is kept. */
const maximumBytes = 2 * 1024 * 1024

/** Headers that say something about a request and prove nothing. */
const keptHeaders = ['content-type', 'content-length', 'user-agent', 'x-webhook-timestamp']

/** Makes of a call what may stand in the file: all of it under a key, and without one only what names nobody. */
export function toRow(exchange: Pick<EndedExchange, 'trace' | 'detail'>, key: RecordKey | undefined): CallRow {
  const { trace } = exchange
  const { id, receivedAt, line, response } = trace
  const row = { id, receivedAt, line, response: response.kind }
  if (key === undefined) return { ...row, caller: null, keyId: null, record: Buffer.from(JSON.stringify({ trace })) }
  const { detail } = exchange
  const whole = JSON.stringify({ trace, detail: { ...detail, request: withoutProof(detail.request) } })
  const text = whole.length > maximumBytes ? JSON.stringify({ trace }) : whole
  const caller = detail.caller === undefined ? null : key.markOf(detail.caller)
  return { ...row, caller, keyId: key.id, record: key.seal(text, id) }
}

/**
 * Reads a call from the file.
 *
 * @returns `undefined` when none of the keys opens it
 */
export function fromRow({ record, keyId, ...row }: CallRow, keys: readonly RecordKey[]): RecordedCall | undefined {
  const { id, receivedAt, line, response } = row
  const text = keyId === null ? Buffer.from(record).toString('utf8') : open(record, keyId, id, keys)
  if (text === undefined) return undefined
  return { id, receivedAt, line, response, ...(JSON.parse(text) as Pick<RecordedCall, 'trace' | 'detail'>) }
}

function open(record: Uint8Array, keyId: string, id: string, keys: readonly RecordKey[]): string | undefined {
  try {
    return keys.find((key) => key.id === keyId)?.open(record, id)
  } catch {
    return undefined
  }
}

function withoutProof({ headers, body }: ExchangeDetail['request']): ExchangeDetail['request'] {
  return { headers: Object.fromEntries(Object.entries(headers).filter(([name]) => keptHeaders.includes(name))), body }
}
