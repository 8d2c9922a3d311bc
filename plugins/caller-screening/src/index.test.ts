import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHost, type Entry, type Host, type Rehearsal } from '@preanswer/core'
import { requestBody, simulateCall } from '@preanswer/testing'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { callerScreening } from './index.ts'

const [alice, bob, satellite] = ['+31612345678', '+4930123456', '+870773111632']
const reject = { nl: 'Wij kunnen u niet helpen.', en: 'We cannot help you.' }
const minute = 60_000

describe('callerScreening', () => {
  const lists = callerScreening({
    allow: { callers: [alice], prefixes: ['+3120'] },
    deny: { callers: ['+31201234567'], prefixes: ['+31', '+882'] },
    countries: { deny: ['DE'] },
    reject,
  })

  it.each([
    {
      who: 'a caller who is allowed, under a prefix that is denied',
      caller: alice,
      reason: undefined,
      note: 'caller-allowed',
    },
    {
      who: 'a caller under the longer prefix, which is allowed',
      caller: '+31209999999',
      reason: undefined,
      note: 'caller-allowed',
    },
    { who: 'a caller who is denied, under a prefix that is allowed', caller: '+31201234567', reason: 'caller-denied' },
    { who: 'a caller under a prefix that is denied', caller: '+31687654321', reason: 'caller-denied' },
    { who: 'a caller from a country that is denied', caller: bob, reason: 'country-not-served' },
    { who: 'a caller from another country', caller: '+33612345678', reason: undefined },
    { who: 'a caller of no country', caller: satellite, reason: undefined, note: 'country-unknown' },
    { who: 'a withheld caller', caller: null, reason: undefined },
  ])('says $reason to $who', async ({ caller, reason, note }) => {
    const { rejection, trace } = await simulateCall([lists], { caller })
    expect(rejection).toBe(reason === undefined ? undefined : reject.nl)
    expect(trace.response.reason).toBe(reason)
    expect(trace.taps[0]?.notes).toEqual(note === undefined ? [] : [note])
  })

  it('speaks the language of the call', async () => {
    const { response } = await simulateCall([lists], { caller: bob, facts: { language: 'en-GB' } })
    expect(response).toEqual({ error: reject.en })
  })

  it.each([
    { what: 'another plugin knows the country', facts: { country: 'DE' }, caller: satellite, rejected: true },
    { what: 'it knows another country than the number', facts: { country: 'AT' }, caller: bob, rejected: false },
    { what: 'nobody knows it', facts: {}, caller: satellite, rejected: false },
  ])('goes by the facts: rejected is $rejected when $what', async ({ facts, caller, rejected }) => {
    const { rejection } = await simulateCall([lists], { caller, facts })
    expect(rejection !== undefined).toBe(rejected)
  })

  it.each([
    { countries: { allow: ['NL', 'BE'] }, caller: alice, rejected: false },
    { countries: { allow: ['NL', 'BE'] }, caller: bob, rejected: true },
    { countries: { allow: ['NL', 'BE'] }, caller: satellite, rejected: false },
    { countries: { allow: ['NL', 'BE'] }, caller: null, rejected: false },
  ])('with $countries, rejected is $rejected for $caller', async ({ countries, caller, rejected }) => {
    const { rejection } = await simulateCall([callerScreening({ countries, reject })], { caller })
    expect(rejection !== undefined).toBe(rejected)
  })

  it('refuses withheld callers where it is told to, and nobody else', async () => {
    const entry = callerScreening({ withheld: { reject: 'Call with your number.' } })
    const { rejection, trace } = await simulateCall([entry], { caller: null })
    expect([rejection, trace.response.reason]).toEqual(['Call with your number.', 'caller-withheld'])
    expect((await simulateCall([entry], { caller: alice })).rejection).toBeUndefined()
  })

  it('takes calls over the web, which have no number', async () => {
    const host = await open(callerScreening({ withheld: 'reject', reject }))
    const message = { type: 'assistant-request', call: { id: 'a', type: 'web_call', status: 'ringing' } }
    expect(await answer(host, { message })).toEqual({})
    const inbound = { ...message, call: { ...message.call, id: 'b', type: 'inbound_phone_call' } }
    expect(await answer(host, { message: inbound })).toEqual({ error: reject.nl })
  })

  it('leaves no number in the trace', async () => {
    const { trace } = await simulateCall([lists], { caller: '+31687654321' })
    expect(JSON.stringify(trace)).not.toContain('687654321')
  })
})

describe('callerScreening with a rate', () => {
  const rate = { calls: 2, minutes: 10 }

  it('refuses the call after the last that is allowed, until the window is over', async () => {
    const host = await open(callerScreening({ rate, reject }))
    const calls = [0, 1, 2, 9, 10, 11].map((at) => ({ caller: alice, at: at * minute }))
    expect(await refusals(host, calls)).toEqual([false, false, true, true, false, false])
  })

  it('counts each caller, and withheld callers not at all', async () => {
    const host = await open(callerScreening({ rate, reject }))
    const calls = [alice, bob, null, null, null, alice, bob, alice].map((caller) => ({ caller, at: 0 }))
    expect(await refusals(host, calls)).toEqual([false, false, false, false, false, false, false, true])
  })

  it('does not count callers who are allowed', async () => {
    const host = await open(callerScreening({ allow: { callers: [alice] }, rate, reject }))
    expect(await refusals(host, Array(5).fill({ caller: alice, at: 0 }))).toEqual(Array(5).fill(false))
  })

  it('counts a call once that it sees twice', async () => {
    const host = await open(callerScreening({ rate, reject }))
    const twice = { caller: alice, at: 0, callId: 'the same' }
    // the host knows a second delivery by its dialect too
    const calls = [twice, { ...twice, dialect: 'camel' as const }, { caller: alice, at: 0 }, { caller: alice, at: 0 }]
    expect(await refusals(host, calls)).toEqual([false, false, false, true])
  })
})

describe('callerScreening with a rate, asked about a call that is only tried', () => {
  it('says what it would say, and does not count the call', async () => {
    const host = await open(callerScreening({ rate: { calls: 1, minutes: 10 }, reject }))
    const call = { caller: alice, at: 0 }
    const tried = { ...call, rehearsal: {} }
    expect(await refusals(host, [tried, tried, call, tried, call])).toEqual([false, false, false, true, true])
  })
})

describe('callerScreening with files', () => {
  it('denies whom a file lists', async () => {
    const baseDir = await createFolder({ 'deny.csv': 'phone;since\r\n06-12345678;2026-01-31\r\n' })
    const entry = callerScreening({ deny: { file: { path: 'deny.csv', country: 'NL' } }, reject })
    expect((await simulateCall([entry], { caller: alice, baseDir })).rejection).toBe(reject.nl)
    expect((await simulateCall([entry], { caller: bob, baseDir })).rejection).toBeUndefined()
  })

  it('starts with a list on which nobody stands yet', async () => {
    const baseDir = await createFolder({ 'deny.txt': '# nobody\n' })
    const entry = callerScreening({ deny: { file: 'deny.txt' }, reject })
    expect((await simulateCall([entry], { caller: alice, baseDir })).rejection).toBeUndefined()
  })

  it('is not set up without its file, and names it', async () => {
    const baseDir = await createFolder({})
    const entry = callerScreening({ deny: { file: 'deny.txt' }, reject })
    await expect(simulateCall([entry], { baseDir })).rejects.toMatchObject({
      code: 'PREANSWER_SETUP_FAILED',
      issues: [{ hint: expect.stringContaining('deny.txt') }],
    })
  })

  it('watches no longer when the host has closed', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const baseDir = await createFolder({ 'deny.txt': alice })
    await simulateCall([callerScreening({ deny: { file: 'deny.txt' }, reject })], { baseDir })
    expect(vi.getTimerCount()).toBe(0)
  })
})

interface Ringing {
  readonly caller: string | null
  readonly at: number
  readonly callId?: string
  readonly dialect?: 'snake' | 'camel'
  readonly rehearsal?: Rehearsal
}

/** Whether each of these calls is refused, one after the other. */
async function refusals(host: Host, calls: readonly Ringing[]): Promise<boolean[]> {
  const refused: boolean[] = []
  for (const { caller, at, callId = crypto.randomUUID(), dialect = 'snake', rehearsal } of calls) {
    const body = requestBody(dialect, { caller, dialedNumber: '+31201234567', at, callId })
    refused.push('error' in (await answer(host, body, at, rehearsal)))
  }
  return refused
}

async function answer(host: Host, body: object, receivedAt = 0, rehearsal?: Rehearsal): Promise<object> {
  const reply = await host.answer({ headers: {}, body: JSON.stringify(body), trusted: true, receivedAt, rehearsal })
  return JSON.parse(reply.body)
}

async function open(entry: Entry): Promise<Host> {
  const host = await createHost({ unsigned: true, plugins: [entry] })
  onTestFinished(() => host.close())
  return host
}

/** Writes files into a new folder, which is gone after the test. */
async function createFolder(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'preanswer-screening-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
  return folder
}
