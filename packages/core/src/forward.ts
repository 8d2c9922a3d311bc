import pRetry, { AbortError } from 'p-retry'
import { describeError, type Logger } from './log.ts'

/** ms for one attempt in the background. */
const attemptMs = 10_000

/** Attempts after the first one. */
const retries = 4

/** Background deliveries at once; more than these are dropped and counted. */
const maximumPending = 500

/** Longest answer to a tool call that is passed back. */
const maximumAnswerBytes = 256 * 1024

/** What is passed on: the proof of the sender, and what the body is. */
const passedHeaders = /^(?:content-type|user-agent|authorization|x-webhook-.+)$/

export interface Delivery {
  /** Where it goes */
  readonly url: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Byte for byte as it arrived */
  readonly body: Uint8Array
}

/** Passes on the events that we do not answer, to the webhook that had them before. */
export class Forwarder {
  readonly #log: Logger
  readonly #closing = new AbortController()
  readonly #pending = new Set<Promise<void>>()
  #delivered = 0
  #dropped = 0

  constructor(log: Logger) {
    this.#log = log
  }

  /** Events that arrived where they were to go, tool calls among them. */
  get delivered(): number {
    return this.#delivered
  }

  /** Events that were given up, tool calls among them. */
  get dropped(): number {
    return this.#dropped
  }

  /**
   * Asks for the answer to a tool call, once.
   *
   * @returns The JSON text; `undefined` when there is none in time
   */
  async ask(delivery: Delivery, timeoutMs: number): Promise<string | undefined> {
    try {
      const response = await this.#send(delivery, Math.ceil(timeoutMs))
      const text = await readText(response)
      JSON.parse(text)
      this.#delivered += 1
      return text
    } catch (error) {
      this.#dropped += 1
      this.#log.warn(describeError(error), 'a tool call could not be passed on')
      return undefined
    }
  }

  /** Delivers in the background, with a few attempts. */
  deliver(delivery: Delivery): void {
    if (this.#pending.size >= maximumPending) {
      this.#giveUp(new Error('too many deliveries are pending'))
      return
    }
    const attempt = async () => {
      const response = await this.#send(delivery, attemptMs)
      this.#delivered += 1
      await response.body?.cancel()
    }
    const delivered = pRetry(attempt, {
      retries,
      minTimeout: 500,
      maxTimeout: 30_000,
      randomize: true,
      signal: this.#closing.signal,
    })
      .catch((error: unknown) => this.#giveUp(error))
      .finally(() => this.#pending.delete(delivered))
    this.#pending.add(delivered)
  }

  /** Gives what is under way so many ms more. */
  async close(graceMs: number): Promise<void> {
    const timer = setTimeout(() => this.#closing.abort(), graceMs)
    await Promise.all(this.#pending)
    clearTimeout(timer)
  }

  async #send({ url, headers, body }: Delivery, timeoutMs: number): Promise<Response> {
    const passed = Object.entries(headers).filter(
      ([name, value]) => passedHeaders.test(name) && typeof value === 'string',
    )
    const response = await fetch(url, {
      method: 'POST',
      headers: Object.fromEntries(passed) as Record<string, string>,
      body: new Uint8Array(body),
      // a redirect could lead the caller's data to a place that nobody configured
      redirect: 'manual',
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), this.#closing.signal]),
    })
    if (response.ok) return response
    await response.body?.cancel()
    const error = new Error(`status ${response.status}`)
    throw response.status >= 500 || response.status === 429 || response.status === 408 ? error : new AbortError(error)
  }

  #giveUp(error: unknown): void {
    this.#dropped += 1
    this.#log.error(describeError(error), 'an event could not be passed on')
  }
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > maximumAnswerBytes) throw new Error('the answer is too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
