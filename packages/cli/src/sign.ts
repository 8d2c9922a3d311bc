import { createHmac } from 'node:crypto'

/**
 * The headers with which the platform proves that a webhook is its own: HMAC-SHA256 over `timestamp.body`.
 *
 * @param at ms since the Unix epoch
 */
export function signatureHeaders(body: string, secret: string, at: number): Record<string, string> {
  const timestamp = String(Math.floor(at / 1_000))
  const digest = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')
  return { 'x-webhook-timestamp': timestamp, 'x-webhook-signature': `sha256=${digest}` }
}
