import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { BlockList, isIP } from 'node:net'

/** What makes a webhook trusted. */
export interface Trust {
  /** HMAC keys, as configured; at most 8 */
  readonly secrets: readonly string[]
  readonly bearers: readonly string[]
  readonly pathTokens: readonly string[]
  /** Take webhooks without any proof, from loopback peers */
  readonly unsigned: boolean
}

/** What of a webhook is proof. */
export interface Proof {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** The body, byte for byte as it arrived */
  readonly body: Uint8Array
  readonly peerAddress?: string | undefined
  readonly pathToken?: string | undefined
}

/** A secret that starts so is for development: it is in examples that everybody can read. */
export const developmentPrefix = 'development-'

/** s, both ways: how far the sender's clock may be off. */
export const toleranceSeconds = 300

/**
 * Tells whether the platform, or somebody with the operator's token, sent this webhook: HMAC-SHA256 of `timestamp.body`
 * under one of the secrets, a bearer token, or a token in the path.
 *
 * @param now ms since the Unix epoch
 * @see https://doc.hmsovereign.com/docs/webhooks/security
 */
export function isTrusted(proof: Proof, trust: Trust, now = Date.now()): boolean {
  const counts = (secret: string) => !secret.startsWith(developmentPrefix) || isDirectLoopback(proof)
  if (trust.unsigned && isDirectLoopback(proof)) return true
  return (
    isSigned(proof, trust.secrets.filter(counts), now) ||
    isAny(bearerOf(proof), trust.bearers.filter(counts)) ||
    isAny(proof.pathToken, trust.pathTokens.filter(counts))
  )
}

function isSigned({ headers, body }: Proof, secrets: readonly string[], now: number): boolean {
  const timestamp = headers['x-webhook-timestamp']
  const signature = headers['x-webhook-signature']
  if (typeof timestamp !== 'string' || typeof signature !== 'string') return false
  if (!/^\d{10}$/.test(timestamp) || !/^(?:sha256=)?[0-9a-f]{64}$/.test(signature)) return false
  if (Math.abs(now / 1000 - Number(timestamp)) > toleranceSeconds) return false
  const given = Buffer.from(signature.slice(-64), 'hex')
  // every secret is tried, so that time tells nothing about which one fits
  return secrets.map((secret) => timingSafeEqual(given, digestOf(secret, `${timestamp}.`, body))).includes(true)
}

/** HMAC-SHA256 of the parts, one after the other. */
export function digestOf(secret: string, ...parts: readonly (string | Uint8Array)[]): Buffer {
  const hmac = createHmac('sha256', secret)
  for (const part of parts) hmac.update(part)
  return hmac.digest()
}

export function bearerOf({ headers }: Proof): string | undefined {
  const { authorization } = headers
  return typeof authorization === 'string' ? /^Bearer ([^\s]+)$/i.exec(authorization)?.[1] : undefined
}

export function isAny(given: string | undefined, tokens: readonly string[]): boolean {
  if (given === undefined || given === '') return false
  return tokens.map((token) => timingSafeEqual(sha256(given), sha256(token))).includes(true)
}

/** Digests have one length, which a constant-time comparison needs. */
function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** A peer on this machine that speaks for itself: not a proxy that passes on what came from elsewhere. */
export function isDirectLoopback({ headers, peerAddress }: Proof): boolean {
  if (peerAddress === undefined) return false
  const address = peerAddress.replace(/^::ffff:/i, '')
  const family = isIP(address)
  if (family === 0 || !loopback.check(address, family === 4 ? 'ipv4' : 'ipv6')) return false
  return !Object.keys(headers).some((name) => proxyHeader.test(name))
}

/** In any case: an embedder may hand in headers that Node has not put into lower case. */
const proxyHeader = /^(?:forwarded|via|x-real-ip|x-forwarded(?:-.*)?|cf-.*)$/i
