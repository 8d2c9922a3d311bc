import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readSignatureVectors } from '../../test/fixtures.ts'
import { configSchema } from '../config.ts'
import { isTrusted, type Proof, type Trust } from './verify.ts'

const { clock, vectors } = readSignatureVectors()
const secret = 'a-secret-of-the-test'
const body = Buffer.from('{"message":{"type":"assistant-request"}}')

beforeEach(() => {
  vi.useFakeTimers({ now: clock * 1_000 })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('isTrusted: signatures', () => {
  it.each(vectors)('vector $name is $valid', ({ secret, headers, rawBody, valid }) => {
    const lowerCase = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
    const proof = { headers: lowerCase, body: Buffer.from(rawBody) }
    expect(isTrusted(proof, trust({ secrets: [secret] }))).toBe(valid)
  })

  it.each([
    { timestamp: `${clock} `, what: 'a blank behind' },
    { timestamp: ` ${clock}`, what: 'a blank before' },
    { timestamp: `${clock}\n`, what: 'a line break' },
    { timestamp: `${clock}abc`, what: 'junk behind' },
    { timestamp: `+${clock}`, what: 'a plus sign' },
    { timestamp: `-${clock}`, what: 'a minus sign' },
    { timestamp: `${clock}.0`, what: 'a fraction' },
    { timestamp: '1.767688264e9', what: 'an exponent' },
    { timestamp: `${clock}000`, what: 'milliseconds' },
    { timestamp: `0${clock}`, what: 'a leading zero' },
    { timestamp: '0x695cc6c8', what: 'hexadecimal' },
    { timestamp: '１７６７６８８２６４', what: 'full-width digits' },
    { timestamp: '١٧٦٧٦٨٨٢٦٤', what: 'Arabic digits' },
    { timestamp: `${clock}, ${clock}`, what: 'two joined headers' },
    { timestamp: new Date(clock * 1_000).toISOString(), what: 'a date' },
    { timestamp: 'NaN', what: 'no number' },
    { timestamp: '', what: 'nothing' },
  ])('refuses a timestamp with $what, though it is signed', ({ timestamp }) => {
    expect(isTrusted(signed({ timestamp }), trust())).toBe(false)
  })

  it('refuses a timestamp that came as a list', () => {
    const { headers } = signed()
    const listed = { ...headers, 'x-webhook-timestamp': [String(clock)] }
    expect(isTrusted({ headers: listed, body }, trust())).toBe(false)
  })

  const hex = hmac(secret, String(clock))
  it.each([
    { signature: hex.slice(1), what: 'a short one' },
    { signature: `${hex}0`, what: 'a long one' },
    { signature: `sha256=${hex}${hex}`, what: 'twice the digest' },
    { signature: `${'0'.repeat(64)}${hex}`, what: 'a digest with a digest before it' },
    { signature: `g${hex.slice(1)}`, what: 'one that is not hexadecimal' },
    { signature: hex.toUpperCase(), what: 'upper case' },
    { signature: `sha256=${hex.toUpperCase()}`, what: 'upper case behind the prefix' },
    { signature: Buffer.from(hex, 'hex').toString('base64'), what: 'base64' },
    { signature: `sha256=${Buffer.from(hex, 'hex').toString('base64url')}`, what: 'base64url' },
    { signature: `sha1=${hex}`, what: 'another prefix' },
    { signature: `v1=${hex}`, what: 'the prefix of another platform' },
    { signature: `SHA256=${hex}`, what: 'a prefix in upper case' },
    { signature: `sha256:${hex}`, what: 'a colon' },
    { signature: `sha256=sha256=${hex}`, what: 'a doubled prefix' },
    { signature: `sha256= ${hex}`, what: 'a blank in it' },
    { signature: `${hex}\n`, what: 'a line break' },
    { signature: `${hex}, ${hex}`, what: 'two joined headers' },
    { signature: 'sha256=', what: 'the prefix alone' },
    { signature: '', what: 'nothing' },
  ])('refuses as signature $what', ({ signature }) => {
    expect(isTrusted(signed({ signature }), trust())).toBe(false)
  })

  it('refuses without a signature, and without a timestamp', () => {
    const { headers } = signed()
    expect(isTrusted({ headers: { ...headers, 'x-webhook-signature': undefined }, body }, trust())).toBe(false)
    expect(isTrusted({ headers: { ...headers, 'x-webhook-timestamp': undefined }, body }, trust())).toBe(false)
    expect(isTrusted({ headers: {}, body }, trust())).toBe(false)
  })

  it.each([
    { offBySeconds: 0, expected: true },
    { offBySeconds: 300, expected: true },
    { offBySeconds: -300, expected: true },
    { offBySeconds: 301, expected: false },
    { offBySeconds: -301, expected: false },
  ])('with the clock $offBySeconds s off: $expected', ({ offBySeconds, expected }) => {
    const webhook = signed()
    vi.setSystemTime((clock + offBySeconds) * 1_000)
    expect(isTrusted(webhook, trust())).toBe(expected)
  })

  it('ends the tolerance to the millisecond', () => {
    const webhook = signed()
    vi.setSystemTime((clock + 300) * 1_000 + 1)
    expect(isTrusted(webhook, trust())).toBe(false)
  })

  it('signs the bytes: one that differs is refused', () => {
    const { headers } = signed()
    expect(isTrusted({ headers, body: Buffer.concat([body, Buffer.from('\n')]) }, trust())).toBe(false)
    expect(isTrusted({ headers, body: Buffer.from(body.toString().replace('-', '_')) }, trust())).toBe(false)
  })

  it('takes any of several secrets, so that they can be rotated', () => {
    const secrets = ['the-first-secret', 'the-second-one', secret]
    expect(isTrusted(signed(), trust({ secrets }))).toBe(true)
    expect(isTrusted(signed(), trust({ secrets: secrets.slice(0, 2) }))).toBe(false)
    expect(isTrusted(signed(), trust({ secrets: [] }))).toBe(false)
  })

  it('has at most eight of them', () => {
    const secrets = Array.from({ length: 9 }, (_, index) => `the-secret-${index}`)
    expect(configSchema.safeParse({ secrets: secrets.slice(1) }).success).toBe(true)
    expect(configSchema.safeParse({ secrets }).success).toBe(false)
  })

  it('never throws and trusts nobody, whatever the headers', () => {
    const value = fc.option(fc.oneof(fc.string({ unit: 'binary' }), fc.array(fc.string())), { nil: undefined })
    const headers = fc.record({
      'x-webhook-timestamp': fc.oneof(value, fc.constant(String(clock))),
      'x-webhook-signature': fc.oneof(value, fc.stringMatching(/^(sha256=)?[0-9a-f]{64}$/)),
      authorization: value,
      forwarded: value,
    })
    const all = trust({ bearers: ['a-bearer-token'], pathTokens: ['a-path-token'], unsigned: true })
    fc.assert(
      fc.property(
        headers,
        fc.string(),
        fc.option(fc.string(), { nil: undefined }),
        (headers, peerAddress, pathToken) => !isTrusted({ headers, body, peerAddress, pathToken }, all),
      ),
    )
  })
})

describe('isTrusted: development', () => {
  const direct = ['127.0.0.1', '127.255.255.254', '::1', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1', '::FFFF:127.0.0.1']
  const distant = [
    undefined,
    '',
    'localhost',
    '127.0.0.1:80',
    '127.1',
    '0.0.0.0',
    '::',
    '10.0.0.1',
    '128.0.0.1',
    '192.0.2.7',
    '::ffff:192.0.2.7',
    '::ffff:10.0.0.1',
    '::2',
    'fe80::1%eth0',
    '2001:db8::1',
  ]

  describe.each([
    { kind: 'unsigned', proof: { headers: {}, body }, given: trust({ unsigned: true }) },
    {
      kind: 'a development secret',
      proof: signed({ secret: 'development-secret' }),
      given: trust({ secrets: ['development-secret'] }),
    },
    {
      kind: 'a development bearer token',
      proof: { headers: { authorization: 'Bearer development-token' }, body },
      given: trust({ bearers: ['development-token'] }),
    },
    {
      kind: 'a development path token',
      proof: { headers: {}, body, pathToken: 'development-token' },
      given: trust({ pathTokens: ['development-token'] }),
    },
  ])('$kind', ({ proof, given }) => {
    it.each(direct)('counts for the peer %s', (peerAddress) => {
      expect(isTrusted({ ...proof, peerAddress }, given)).toBe(true)
    })

    it.each(distant)('does not count for the peer %s', (peerAddress) => {
      expect(isTrusted({ ...proof, peerAddress }, given)).toBe(false)
    })

    it.each([
      'forwarded',
      'x-forwarded-for',
      'x-forwarded-host',
      'x-forwarded-proto',
      'x-forwarded-port',
      'X-Forwarded-For',
      'Forwarded',
      'x-real-ip',
      'via',
      'cf-connecting-ip',
      'cf-ray',
      'CF-Connecting-IP',
    ])('does not count behind a proxy that sends %s', (name) => {
      const headers = { ...proof.headers, [name]: '127.0.0.1' }
      expect(isTrusted({ ...proof, headers, peerAddress: '127.0.0.1' }, given)).toBe(false)
    })
  })

  it('leaves a real secret beside it in force everywhere', () => {
    const given = trust({ secrets: ['development-secret', secret], unsigned: true })
    expect(isTrusted({ ...signed(), peerAddress: '192.0.2.7' }, given)).toBe(true)
    expect(isTrusted({ ...signed({ secret: 'development-secret' }), peerAddress: '192.0.2.7' }, given)).toBe(false)
  })
})

describe('isTrusted: tokens', () => {
  const given = trust({ bearers: ['a-bearer-token', 'its-successor'], secrets: [] })

  it.each([
    { authorization: 'Bearer a-bearer-token', expected: true },
    { authorization: 'bearer a-bearer-token', expected: true },
    { authorization: 'Bearer its-successor', expected: true },
    { authorization: 'Bearer a-bearer-toke', expected: false },
    { authorization: 'Bearer a-bearer-tokens', expected: false },
    { authorization: 'Bearer A-BEARER-TOKEN', expected: false },
    { authorization: 'Bearer  a-bearer-token', expected: false },
    { authorization: 'Bearer a-bearer-token its-successor', expected: false },
    { authorization: 'Basic a-bearer-token', expected: false },
    { authorization: 'a-bearer-token', expected: false },
    { authorization: 'Bearer ', expected: false },
    { authorization: '', expected: false },
    { authorization: undefined, expected: false },
  ])('the header "$authorization" is trusted: $expected', ({ authorization, expected }) => {
    expect(isTrusted({ headers: { authorization }, body }, given)).toBe(expected)
  })

  it.each([
    { pathToken: 'a-path-token', expected: true },
    { pathToken: 'a-path-toke', expected: false },
    { pathToken: 'webhook', expected: false },
    { pathToken: '', expected: false },
    { pathToken: undefined, expected: false },
  ])('the path token "$pathToken" is trusted: $expected', ({ pathToken, expected }) => {
    expect(isTrusted({ headers: {}, body, pathToken }, trust({ pathTokens: ['a-path-token'] }))).toBe(expected)
  })

  it('takes nothing for no token, not even for an empty one', () => {
    expect(isTrusted({ headers: {}, body, pathToken: '' }, trust({ pathTokens: [''] }))).toBe(false)
  })

  it('takes a token for nothing else', () => {
    expect(isTrusted({ headers: {}, body, pathToken: 'a-bearer-token' }, given)).toBe(false)
    expect(isTrusted({ headers: { authorization: `Bearer ${secret}` }, body }, trust())).toBe(false)
  })
})

function trust(parts: Partial<Trust> = {}): Trust {
  return { secrets: [secret], bearers: [], pathTokens: [], unsigned: false, ...parts }
}

function signed(parts: { timestamp?: string; signature?: string; secret?: string } = {}): Proof {
  const timestamp = parts.timestamp ?? String(clock)
  const signature = parts.signature ?? `sha256=${hmac(parts.secret ?? secret, timestamp)}`
  return { headers: { 'x-webhook-timestamp': timestamp, 'x-webhook-signature': signature }, body }
}

function hmac(key: string, timestamp: string): string {
  return createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex')
}
