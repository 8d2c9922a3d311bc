import { describeError } from '../log.ts'
import { copyPlain, NotPlainError } from '../plain.ts'
import type { SettledMessage, SetUpFailure, Thrown } from './messages.ts'

/** In the worker: what a tap returned, as plain data. What cannot be copied is told, not sent. */
export function packValue(value: unknown): SettledMessage {
  try {
    return { value: copyPlain(value) }
  } catch (error) {
    return error instanceof NotPlainError ? { notData: true } : { unreadable: packThrown(error) }
  }
}

/** In the worker: what a tap threw. */
export function packThrown(error: unknown): Thrown {
  return error === undefined ? undefined : describeError(error)
}

/**
 * In the main thread: the value that the tap would have returned here, or one that is found wanting in the same way.
 *
 * @throws what the tap threw
 */
export function unpack(settled: SettledMessage): unknown {
  if ('thrown' in settled) throw unpackThrown(settled.thrown)
  if ('notData' in settled) return new NotData()
  if (!('unreadable' in settled)) return settled.value
  return Object.defineProperty({}, 'value', {
    enumerable: true,
    get() {
      throw unpackThrown(settled.unreadable)
    },
  })
}

/** An error with the class and the places of the one that was thrown in the worker. */
export function unpackThrown(thrown: Thrown): unknown {
  if (thrown === undefined) return undefined
  const error = new Error('')
  error.name = thrown.name
  error.stack = thrown.frames.map((frame) => `    ${frame}`).join('\n')
  return error
}

/** The error of a setup that failed in the worker, told apart from a mistake where something was down. */
export function unpackFailure({ thrown, message, outage }: SetUpFailure): unknown {
  const error = unpackThrown(thrown)
  if (!(error instanceof Error)) return error
  error.message = message
  if (outage !== undefined)
    error.cause = Object.assign(new Error(outage), { name: outage, code: outage, status: statusIn(outage) })
  return error
}

function statusIn(outage: string): number | undefined {
  return outage.startsWith('status-') ? Number(outage.slice('status-'.length)) : undefined
}

/** Stands for something that is not plain data, and is none. */
class NotData {}
