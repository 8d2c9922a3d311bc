import { describeError, type Logger } from '@preanswer/core'
import pRetry, { AbortError } from 'p-retry'
import type { Alert } from './kinds.ts'

export interface PostOptions {
  readonly url: string
  /** Sent as `Authorization: Bearer …` */
  readonly bearer?: string
  /** ms for one attempt */
  readonly timeoutMs: number
  /** ms before the second attempt, twice that before the third; 500 where absent */
  readonly pauseMs?: number
  readonly log: Logger
}

/** Attempts after the first one. */
const retries = 2

/** Alerts on their way at once; more are dropped. */
const maximumPending = 20

/** Posts alerts as JSON, in the background. */
export class AlertPost {
  readonly #options: PostOptions
  readonly #closing = new AbortController()
  readonly #pending = new Set<Promise<void>>()

  constructor(options: PostOptions) {
    this.#options = options
  }

  send(alert: Alert): void {
    const { log, pauseMs = 500 } = this.#options
    if (this.#pending.size >= maximumPending) {
      log.error({ alert: alert.kind, reason: 'too-many' }, 'an alert could not be delivered')
      return
    }
    const attempt = () => this.#post(alert)
    const sent = pRetry(attempt, { retries, minTimeout: pauseMs, signal: this.#closing.signal })
      .catch((error: unknown) => {
        log.error({ alert: alert.kind, ...reasonOf(error) }, 'an alert could not be delivered')
      })
      .finally(() => this.#pending.delete(sent))
    this.#pending.add(sent)
  }

  /** Gives what is on its way so many ms more. */
  async close(graceMs: number): Promise<void> {
    const timer = setTimeout(() => this.#closing.abort(), graceMs)
    await Promise.all(this.#pending)
    clearTimeout(timer)
  }

  async #post(alert: Alert): Promise<void> {
    const { url, bearer, timeoutMs } = this.#options
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'preanswer',
        ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      },
      body: JSON.stringify(alert),
      // a redirect could lead the token to a place that nobody configured
      redirect: 'manual',
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), this.#closing.signal]),
    })
    await response.body?.cancel()
    if (response.ok) return
    const { status } = response
    const error = Object.assign(new Error(), { status })
    throw status >= 500 || status === 429 || status === 408 ? error : new AbortError(error)
  }
}

/** Why it failed, without the address: it may hold a token. */
function reasonOf(error: unknown): object {
  const { status, cause } = error as { status?: number; cause?: { code?: unknown } }
  if (status !== undefined) return { reason: 'status', status }
  const { name } = describeError(error)
  if (name === 'TimeoutError' || name === 'AbortError') return { reason: 'timed-out' }
  const code = cause?.code
  return { reason: 'unreachable', ...(typeof code === 'string' && /^[A-Z_]{1,40}$/.test(code) ? { code } : {}) }
}
