import type { NumberForms } from '../numbers.ts'
import { fillJson, fillUrl } from '../template.ts'
import { createTokens, type TokenOptions } from './oauth.ts'
import { type Source, SourceError } from './source.ts'

export interface HttpOptions {
  /** With a place for the number: `https://crm.example/customers?phone={e164}` */
  readonly url: string
  /** `POST` where there is a body, else `GET` */
  readonly method?: 'GET' | 'POST' | undefined
  /** Sent as they are; their values are secrets */
  readonly headers: Readonly<Record<string, string>>
  /** JSON, with places for the number in its texts */
  readonly body?: unknown
  /** Where a bearer token comes from */
  readonly oauth?: TokenOptions | undefined
}

/** More of an answer is not read. */
const maximumBytes = 256 * 1024

/** ms of rest for a source that asks for it: when it does not say how long, and at most. */
const pause = { usualMs: 1_000, maximumMs: 60_000 }

/**
 * Asks over HTTP and reads JSON. 204 and 404 mean that nobody is known; a redirect is not followed.
 *
 * @param recordsOf Takes the records out of an answer
 */
export async function openHttpSource(
  options: HttpOptions,
  recordsOf: (answer: unknown) => readonly unknown[],
): Promise<Source> {
  // the first fetch of a process loads what it needs, and would hold the thread in a call
  await fetch('data:,')
  const tokens = options.oauth && createTokens(options.oauth, request)

  async function ask(forms: NumberForms, signal: AbortSignal, token?: string): Promise<unknown> {
    const { url, body, method = body === undefined ? 'GET' : 'POST' } = options
    const headers = new Headers(options.headers)
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
    if (body === undefined) return request(fillUrl(url, forms), { method, headers, signal })
    if (!headers.has('content-type')) headers.set('content-type', 'application/json')
    return request(fillUrl(url, forms), { method, headers, signal, body: JSON.stringify(fillJson(body, forms)) })
  }

  return {
    async find(forms, signal) {
      if (tokens === undefined) return recordsOf(await ask(forms, signal))
      const token = await tokens.current()
      try {
        return recordsOf(await ask(forms, signal, token))
      } catch (error) {
        // a token may end before its time
        if (!(error instanceof SourceError) || error.detail !== '401') throw error
        return recordsOf(await ask(forms, signal, await tokens.renew(token)))
      }
    },
  }
}

/** Sends a request and reads the JSON of the answer; `undefined` when there is nothing. */
async function request(url: string, init: RequestInit): Promise<unknown> {
  const headers = new Headers(init.headers)
  if (!headers.has('accept')) headers.set('accept', 'application/json')
  if (!headers.has('user-agent')) headers.set('user-agent', 'preanswer')
  try {
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    try {
      return await readAnswer(response)
    } finally {
      // what is not read keeps its connection
      if (!response.bodyUsed) await response.body?.cancel()
    }
  } catch (error) {
    if (error instanceof SourceError) throw error
    throw new SourceError('source-down')
  }
}

async function readAnswer(response: Response): Promise<unknown> {
  const { status, headers } = response
  if (status === 204 || status === 404) return undefined
  const detail = String(status)
  if (status === 429 || status === 503) {
    throw new SourceError('source-busy', { detail, pauseMs: pauseOf(headers.get('retry-after')) })
  }
  if (status >= 500) throw new SourceError('source-down', { detail })
  if (status >= 400) throw new SourceError('source-refuses', { detail })
  if (status >= 300) throw new SourceError('source-redirects', { detail })
  const type = headers.get('content-type') ?? ''
  if (!/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(type)) throw new SourceError('answer-unreadable')
  const text = await readText(response)
  try {
    return JSON.parse(text)
  } catch {
    throw new SourceError('answer-unreadable')
  }
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  // counted after decompression: a small answer can be large; leaving the loop cancels the rest
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > maximumBytes) throw new SourceError('answer-too-large')
    chunks.push(chunk)
  }
  return new TextDecoder().decode(Buffer.concat(chunks))
}

/** ms of a `Retry-After`, which is in seconds or a date. */
function pauseOf(retryAfter: string | null): number {
  const seconds = Number(retryAfter ?? Number.NaN)
  const askedMs = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(retryAfter ?? '') - Date.now()
  return Number.isFinite(askedMs) ? Math.min(Math.max(askedMs, 0), pause.maximumMs) : pause.usualMs
}
