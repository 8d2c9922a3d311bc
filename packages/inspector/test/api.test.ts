import { setImmediate as turn } from 'node:timers/promises'
import { definePlugin } from '@preanswer/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Answer, CallDetail, CallSummary, HostView, RequestView } from '../src/index.ts'
import { buildPage } from '../ui/build.js'
import { entry, type Serving, serveInTest } from './serving.ts'

await buildPage()

const crm = entry('crm', (hooks) => hooks.identify.tap(() => ({ customer: { name: 'Sanne', tier: 'gold' } })))
const greeting = entry('greeting', (hooks) =>
  hooks.contribute.tap(({ facts }) => ({ firstMessage: `Hello ${facts.customer?.name}.` })),
)
const last = entry('last', (hooks) =>
  hooks.review.tap(({ draft }) => ({ firstMessage: `${draft?.firstMessage} Welcome.` })),
)
const closed = entry('closed', (hooks) => hooks.screen.tap(() => ({ reject: 'We are closed.', reason: 'holiday' })))

describe('GET api/calls', () => {
  it('has the calls, newest first, and says of nobody who rang', async () => {
    const serving = await serveInTest([crm, greeting])
    await serving.ring({ caller: '+31612345678' })
    await serving.ring({ caller: 'anonymous' })
    const calls = await callsOf(serving)
    expect(calls.map(({ caller }) => caller)).toEqual(['withheld', '+31•••••••78'])
    expect(calls[1]).toMatchObject({
      kind: 'assistant',
      event: 'assistant-request',
      line: 'default',
      allowedMs: 4_000,
      plugins: [
        { entry: 'crm', outcome: 'used' },
        { entry: 'greeting', outcome: 'used' },
      ],
    })
    expect(JSON.stringify(calls)).not.toMatch(/612345678|Sanne/)
  })

  it('has webhooks that were refused, and keeps calls whatever their number', async () => {
    const serving = await serveInTest([greeting])
    await serving.ring()
    for (let count = 0; count < 210; count += 1) {
      await serving.host.answer({ headers: {}, body: '{"message":{"type":"assistant-request"}}' })
    }
    const calls = await callsOf(serving)
    expect(calls.filter(({ kind }) => kind === 'refused')).toHaveLength(200)
    expect(calls.at(-1)).toMatchObject({ kind: 'assistant' })
  })

  it('remembers as many as it is told to', async () => {
    const serving = await serveInTest([], { inspector: { calls: 3 } })
    for (const caller of ['+31612345601', '+31612345602', '+31612345603', '+31612345604'])
      await serving.ring({ caller })
    expect((await callsOf(serving)).map(({ caller }) => caller?.slice(-2))).toEqual(['04', '03', '02'])
  })

  it('has nothing of a call that was only tried', async () => {
    const serving = await serveInTest([greeting])
    await answerTo(serving, { from: '+31612345678', to: '+31201234567', dialect: 'snake' })
    expect(await callsOf(serving)).toEqual([])
  })
})

describe('GET api/calls/:id', () => {
  it('has the decision, and each field with its owner', async () => {
    const serving = await serveInTest([crm, greeting, last], {
      config: { assistant: { llm: { provider: 'openai', model: 'a' } } },
    })
    await serving.ring()
    const call = await onlyCall(serving)
    expect(call.decision).toMatch(/^Answered with an assistant shaped by last in [\d.]+ ms\.$/)
    expect(call.spoken).toBe('Hello Sanne. Welcome.')
    expect(call.fields).toEqual([
      { path: 'firstMessage', value: 'Hello Sanne. Welcome.', owner: 'last', overrode: ['greeting'] },
    ])
    expect(call.facts).toEqual([
      { path: 'customer.name', value: 'Sanne', owner: 'crm', overrode: [] },
      { path: 'customer.tier', value: 'gold', owner: 'crm', overrode: [] },
    ])
    expect(call.response).toEqual({ assistant: { first_message: 'Hello Sanne. Welcome.' } })
  })

  it('has what each tap changed', async () => {
    const serving = await serveInTest([crm, greeting, last])
    await serving.ring()
    expect((await onlyCall(serving)).history).toEqual([
      {
        entry: 'crm',
        hook: 'identify',
        changes: [
          { path: 'customer.name', after: 'Sanne' },
          { path: 'customer.tier', after: 'gold' },
        ],
      },
      { entry: 'greeting', hook: 'contribute', changes: [{ path: 'firstMessage', after: 'Hello Sanne.' }] },
      {
        entry: 'last',
        hook: 'review',
        changes: [{ path: 'firstMessage', before: 'Hello Sanne.', after: 'Hello Sanne. Welcome.' }],
      },
    ])
  })

  it('has the rejection and who spoke it', async () => {
    const serving = await serveInTest([closed, greeting])
    await serving.ring()
    const call = await onlyCall(serving)
    expect(call.decision).toMatch(/^Rejected by closed \(holiday\) in /)
    expect(call).toMatchObject({
      spoken: 'We are closed.',
      fields: [{ path: 'rejection', value: 'We are closed.', owner: 'closed' }],
      history: [{ entry: 'closed', hook: 'screen', rejection: 'We are closed.' }],
    })
  })

  it('has a tap that answered too late, once it has', async () => {
    let answerLate = () => {}
    const late = entry('late', (hooks) =>
      hooks.contribute.tap({ budgetMs: 1 }, () => new Promise((resolve) => (answerLate = () => resolve(null)))),
    )
    const serving = await serveInTest([late])
    await serving.ring()
    const before = await onlyCall(serving)
    expect(before.decision).toContain('late was given up after ')
    expect(before.taps[0]).not.toHaveProperty('lateMs')
    answerLate()
    await turn()
    expect((await onlyCall(serving)).taps).toMatchObject([
      { entry: 'late', outcome: 'timed-out', lateMs: expect.any(Number) },
    ])
  })

  it('has how a webhook was verified, and the likely cause where it was refused', async () => {
    const serving = await serveInTest()
    await serving.ring()
    await serving.ring({ key: 'a-secret-of-the-tests\n' })
    const [refused, taken] = await Promise.all(
      (await callsOf(serving)).map(({ id }) => read<CallDetail>(serving, `calls/${id}`)),
    )
    expect(taken?.verification).toMatchObject({ trusted: true, secret: 1 })
    expect(refused).toMatchObject({
      decision: expect.stringMatching(/^Refused with 401\./),
      verification: { trusted: false, cause: 'newline-in-secret' },
      refusal: { status: 401 },
    })
  })

  it('is a 404 for a call that it does not know', async () => {
    const { ask } = await serveInTest()
    expect((await ask('calls/unknown')).status).toBe(404)
  })
})

describe('GET api/calls/:id/request', () => {
  it('has the body as it came, and headers that prove nothing', async () => {
    const serving = await serveInTest()
    const body = '{ "message": { "type": "assistant-request", "customer": { "number": "+31612345678" } } }'
    await serving.ring({ body })
    const [{ id } = { id: '' }] = await callsOf(serving)
    const request = await read<RequestView>(serving, `calls/${id}/request`)
    expect(request.body).toBe(body)
    expect(request.headers['x-webhook-signature']).toMatch(/^sha256=[0-9a-f]{8}…$/)
    expect(request.curl).toContain(`curl -sS ${serving.origin}/webhook`)
    expect(request.curl).not.toContain('a-secret-of-the-tests')
    expect(request.simulate).toContain('preanswer simulate --event -')
  })
})

describe('POST api/ask', () => {
  it('answers what a caller would get, at the time on the wall of the line', async () => {
    const times: number[] = []
    const watching = entry('watching', (hooks) => hooks.screen.tap(({ call }) => void times.push(call.receivedAt)))
    const serving = await serveInTest([watching, closed], { config: { timeZone: 'Europe/Amsterdam' } })
    const question = { from: 'withheld', to: '+31201234567', dialect: 'camel', at: '2026-12-24T20:00' }
    const { call, request } = await answerTo(serving, question)
    expect(times.map((at) => new Date(at).toISOString())).toEqual(['2026-12-24T19:00:00.000Z'])
    expect(call).toMatchObject({ spoken: 'We are closed.', summary: { kind: 'rejection', reason: 'holiday' } })
    expect(request.simulate).toMatch(
      /^preanswer simulate --from withheld --to \+31201234567 --dialect \w+ --at 2026-12-24T19:00:00\.000Z$/,
    )
  })

  it('tries an edited webhook, without a signature', async () => {
    const serving = await serveInTest([greeting])
    const body = JSON.stringify({ message: { type: 'assistant-request', customer: { number: '+31612345678' } } })
    expect((await answerTo(serving, { body })).call.summary.kind).toBe('assistant')
    expect((await answerTo(serving, { body: 'no JSON' })).call).toMatchObject({
      summary: { kind: 'refused' },
      refusal: { status: 400 },
    })
  })

  it.each([
    { what: 'a number that nobody can dial', question: { from: 'withheld', to: '0612', dialect: 'snake' } },
    { what: 'an unknown dialect', question: { from: 'withheld', to: '+31201234567', dialect: 'x' } },
    { what: 'a time in words', question: { body: '{}', at: 'tomorrow' } },
    { what: 'neither numbers nor a body', question: {} },
    { what: 'a key that nobody knows', question: { body: '{}', secret: 1 } },
    { what: 'a list', question: [] },
  ])('refuses $what', async ({ question }) => {
    const serving = await serveInTest()
    expect((await post(serving, question)).status).toBe(400)
  })

  it('refuses what is larger than a webhook may be', async () => {
    const serving = await serveInTest()
    expect((await post(serving, { body: 'x'.repeat(400_000) })).status).toBe(400)
  })
})

describe('GET api/host', () => {
  it('has each plugin with its outcomes, times and options, secrets hidden', async () => {
    const plugin = definePlugin({
      name: 'lookup',
      options: z.strictObject({ url: z.string(), apiKey: z.string(), country: z.string() }),
      setup: (hooks) => hooks.identify.tap(() => null),
    })
    const options = { url: 'https://crm.example/from-the-environment', apiKey: 'hush', country: 'NL' }
    const redact = (text: string) => text.replaceAll('from-the-environment', '[hidden]')
    const serving = await serveInTest([plugin(options), closed], { inspected: { redact } })
    await serving.ring()
    await serving.ring()
    const host = await read<HostView>(serving, 'host')
    expect(host).toMatchObject({
      status: 'ready',
      counts: expect.arrayContaining([{ name: 'Webhooks answered', count: 2 }]),
    })
    expect(host.plugins).toMatchObject([
      {
        entry: 'lookup',
        hooks: ['identify'],
        options: { url: 'https://crm.example/[hidden]', apiKey: '[hidden]', country: 'NL' },
        outcomes: { unchanged: 2 },
        medianMs: expect.any(Number),
      },
      { entry: 'closed', hooks: ['screen'], outcomes: { rejected: 2 } },
    ])
  })
})

describe('GET api/events', () => {
  it('tells of each call as it comes', async () => {
    const serving = await serveInTest([greeting])
    const { body } = await serving.ask('events')
    const reader = body?.pipeThrough(new TextDecoderStream()).getReader()
    await serving.ring()
    let told = ''
    while (!told.includes('data:')) told += (await reader?.read())?.value ?? ''
    await reader?.cancel()
    expect(JSON.parse(/^data: (.*)$/m.exec(told)?.[1] ?? '')).toEqual(await callsOf(serving))
  })

  it('ends when the inspector closes, so that a server can drain', async () => {
    const serving = await serveInTest()
    const { body } = await serving.ask('events')
    serving.inspector.close()
    await expect(new Response(body).text()).resolves.toContain('retry')
  })
})

async function callsOf(serving: Serving): Promise<CallSummary[]> {
  // exchanges end once their observers have
  await turn()
  await turn()
  return read(serving, 'calls')
}

async function onlyCall(serving: Serving): Promise<CallDetail> {
  const [call] = await callsOf(serving)
  return read(serving, `calls/${call?.id}`)
}

async function read<Value>(serving: Serving, path: string): Promise<Value> {
  return (await serving.ask(path)).json() as Promise<Value>
}

function post(serving: Serving, question: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return serving.ask('ask', { method: 'POST', headers, body: JSON.stringify(question) })
}

async function answerTo(serving: Serving, question: unknown): Promise<Answer> {
  return (await post(serving, question)).json() as Promise<Answer>
}
