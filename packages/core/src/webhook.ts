import type { Facts } from './call.ts'
import type { ExchangeDetail } from './detail.ts'
import type { Draft } from './draft.ts'
import { isPreanswerError, PreanswerError } from './errors.ts'
import type { Trace } from './trace.ts'

/** A webhook without HTTP: for tests, simulations, and servers other than Koa. */
export interface Webhook {
  /** Lower-case names, as Node gives them */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** The body exactly as it arrived */
  readonly body: string | Uint8Array
  /** Address of the socket's other end; absent counts as not loopback */
  readonly peerAddress?: string
  /** The last segment of the path, where `auth.pathToken` is used */
  readonly pathToken?: string
  /** The caller of `answer` vouches for it: no signature is asked for */
  readonly trusted?: boolean
  /** `performance.now()` when its first byte arrived; now where absent */
  readonly arrivedAt?: number
  /** What plugins take for now, ms since the Unix epoch; the clock's where absent */
  readonly receivedAt?: number
  /** What the app knows already; asked for once the webhook is trusted, within the budget of `identify` */
  readonly facts?: () => Facts | undefined | Promise<Facts | undefined>
  /** Ask for `Reply.detail` */
  readonly detail?: boolean
  /** The call is only tried */
  readonly rehearsal?: Rehearsal
}

/**
 * A call that is only tried, as on behalf of an operator who asks what a caller would get. The taps run, up to the response;
 * nothing is observed, recorded, forwarded, counted or held against anybody: not as a delivery of the call, not in health,
 * metrics and alerts. Breakers are obeyed, and do not move.
 */
export interface Rehearsal {
  /** All that is known about the call, in place of what `identify` and the app would find out; they are not asked then */
  readonly facts?: Facts
  /**
   * The entry that found each fact, as `Trace.facts` has it; `rehearsal` where absent. A fact of `host` is not taken: the
   * host settles it anew
   */
  readonly owners?: Readonly<Record<string, string>>
}

/** What goes back to the platform. Holds an `error` key only where the call is refused on purpose. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** JSON */
  readonly body: string
  /** Absent when the webhook was refused before it had an exchange, and when an earlier response is sent again. Made when read */
  readonly trace?: Trace
  /** Values, for tools that show them to the operator: never to be logged */
  readonly detail?: Omit<ExchangeDetail, 'receivedAt' | 'request' | 'response'>
  /** With the detail: the draft before the first patch, then after each one. Made when read */
  readonly drafts?: readonly Draft[]
}

/** What a webhook is refused with; of what is none of our errors nothing is said. */
export function toRefused(error: unknown): PreanswerError {
  return isPreanswerError(error) ? error : new PreanswerError('PREANSWER_BODY_INVALID')
}

/** Says why a webhook was refused, as RFC 9457 wants it: never with an `error` key, never with what was sent. */
export function refusal(error: PreanswerError): Reply {
  const { code, message, hint, status } = error
  const problem = {
    type: `https://github.com/preanswer/preanswer/blob/main/docs/errors.md#${code.toLowerCase()}`,
    title: message,
    status,
    // whoever fails to prove who they are learns nothing about how
    ...(status === 401 ? {} : { detail: hint }),
    code,
  }
  return {
    status,
    headers: { 'content-type': 'application/problem+json', ...(status === 405 ? { allow: 'POST' } : {}) },
    body: JSON.stringify(problem),
  }
}
