import { randomUUID } from 'node:crypto'
import { type EndedExchange, type ErrorCode, maskNumber, type Outcome, type RefusedWebhook } from '@preanswer/core'
import { LRUCache } from 'lru-cache'
import type { CallSummary, PluginMark } from './view.ts'

/** A call that is remembered: an exchange, or a webhook that got none. */
export type Remembered = { readonly id: string; summary?: CallSummary } & (
  | { readonly exchange: EndedExchange }
  | { readonly refused: RefusedWebhook; readonly code: ErrorCode; readonly at: number }
)

/** Refused webhooks that are kept: whoever sends many of them must not push the calls out. */
const maximumRefusals = 200

/** What is kept besides the body of a request. */
const bytesBesides = 16 * 1024

/** The last calls, bounded in number and in bytes. What the page shows of them is made when it is asked for. */
export class CallMemory {
  readonly #calls: LRUCache<string, Remembered>
  readonly #refusals: LRUCache<string, Remembered>

  constructor({ maximumCalls, maximumBytes }: { readonly maximumCalls: number; readonly maximumBytes: number }) {
    const sizeCalculation = bytesOf
    this.#calls = new LRUCache({ max: maximumCalls, maxSize: maximumBytes, sizeCalculation })
    this.#refusals = new LRUCache({ max: maximumRefusals, maxSize: maximumBytes / 4, sizeCalculation })
  }

  addExchange(exchange: EndedExchange): Remembered {
    const call = { id: exchange.id, exchange }
    this.#calls.set(call.id, call)
    return call
  }

  addRefusal(code: ErrorCode, refused: RefusedWebhook): Remembered {
    const call = { id: randomUUID(), refused, code, at: Date.now() }
    this.#refusals.set(call.id, call)
    return call
  }

  find(id: string): Remembered | undefined {
    // a look must not keep a call longer than its turn
    return this.#calls.peek(id) ?? this.#refusals.peek(id)
  }

  /** Newest first. */
  list(): CallSummary[] {
    const all = [...this.#calls.values(), ...this.#refusals.values()].map(summarize)
    return all.sort((one, other) => other.at - one.at)
  }

  /** Exchanges that are remembered, newest first. */
  exchanges(): EndedExchange[] {
    return [...this.#calls.values()].flatMap((call) => ('exchange' in call ? [call.exchange] : []))
  }
}

/** A call in a few words; made once. */
export function summarize(call: Remembered): CallSummary {
  call.summary ??= 'exchange' in call ? ofExchange(call.exchange) : ofRefusal(call.id, call.at, call.code)
  return call.summary
}

function ofExchange({ id, trace, detail, durationMs, allowedMs }: EndedExchange): CallSummary {
  const { event, line, receivedAt, response, taps } = trace
  return {
    id,
    at: receivedAt,
    kind: response.kind,
    event,
    line,
    caller: maskNumber(detail.caller),
    ...(response.reason === undefined ? {} : { reason: response.reason }),
    durationMs,
    allowedMs,
    plugins: marksOf(taps),
  }
}

function ofRefusal(id: string, at: number, code: ErrorCode): CallSummary {
  return { id, at, kind: 'refused', reason: code, plugins: [] }
}

/** From what a plugin is best known for to what it is rather not. */
const byWeight: readonly Outcome[] = ['unchanged', 'used', 'rejected', 'skipped', 'invalid', 'failed', 'timed-out']

/** One mark a plugin: the weightiest outcome of its taps. */
export function marksOf(taps: readonly { readonly entry: string; readonly outcome: Outcome }[]): PluginMark[] {
  const marks = new Map<string, Outcome>()
  for (const { entry, outcome } of taps) {
    const before = marks.get(entry)
    if (before === undefined || byWeight.indexOf(outcome) > byWeight.indexOf(before)) marks.set(entry, outcome)
  }
  return [...marks].map(([entry, outcome]) => ({ entry, outcome }))
}

function bytesOf(call: Remembered): number {
  const body = 'exchange' in call ? call.exchange.requestBytes : call.refused.body.length
  return bytesBesides + 2 * body
}
