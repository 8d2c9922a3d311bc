import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { parseNumber } from '@preanswer/core'
import type { Dialect } from './dialects.ts'
import { exitCodes, Failure } from './exit-codes.ts'
import { print } from './terminal.ts'

/** The call that `simulate` and `send` are about: a file with a webhook's body, or two numbers. */
export interface TestCallOptions {
  /** File with the body of a webhook; `-` is stdin */
  readonly event?: string
  /** E.164, or `withheld` */
  readonly from?: string
  /** E.164 */
  readonly to?: string
  readonly dialect: Dialect
  /** When the call rings, ms since the Unix epoch */
  readonly at: number
}

/**
 * The body of a webhook, as the platform would send it.
 *
 * @throws {Failure} exit 2 when the options name no call or two; exit 1 when the file cannot be read
 */
export async function readTestCall(options: TestCallOptions): Promise<string> {
  const { event, from, to } = options
  if (event !== undefined) {
    if (from === undefined && to === undefined) return readText(event)
    throw new Failure(exitCodes.usage, 'Give either --event, or --from and --to.')
  }
  if (from === undefined || to === undefined) {
    throw new Failure(exitCodes.usage, 'Give --event FILE, or --from NUMBER (or withheld) and --to NUMBER.')
  }
  if (from !== 'withheld' && parseNumber(from) === undefined) {
    print(
      process.stderr,
      'The number of --from is not in E.164, like +31612345678: for the host it counts as withheld.',
    )
  }
  return JSON.stringify(assistantRequest({ ...options, from, to }))
}

/**
 * Reads a text from a file, or from stdin for `-`.
 *
 * @throws {Failure} exit 1 when it cannot be read
 */
export async function readText(file: string): Promise<string> {
  if (file === '-') return text(process.stdin)
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Failure(exitCodes.failed, `${file} cannot be read (${error.code ?? error.name}).`)
  })
}

/** The name of the event in a webhook's body, as the platform repeats it in a header; `undefined` when it has none. */
export function eventName(body: string): string | undefined {
  try {
    const { message, eventType } = JSON.parse(body) as { message?: { type?: unknown }; eventType?: unknown }
    const name = message?.type ?? eventType
    // a header takes no line breaks, nor letters beyond Latin
    return typeof name === 'string' && /^[\w.-]{1,100}$/.test(name) ? name : undefined
  } catch {
    return undefined
  }
}

/** A call that rings. */
export interface RingingCall {
  /** E.164, or `withheld` */
  readonly from: string
  /** E.164; a call without one is for the default line */
  readonly to?: string | undefined
  readonly dialect: Dialect
  /** ms since the Unix epoch */
  readonly at: number
}

/** The body of the webhook with which the platform would ask about such a call. */
export function assistantRequest({ from, to, dialect, at }: RingingCall): object {
  const caller = from === 'withheld' ? 'anonymous' : from
  if (dialect === 'legacy') return { eventType: 'assistant-request', fromCaller: caller, toAssistant: to }
  const isCamel = dialect === 'camel'
  return {
    message: {
      type: 'assistant-request',
      timestamp: new Date(at).toISOString(),
      call: { id: randomUUID(), type: isCamel ? 'inboundPhoneCall' : 'inbound_phone_call', status: 'ringing' },
      ...(to === undefined ? {} : { [isCamel ? 'phoneNumber' : 'phone_number']: { number: to } }),
      customer: { number: caller },
    },
  }
}
