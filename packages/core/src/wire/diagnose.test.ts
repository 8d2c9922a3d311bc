import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readSignatureVectors } from '../../test/fixtures.ts'
import { diagnose } from './diagnose.ts'
import { isTrusted, type Proof, type Trust } from './verify.ts'

const secret = 'a-secret-of-the-test'
const seconds = 1_767_688_264
const at = seconds * 1_000
const text = '{"message":{"type":"assistant-request","note":"Zoë","list":[1,{"a":[]}]}}'
const python = '{"message": {"type": "assistant-request", "note": "Zo\\u00eb", "list": [1, {"a": []}]}}'

describe('diagnose', () => {
  it.each(readSignatureVectors().vectors)('agrees with isTrusted on vector $name', ({ secret, headers, rawBody }) => {
    const lowerCase = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
    const proof = { headers: lowerCase, body: Buffer.from(rawBody) }
    const now = readSignatureVectors().clock * 1_000
    const trusted = isTrusted(proof, trust({ secrets: [secret] }), now)
    const { trusted: diagnosed, cause } = diagnose(proof, trust({ secrets: [secret] }), now)
    expect({ diagnosed, hasCause: cause !== undefined }).toEqual({ diagnosed: trusted, hasCause: !trusted })
  })

  it.each([
    { proof: proofOf({}), cause: 'no-proof', what: 'nothing at all' },
    { proof: signed({ by: 'of somebody else' }), cause: 'secret-differs', what: 'a secret of somebody else' },
    { proof: signed({ by: `${secret}\n` }), cause: 'newline-in-secret', what: 'a line break after its secret' },
    { proof: signed({ by: 'the one before' }), cause: 'previous-secret', what: 'the secret before' },
    { proof: signed({ by: 'of the help desk' }), cause: 'secret-of-another-line', what: 'the secret of another line' },
    { proof: signed({ timestamp: `${at}` }), cause: 'timestamp-in-milliseconds', what: 'milliseconds' },
    {
      proof: { ...signed({}), headers: { ...signed({}).headers, 'x-webhook-timestamp': `${at}` } },
      cause: 'timestamp-in-milliseconds',
      what: 'milliseconds in the header and seconds in the signature',
    },
    { proof: signed({ timestamp: 'today' }), cause: 'timestamp-malformed', what: 'a timestamp in words' },
    { proof: signed({ timestamp: `${seconds - 301}` }), cause: 'clock-off', what: 'a clock that is behind' },
    { proof: signed({ timestamp: `${seconds + 301}` }), cause: 'clock-off', what: 'a clock that is ahead' },
    { proof: signed({ prefix: '' }), cause: 'timestamp-not-signed', what: 'the body alone signed' },
    { proof: arrivedAs(text, signed({ body: `${text}\n` })), cause: 'body-trimmed', what: 'a line break taken off' },
    { proof: arrivedAs(`${text}\n`, signed({})), cause: 'body-trimmed', what: 'a line break added' },
    {
      proof: arrivedAs(text, signed({ body: python })),
      cause: 'body-reserialised',
      what: 'the body as Python writes it',
    },
    { proof: arrivedAs(python, signed({})), cause: 'body-reserialised', what: 'the body written by Python on the way' },
    {
      proof: arrivedAs(text, signed({ body: JSON.stringify(JSON.parse(text), undefined, 2) })),
      cause: 'body-reserialised',
      what: 'the body with indents',
    },
    { proof: arrivedAs('no JSON', signed({})), cause: 'secret-differs', what: 'another body' },
    { proof: signed({ form: (hex) => hex.toUpperCase() }), cause: 'signature-malformed', what: 'capitals' },
    {
      proof: signed({ form: (hex) => Buffer.from(hex, 'hex').toString('base64') }),
      cause: 'signature-malformed',
      what: 'base64',
    },
  ])('of a webhook with $what says $cause', ({ proof, cause }) => {
    const others = { previous: ['the one before'], ofOtherLines: ['of the help desk'] }
    expect(diagnose(proof, trust({}), at, others)).toMatchObject({ trusted: false, cause })
  })

  it.each([
    { given: 'Bearer of-somebody-else', cause: 'token-differs' },
    { given: undefined, cause: 'no-proof' },
  ])('of the token $given says $cause', ({ given, cause }) => {
    const proof = proofOf(given === undefined ? {} : { authorization: given })
    expect(diagnose(proof, trust({ secrets: [], bearers: ['of-the-operator'] }), at)).toMatchObject({ cause })
  })

  it('says that a development secret counts for senders on this machine', () => {
    const proof = signed({ by: 'development-secret' })
    const development = trust({ secrets: ['development-secret'] })
    expect(diagnose({ ...proof, peerAddress: '192.0.2.1' }, development, at).cause).toBe('development-secret')
    expect(diagnose({ ...proof, peerAddress: '127.0.0.1' }, development, at)).toMatchObject({
      trusted: true,
      secret: 1,
    })
  })

  it('says which secret fits, and how far the clocks are apart', () => {
    const proof = signed({ by: 'the second', timestamp: `${seconds - 7}` })
    expect(diagnose(proof, trust({ secrets: [secret, 'the second'] }), at)).toEqual({
      trusted: true,
      checks: ['signature-header', 'timestamp-header', 'timestamp-fresh', 'signature'].map((check) => ({
        check,
        passed: true,
      })),
      secret: 2,
      skewSeconds: 7,
    })
  })

  it('says of each check whether it passed', () => {
    const { checks } = diagnose(
      signed({ timestamp: `${seconds - 400}` }),
      trust({ bearers: ['a-token'], unsigned: true }),
      at,
    )
    expect(Object.fromEntries(checks.map(({ check, passed }) => [check, passed]))).toEqual({
      loopback: false,
      'signature-header': true,
      'timestamp-header': true,
      'timestamp-fresh': false,
      signature: true,
      token: false,
    })
  })
})

interface Signing {
  readonly by?: string
  readonly timestamp?: string
  readonly prefix?: string
  readonly body?: string
  readonly form?: (hex: string) => string
}

function signed({ by = secret, timestamp = `${seconds}`, prefix, body = text, form = (hex) => hex }: Signing): Proof {
  const hex = createHmac('sha256', by)
    .update(`${prefix ?? `${timestamp}.`}${body}`)
    .digest('hex')
  return { ...proofOf({ 'x-webhook-timestamp': timestamp, 'x-webhook-signature': form(hex) }), body: Buffer.from(body) }
}

function arrivedAs(body: string, proof: Proof): Proof {
  return { ...proof, body: Buffer.from(body) }
}

function proofOf(headers: Readonly<Record<string, string>>): Proof {
  return { headers, body: Buffer.from(text), peerAddress: '192.0.2.1' }
}

function trust(over: Partial<Trust>): Trust {
  return { secrets: [secret], bearers: [], pathTokens: [], unsigned: false, ...over }
}
