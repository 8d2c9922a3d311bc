import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openSocket, type RawResponse } from './raw-socket.ts'
import { callBody, greeting, signedRequest, startTarget } from './target.ts'

interface Case {
  readonly name: string
  readonly expect: 'accept' | 'reject' | 'either'
  readonly base64: string
}

const corpus = new URL('../../../../../shared/testdata/json-test-suite/test_parsing.jsonl', import.meta.url)
const cases: Case[] = existsSync(corpus)
  ? readFileSync(corpus, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  : []

describe.skipIf(cases.length === 0)('a signed body of the JSON test suite', () => {
  it('gets a clear refusal each, over one socket that goes on to serve calls', async () => {
    const { port, logged } = await startTarget()
    const socket = await openSocket(port)
    const wrong: string[] = []
    for (const { name, base64, expect: verdict } of cases) {
      socket.write(signedRequest(Buffer.from(base64, 'base64')))
      const [response] = await socket.read(1)
      if (!isRefusal(response, verdict)) wrong.push(`${name}: ${response?.status} ${response?.body}`)
    }
    expect(wrong).toEqual([])
    expect(cases.length).toBeGreaterThan(300)
    expect(logged.filter((line) => line.includes('answered'))).toEqual([])
    socket.write(signedRequest(callBody()))
    expect((await socket.read(1))[0]?.body).toContain(greeting)
  })
})

describe('a call with odd JSON in it', () => {
  const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`

  it.each([
    { what: 'a key twice', more: ',"customer":{"number":"+31612345678"},"customer":null' },
    { what: 'the event twice', more: ',"type":"status-update","type":"assistant-request"' },
    { what: 'half a surrogate pair', more: ',"customer":{"number":"\\ud83d"},"phone_number":{"name":"\\udc00"}' },
    { what: 'numbers out of range', more: ',"timestamp":1e999,"duration":-1e-999,"n":123456789012345678901234567890' },
    { what: 'null bytes', more: ',"customer":{"number":"\\u0000+31612345678\\u0000"}' },
    { what: '50 levels', more: `,"extra":${deep(50)}` },
    { what: '10,000 keys', more: `,"extra":{${Array.from({ length: 10_000 }, (_, key) => `"k${key}":0`).join()}}` },
    { what: '50,000 items', more: `,"extra":[${'0,'.repeat(49_999)}0]` },
    { what: 'names of Object.prototype', more: ',"constructor":{"prototype":{"polluted":1}},"toString":null' },
    { what: 'lists for objects', more: ',"customer":[[]],"phone_number":[null]' },
    { what: 'numbers for texts', more: ',"customer":{"number":31612345678},"phone_number":7' },
  ])('is answered: $what', async ({ more }) => {
    const { port } = await startTarget()
    const socket = await openSocket(port)
    socket.write(signedRequest(callBody(more)))
    const [response] = await socket.read(1)
    expect(response?.status).toBe(200)
    expect(JSON.parse(response?.body ?? '')).toEqual({ assistant: { first_message: greeting } })
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  it.each([
    { what: '65 levels', body: callBody(`,"extra":${deep(65)}`) },
    { what: '100,000 levels', body: deep(100_000) },
    { what: 'a key __proto__', body: callBody(',"extra":{"__proto__":{"polluted":1}}') },
    { what: 'two values', body: `${callBody()}${callBody()}` },
    { what: 'a comment', body: `${callBody()}// the end` },
    { what: 'nothing', body: '' },
  ])('is refused with 400: $what', async ({ body }) => {
    const { port } = await startTarget()
    const socket = await openSocket(port)
    socket.write(signedRequest(body))
    socket.write(signedRequest(callBody()))
    const [refused, answered] = await socket.read(2)
    expect(refused?.status).toBe(400)
    expect(answered?.body).toContain(greeting)
  })
})

describe('a body that is not UTF-8', () => {
  const withBytes = (...bytes: number[]) => {
    const [before = '', after = ''] = callBody(',"extra":"|"').split('|')
    return Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)])
  }

  it.each([
    { what: 'a lone continuation', bytes: [0x80] },
    { what: 'a sequence cut short', bytes: [0xe2, 0x82] },
    { what: 'an overlong slash', bytes: [0xc0, 0xaf] },
    { what: 'an overlong null', bytes: [0xe0, 0x80, 0x80] },
    { what: 'half a surrogate pair', bytes: [0xed, 0xa0, 0x80] },
    { what: 'beyond the last character', bytes: [0xf4, 0x90, 0x80, 0x80] },
    { what: 'a byte that UTF-8 never has', bytes: [0xff] },
    { what: 'latin-1', bytes: [0xe9] },
  ])('is refused, and the next call on the socket is answered: $what', async ({ bytes }) => {
    const { port, logged } = await startTarget()
    const socket = await openSocket(port)
    socket.write(signedRequest(withBytes(...bytes)))
    socket.write(signedRequest(callBody()))
    const [refused, answered] = await socket.read(2)
    expect([400, 401]).toContain(refused?.status)
    expect(answered?.body).toContain(greeting)
    expect(logged.join()).not.toContain('extra')
  })

  it('is refused for a byte order mark too', async () => {
    const { port } = await startTarget()
    const socket = await openSocket(port)
    socket.write(signedRequest(`\ufeff${callBody()}`))
    expect((await socket.read(1))[0]?.status).toBe(401)
  })

  it('is taken where it is UTF-8 of every length', async () => {
    const { port } = await startTarget()
    const socket = await openSocket(port)
    socket.write(signedRequest(withBytes(0x41, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x93, 0x9e)))
    expect((await socket.read(1))[0]?.status).toBe(200)
  })
})

/** JSON without an event is refused as such; what is no JSON, as that. */
function isRefusal(response: RawResponse | undefined, verdict: Case['expect']): boolean {
  if (response?.headers['content-type'] !== 'application/problem+json') return false
  const { code, error } = JSON.parse(response.body)
  if (error !== undefined) return false
  const isEventMissing = response.status === 400 && code === 'PREANSWER_EVENT_MISSING'
  const isInvalid = response.status === 400 && code === 'PREANSWER_BODY_INVALID'
  // bytes that are no UTF-8 do not come through koa's text unchanged: then the signature does not fit
  const isUntrusted = response.status === 401
  if (verdict === 'accept') return isEventMissing || isInvalid
  return verdict === 'reject' ? isInvalid || isUntrusted : isEventMissing || isInvalid || isUntrusted
}
