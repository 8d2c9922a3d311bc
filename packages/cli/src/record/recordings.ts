import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseNumber } from '@preanswer/core'
import { type LoadedConfig, loadConfig } from '../config/load.ts'
import { exitCodes, Failure } from '../exit-codes.ts'
import { fromRow, type RecordedCall } from './call-row.ts'
import { type RecordKey, readKeys } from './keys.ts'
import { recordFile } from './start.ts'
import { type CallFilter, type CallStore, openStore } from './store.ts'

/** Whose recorded calls a command is about. */
export interface RecordingsOptions {
  /** The config of the host that recorded them */
  readonly config?: string
  /** Another file with recorded calls: nothing in it expires */
  readonly file?: string
}

/** Which of the calls are asked for, in the words of the command. */
export interface CallSelection extends Omit<CallFilter, 'callers'> {
  /** E.164, or `withheld` */
  readonly from?: string
}

/** Recorded calls, open. */
export interface Recordings {
  /** Absolute */
  readonly file: string
  readonly loaded: LoadedConfig
  readonly keys: readonly RecordKey[]
  readonly store: CallStore
  /**
   * Oldest first.
   *
   * @throws {Failure} exit 1 when a caller is asked for and there is no key; exit 2 when it is no number
   */
  find(selection: CallSelection): FoundCalls
}

export interface FoundCalls {
  readonly calls: readonly RecordedCall[]
  /** Calls under a key that is not there */
  readonly unreadable: number
}

/**
 * Opens the recorded calls of a host, running or not. What is older than its config says is removed first.
 *
 * @throws {Failure} exit 1 when there are none or the file cannot be opened; exit 78 when there is no config, or no key is one
 */
export async function openRecordings({ config: named, file: other }: RecordingsOptions): Promise<Recordings> {
  const loaded = await loadConfig({ from: process.cwd(), named, environment: process.env })
  const { record } = loaded.command
  const file = other === undefined ? recordFile(loaded.stateDir) : resolve(other)
  if (!existsSync(file)) {
    const hint = other === undefined ? '\n  → write `record: {}` into the config, and run `preanswer start`' : ''
    throw new Failure(exitCodes.failed, `No calls are recorded in ${file}.${hint}`)
  }
  const keys = readKeys(record?.key)
  const store = opened(file)
  if (record !== undefined && other === undefined) store.expire(record)
  return { file, loaded, keys, store, find: (selection) => find(selection, store, keys) }
}

/**
 * Finds one recorded call, and the config of the host that recorded it.
 *
 * @param id The first characters of its id, four at least
 * @throws {Failure} exit 1 when there is no such call, or more than one; exit 2 for what is no id
 */
export async function findCall(
  id: string,
  options: RecordingsOptions,
): Promise<{ call: RecordedCall; loaded: LoadedConfig }> {
  if (!/^[\da-f-]{4,36}$/.test(id)) throw new Failure(exitCodes.usage, 'An id is four characters of it at least.')
  const { find, store, loaded } = await openRecordings(options)
  const { calls, unreadable } = find({ id })
  store.close()
  if (unreadable > 0) throw new Failure(exitCodes.failed, missingKeyNote(unreadable))
  const [call, another] = calls
  if (call === undefined) throw new Failure(exitCodes.failed, `No call ${id} is recorded.`)
  if (another !== undefined)
    throw new Failure(exitCodes.failed, `${calls.length} calls begin with ${id}: give more of it.`)
  return { call, loaded }
}

/** What to say where calls cannot be read. */
export function missingKeyNote(unreadable: number): string {
  return (
    `${unreadable} ${unreadable === 1 ? 'call is' : 'calls are'} encrypted under a key that is not there.\n` +
    '  → give the key that was in use, as PREANSWER_RECORD_KEY or `record.key`: a list of keys, the newest first'
  )
}

/** Writes times as `2026-11-26 19:40:12`, in the zone of the config; this machine's where it has none. */
export function clockOf({ config: { timeZone } }: LoadedConfig): (at: number) => string {
  // Sweden writes dates as ISO 8601 does
  const format = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone })
  return (at) => format.format(at)
}

function opened(file: string): CallStore {
  try {
    return openStore(file)
  } catch (error) {
    const { code = 'unknown' } = error as { code?: string }
    const hint = code === 'ANOTHER_VERSION' ? 'another version of preanswer made it' : 'is it a file of recorded calls?'
    throw new Failure(exitCodes.failed, `${file} cannot be opened (${code}).\n  → ${hint}`)
  }
}

function find({ from, ...filter }: CallSelection, store: CallStore, keys: readonly RecordKey[]): FoundCalls {
  const rows = store.find({ ...filter, ...(from === undefined ? {} : { callers: callersOf(from, keys) }) })
  const calls = rows.map((row) => fromRow(row, keys)).filter((call) => call !== undefined)
  return { calls, unreadable: rows.length - calls.length }
}

function callersOf(from: string, keys: readonly RecordKey[]): CallFilter['callers'] {
  if (from === 'withheld') return from
  const number = parseNumber(from)
  if (number === undefined) throw new Failure(exitCodes.usage, '--from is E.164, like +31612345678, or withheld.')
  if (keys.length === 0) {
    throw new Failure(exitCodes.failed, 'A caller cannot be looked up without the key: give PREANSWER_RECORD_KEY.')
  }
  return keys.map((key) => key.markOf(number))
}
