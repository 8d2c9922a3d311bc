import {
  bearerOf,
  developmentPrefix,
  digestOf,
  isAny,
  isDirectLoopback,
  isTrusted,
  type Proof,
  type Trust,
  toleranceSeconds,
} from './verify.ts'

/** Why a webhook is not trusted, as far as it can be told. */
export type DistrustCause =
  /** It carries neither a signature nor a token */
  | 'no-proof'
  /** The signature fits; the clocks are too far apart, or the webhook was sent again long after */
  | 'clock-off'
  /** The timestamp counts milliseconds */
  | 'timestamp-in-milliseconds'
  /** The timestamp is no whole number of seconds */
  | 'timestamp-malformed'
  /** What was signed is the body alone, without its timestamp */
  | 'timestamp-not-signed'
  /** Something on the way read the body and wrote it anew */
  | 'body-reserialised'
  /** A line break or blank was added to the end of the body, or taken off */
  | 'body-trimmed'
  /** One of the two secrets has a line break or a blank at its end */
  | 'newline-in-secret'
  /** It was signed with a secret that the config had before */
  | 'previous-secret'
  /** It was signed with the secret of another line */
  | 'secret-of-another-line'
  /** The secret starts with `development-`, and the sender is not on this machine */
  | 'development-secret'
  /** The right digest, written in capitals or as base64 */
  | 'signature-malformed'
  /** The token is another one */
  | 'token-differs'
  /** Nothing fits: another secret, or another body */
  | 'secret-differs'

export interface VerificationCheck {
  readonly check: 'signature-header' | 'timestamp-header' | 'timestamp-fresh' | 'signature' | 'token' | 'loopback'
  readonly passed: boolean
}

/** How a webhook was verified. For the operator: a sender learns nothing of it. */
export interface Verification {
  readonly trusted: boolean
  readonly checks: readonly VerificationCheck[]
  /** Which of the secrets fits, from 1 */
  readonly secret?: number
  /** s by which the sender's clock is behind ours; absent without a timestamp that can be read */
  readonly skewSeconds?: number
  /** Absent where it is trusted */
  readonly cause?: DistrustCause
}

/** Secrets that no webhook may be signed with, and that some are. */
export interface OtherSecrets {
  /** Those that a config had before */
  readonly previous?: readonly string[]
  readonly ofOtherLines?: readonly string[]
}

/**
 * Tells an operator how a webhook was verified, and why it was refused. Takes many digests of the body: it is asked when
 * somebody looks, never while a webhook is answered.
 *
 * @param at When the webhook arrived, ms since the Unix epoch
 */
export function diagnose(proof: Proof, trust: Trust, at: number, others: OtherSecrets = {}): Verification {
  const { timestamp, signature } = signatureOf(proof)
  const asksSignature = trust.secrets.length > 0
  const trusted = isTrusted(proof, trust, at)
  const secret = trust.secrets.findIndex((one) => fits({ ...proof, secret: one }))
  const sentAt =
    timestamp === undefined ? Number.NaN : Number(timestamp.length > 10 ? timestamp.slice(0, -3) : timestamp)
  const skewSeconds = Math.round(at / 1_000 - sentAt)
  const checks: (VerificationCheck | false)[] = [
    trust.unsigned && { check: 'loopback', passed: isDirectLoopback(proof) },
    asksSignature && { check: 'signature-header', passed: /^(?:sha256=)?[0-9a-f]{64}$/.test(signature ?? '') },
    asksSignature && { check: 'timestamp-header', passed: /^\d{10}$/.test(timestamp ?? '') },
    asksSignature && { check: 'timestamp-fresh', passed: Math.abs(skewSeconds) <= toleranceSeconds },
    asksSignature && { check: 'signature', passed: secret >= 0 },
    hasTokens(trust) && { check: 'token', passed: hasToken(proof, trust) },
  ]
  return {
    trusted,
    checks: checks.filter((check) => check !== false),
    ...(secret < 0 ? {} : { secret: secret + 1 }),
    ...(Number.isNaN(skewSeconds) ? {} : { skewSeconds }),
    ...(trusted ? {} : { cause: causeOf(proof, trust, others) }),
  }
}

function causeOf(proof: Proof, trust: Trust, others: OtherSecrets): DistrustCause {
  const { timestamp, signature } = signatureOf(proof)
  const isDevelopment = (secret: string) => secret.startsWith(developmentPrefix) && !isDirectLoopback(proof)
  if (signature === undefined) {
    if (hasToken(proof, trust)) return 'development-secret'
    return hasTokens(trust) && (bearerOf(proof) ?? proof.pathToken) ? 'token-differs' : 'no-proof'
  }
  const fitting = trust.secrets.find((secret) => fits({ ...proof, secret }))
  if (fitting !== undefined) {
    if (isDevelopment(fitting)) return 'development-secret'
    if (/^\d{13}$/.test(timestamp ?? '')) return 'timestamp-in-milliseconds'
    if (!/^\d{10}$/.test(timestamp ?? '')) return 'timestamp-malformed'
    return /^(?:sha256=)?[0-9a-f]{64}$/.test(signature) ? 'clock-off' : 'signature-malformed'
  }
  for (const { cause, variants } of deviations(proof, others)) {
    const isIt = trust.secrets.some((secret) => variants(secret).some(fits))
    if (isIt) return cause
  }
  return 'secret-differs'
}

/** What a signature was made of. */
interface Signed extends Proof {
  readonly secret: string
  /** What stands before the body; the timestamp and a dot where absent */
  readonly prefix?: string
}

/** What goes wrong, one at a time. */
function deviations(
  proof: Proof,
  { previous = [], ofOtherLines = [] }: OtherSecrets,
): { readonly cause: DistrustCause; readonly variants: (secret: string) => readonly Signed[] }[] {
  const text = Buffer.from(proof.body).toString()
  const { timestamp = '' } = signatureOf(proof)
  const asBody = (secret: string) => (body: string) => ({ ...proof, secret, body: Buffer.from(body) })
  const withSecret = (secret: string) => ({ ...proof, secret })
  const withPrefix = (prefix: string) => (secret: string) => [{ ...proof, secret, prefix }]
  return [
    { cause: 'newline-in-secret', variants: (secret) => endings(secret).map(withSecret) },
    { cause: 'previous-secret', variants: () => previous.map(withSecret) },
    { cause: 'secret-of-another-line', variants: () => ofOtherLines.map(withSecret) },
    { cause: 'timestamp-in-milliseconds', variants: withPrefix(`${timestamp.slice(0, 10)}.`) },
    { cause: 'timestamp-not-signed', variants: withPrefix('') },
    { cause: 'body-trimmed', variants: (secret) => trimmings(text).map(asBody(secret)) },
    { cause: 'body-reserialised', variants: (secret) => rewritings(text).map(asBody(secret)) },
  ]
}

function trimmings(text: string): string[] {
  return [text.trimEnd(), `${text}\n`, `${text}\r\n`]
}

function endings(secret: string): string[] {
  return [secret.trim(), `${secret}\n`, `${secret}\r\n`, `${secret} `]
}

/** The body as JavaScript, Python and people write it. */
function rewritings(text: string): string[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return []
  }
  const compact = JSON.stringify(value)
  const python = JSON.stringify(value, undefined, 1)
    .replace(/\n */g, ' ')
    .replace(/([[{]) | ([\]}])/g, '$1$2')
  const texts = [compact, python, JSON.stringify(value, undefined, 2), JSON.stringify(value, undefined, 4)]
  return [...texts, ...texts.map(inAscii)]
}

/** As writers do that keep to ASCII. */
function inAscii(text: string): string {
  return text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** Whatever the form of the signature, and whenever it was made. */
function fits({ secret, prefix, ...proof }: Signed): boolean {
  const { timestamp, signature } = signatureOf(proof)
  const given = signature?.replace(/^sha256=/i, '')
  if (given === undefined || timestamp === undefined) return false
  const digest = digestOf(secret, prefix ?? `${timestamp}.`, proof.body)
  return (
    given.toLowerCase() === digest.toString('hex') ||
    given.replace(/=+$/, '') === digest.toString('base64').slice(0, -1)
  )
}

function signatureOf({ headers }: Proof): { timestamp: string | undefined; signature: string | undefined } {
  const textOf = (name: string) => {
    const value = headers[name]
    return typeof value === 'string' && value.length <= 200 ? value : undefined
  }
  return { timestamp: textOf('x-webhook-timestamp'), signature: textOf('x-webhook-signature') }
}

function hasTokens({ bearers, pathTokens }: Trust): boolean {
  return bearers.length + pathTokens.length > 0
}

function hasToken(proof: Proof, { bearers, pathTokens }: Trust): boolean {
  return isAny(bearerOf(proof), bearers) || isAny(proof.pathToken, pathTokens)
}
