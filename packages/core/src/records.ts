import type { ExchangeDetail } from './detail.ts'
import type { Draft } from './draft.ts'
import type { ErrorCode } from './errors.ts'
import type { EventName } from './event.ts'
import type { Exchange } from './exchange.ts'
import { describeError, type Logger } from './log.ts'
import type { ResponseKind, TapTrace, Trace } from './trace.ts'
import { type Reply, refusal, toRefused, type Webhook } from './webhook.ts'

/** An exchange that is over, in a few words. None of them says anything about the caller. */
export interface EndedExchange {
  /** As in the trace and the log */
  readonly id: string
  readonly event: EventName
  readonly line: string
  readonly dialect: string
  readonly response: ResponseKind
  /** ms from the arrival of the webhook to its response */
  readonly durationMs: number
  /** ms that it might have taken: the platform's limit less the margin */
  readonly allowedMs: number
  /** How its taps ended, observers among them */
  readonly taps: readonly Omit<TapTrace, 'set' | 'lost'>[]
  /** All of it. Made when it is read */
  readonly trace: Trace
  /** The values besides: personal data, for recorders, never to be logged. Made when it is read */
  readonly detail: ExchangeDetail
  /** The draft before the first patch, then after each one of `detail.patches`. Personal data too. Made when it is read */
  readonly drafts: readonly Draft[]
  /** Of the request's body */
  readonly requestBytes: number
}

/** A webhook that got no exchange: personal data, for tools that show it to the operator, never to be logged. */
export type RefusedWebhook = Pick<Webhook, 'headers' | 'body' | 'peerAddress' | 'pathToken'>

/** Those to whom a host tells what it does. Nobody listens where they are absent, and nothing is made for them. */
export interface Listeners {
  /** Told of each exchange once its response is out and its observers have ended; what it throws costs a line in the log */
  readonly onExchange?: (exchange: EndedExchange) => void
  /** Told of each webhook that was refused before it had an exchange; what it throws costs a line in the log */
  readonly onRefusal?: (code: ErrorCode, refused: RefusedWebhook) => void
  /** What stands for a caller in the line that is logged for each call; without it nothing does */
  readonly pseudonymOf?: (caller: string) => string
}

/** What a host logs, counts and tells about webhooks: never anything of what was sent. */
export class Records {
  readonly log: Logger
  readonly #listeners: Listeners
  #repeated = 0

  constructor(log: Logger, listeners: Listeners) {
    this.log = log
    this.#listeners = listeners
  }

  /** Deliveries of a call that got the response of an earlier one. */
  get repeated(): number {
    return this.#repeated
  }

  /** A webhook that gets no exchange, and what is said about it. */
  refuse(error: unknown, webhook: RefusedWebhook): Reply {
    const refused = toRefused(error)
    const { code, status } = refused
    const details = refused === error ? {} : describeError(error)
    this.log[status >= 500 ? 'error' : 'warn']({ code, status, ...details }, 'webhook refused')
    this.#ask('onRefusal', () => this.#listeners.onRefusal?.(code, webhook))
    return refusal(refused)
  }

  /** A delivery of a call whose response is on its way, or went out. */
  noteRepeated(line: string, dialect: string): void {
    this.#repeated += 1
    this.log.info({ dialect, line }, 'second delivery of a call')
  }

  /** One line an exchange: what was decided and who failed. Of the caller at most a pseudonym. */
  logExchange({ id, event, setting, kind, durationMs, runs, call: { caller } }: Exchange): void {
    const { pseudonymOf } = this.#listeners
    const pseudonym = caller && pseudonymOf && this.#ask('pseudonymOf', () => pseudonymOf(caller))
    const failed = runs.filter((run) => run.hasFailed).map((run) => run.entry.name)
    const fields = {
      exchange: id,
      event: event.name,
      dialect: setting.dialect,
      line: setting.line.name,
      response: kind,
      durationMs,
      ...(pseudonym === undefined ? {} : { caller: pseudonym }),
      ...(failed.length === 0 ? {} : { failed }),
    }
    this.log.info(fields, event.name === 'assistant-request' ? 'call answered' : 'event acknowledged')
  }

  /** An exchange that is over, observers and all. */
  endExchange(exchange: Exchange): void {
    const { onExchange } = this.#listeners
    if (onExchange !== undefined) this.#ask('onExchange', () => onExchange(ended(exchange)))
  }

  /** A listener that throws must not cost a call, and one that rejects not the process. */
  #ask<Value>(listener: keyof Listeners, ask: () => Value): Value | undefined {
    const fail = (error: unknown) => this.log.error({ listener, ...describeError(error) }, 'a listener failed')
    try {
      const told = ask()
      if (told instanceof Promise) told.catch(fail)
      return told
    } catch (error) {
      fail(error)
      return undefined
    }
  }
}

function ended(exchange: Exchange): EndedExchange {
  const { event, setting, kind, durationMs, runs, startedAt } = exchange
  const { line, dialect, deadline } = setting
  return {
    id: exchange.id,
    event: event.name,
    line: line.name,
    dialect,
    response: kind,
    durationMs,
    allowedMs: deadline.limitMs - deadline.marginMs,
    taps: runs.map((run) => run.trace(startedAt)),
    get trace() {
      return exchange.trace()
    },
    get detail() {
      return exchange.detail()
    },
    get drafts() {
      return exchange.drafts()
    },
    requestBytes: exchange.request.body.byteLength,
  }
}
