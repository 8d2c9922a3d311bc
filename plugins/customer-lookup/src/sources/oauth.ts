import { SourceError } from './source.ts'

/** OAuth 2.0 client credentials (RFC 6749, section 4.4). */
export interface TokenOptions {
  readonly tokenUrl: string
  readonly clientId: string
  readonly clientSecret: string
  readonly scope?: string | undefined
}

export interface Tokens {
  /** A token that should still be taken; fetched when there is none */
  current(): Promise<string>
  /** Another token in place of one that was refused */
  renew(refused: string): Promise<string>
}

interface Token {
  readonly value: string
  /** Of `performance.now()` */
  readonly endsAt: number
}

/** A token is not used in its last seconds, in which it might end on its way. */
const slackMs = 30_000

/** ms for a request: a lookup that waits for it may give up before, the next one has the token then. */
const timeoutMs = 5_000

/**
 * Keeps a bearer token and gets another one when it ends or is refused. Lookups that need one at once share a request.
 *
 * @param request Sends a request and reads the JSON of the answer
 */
export function createTokens(
  options: TokenOptions,
  request: (url: string, init: RequestInit) => Promise<unknown>,
): Tokens {
  let kept: Token | undefined
  let underway: Promise<Token> | undefined

  async function fetchToken(): Promise<Token> {
    const { tokenUrl, clientId, clientSecret, scope } = options
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId })
    body.set('client_secret', clientSecret)
    if (scope !== undefined) body.set('scope', scope)
    const answer = await request(tokenUrl, { method: 'POST', body, signal: AbortSignal.timeout(timeoutMs) })
    kept = parseToken(answer)
    return kept
  }

  async function shared(): Promise<string> {
    underway ??= fetchToken().finally(() => {
      underway = undefined
    })
    return (await underway).value
  }

  return {
    async current() {
      return kept !== undefined && performance.now() < kept.endsAt ? kept.value : shared()
    },
    async renew(refused) {
      // somebody else may have renewed it already
      if (kept !== undefined && kept.value !== refused) return kept.value
      kept = undefined
      return shared()
    },
  }
}

function parseToken(answer: unknown): Token {
  const { access_token: value, expires_in: seconds } = (answer ?? {}) as Readonly<Record<string, unknown>>
  if (typeof value !== 'string' || !/^[\x21-\x7e]{1,8192}$/.test(value)) throw new SourceError('answer-unreadable')
  // Salesforce does not say when a token ends
  const lifeMs = Number.isFinite(Number(seconds ?? Number.NaN)) ? Number(seconds) * 1_000 - slackMs : Infinity
  return { value, endsAt: performance.now() + lifeMs }
}
