import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { answerCall, entry, ringing, secret, signedHeaders, startHost, webhook } from '../test/webhook.ts'
import type { Entry } from './plugin.ts'

const whole = {
  firstMessage: 'Harbour Vets.',
  llm: {
    provider: 'openai',
    model: 'gpt-4.1-mini',
    prompt: 'You answer the phone.',
    tools: [{ type: 'end-call' as const }],
  },
  stt: { provider: 'deepgram', model: 'nova-3-general', language: 'en' },
  tts: { provider: 'elevenlabs', voiceId: 'voice-1' },
}
const greeting = entry('greeting', (hooks) => hooks.contribute.tap(() => ({ firstMessage: 'Hello.' })))
const legacyCall = JSON.stringify({
  eventType: 'assistant-request',
  fromCaller: '+31612345601',
  toAssistant: '+31201234501',
})

describe('answering a call', () => {
  it('gives one response whoever is faster: 1,000 calls, four plugins that wait at random', async () => {
    let runs = 0
    const waiting = (name: string, patch: object): Entry =>
      entry(name, (hooks) =>
        // as much as fits: a thousand calls at once take a busy machine longer than the default allows
        hooks.contribute.tap({ budgetMs: 3_500 }, async () => {
          await sleep(Math.random() * 200)
          runs += 1
          return patch
        }),
      )
    const host = await startHost(
      [
        waiting('one', { firstMessage: 'One.', metadata: { by: 'one', one: 1 } }),
        waiting('two', { firstMessage: 'Two.', metadata: { by: 'two', two: 2 } }),
        waiting('three', { maxDurationSeconds: 300, metadata: { three: 3 } }),
        waiting('four', { maxDurationSeconds: 200, firstMessage: 'Four.' }),
      ],
      // on a machine that has much else to do
      { budgets: { contribute: 3_500 } },
    )
    const replies = await Promise.all(Array.from({ length: 1_000 }, () => host.answer(webhook(ringing()))))
    expect(new Set(replies.map((reply) => reply.body)).size).toBe(1)
    expect(JSON.parse(replies[0]?.body ?? '')).toEqual({
      assistant: { first_message: 'Four.', metadata: { by: 'two', one: 1, two: 2, three: 3 } },
      max_duration_seconds: 200,
    })
    expect(runs).toBe(4_000)
  })

  it('says the same again with the same bytes and the same trace, and what changed as it is now', async () => {
    const patch = { firstMessage: 'One.', metadata: { count: 1 } }
    const host = await startHost([
      entry('changing', (hooks) => hooks.contribute.tap(() => patch)),
      entry('last', (hooks) => hooks.contribute.tap(() => ({ firstMessage: 'Two.' }))),
    ])
    const replies: Awaited<ReturnType<typeof answerCall>>[] = []
    for (let count = 0; count < 4; count += 1) replies.push(await answerCall(host))
    const [first] = replies
    const decided = ({ trace }: (typeof replies)[number]) => [
      trace?.response,
      trace?.taps.map(({ set, lost }) => [set, lost]),
    ]
    for (const reply of replies) {
      expect(reply.body).toBe(first?.body)
      expect(decided(reply)).toEqual(first && decided(first))
    }
    patch.metadata.count = 2
    const { response } = await answerCall(host)
    expect(response).toEqual({ assistant: { first_message: 'Two.', metadata: { count: 2 } } })
  })

  it('keeps apart what is said in two languages and two dialects', async () => {
    const greeting = { firstMessage: { nl: 'Dag.', en: 'Hello.' } }
    const host = await startHost([
      entry('language', (hooks) =>
        hooks.identify.tap(({ call }) => ({ language: call.caller?.startsWith('+44') ? 'en' : 'nl' })),
      ),
      entry('greeting', (hooks) => hooks.contribute.tap(() => greeting)),
    ])
    const bodies = []
    for (let round = 0; round < 3; round += 1) {
      for (const caller of ['+447700900456', '+31612345678']) {
        const { body } = await host.answer(webhook(ringing({ caller })))
        const { body: inCamel } = await host.answer(
          webhook(
            ringing({ caller })
              .replace('inbound_phone_call', 'inboundPhoneCall')
              .replace('phone_number', 'phoneNumber'),
          ),
        )
        bodies.push([body, inCamel])
      }
    }
    const english = ['{"assistant":{"first_message":"Hello."}}', '{"assistant":{"firstMessage":"Hello."}}']
    const dutch = ['{"assistant":{"first_message":"Dag."}}', '{"assistant":{"firstMessage":"Dag."}}']
    expect(bodies).toEqual([english, dutch, english, dutch, english, dutch])
  })

  it('runs 50 parallel copies of one call once, and answers them with the same bytes', async () => {
    let runs = 0
    const host = await startHost([
      entry('random', (hooks) =>
        hooks.contribute.tap(async () => {
          runs += 1
          await new Promise(setImmediate)
          return { metadata: { value: Math.random() } }
        }),
      ),
    ])
    const body = ringing({ id: 'the-same' })
    const replies = await Promise.all(Array.from({ length: 50 }, () => host.answer(webhook(body))))
    expect(runs).toBe(1)
    expect(new Set(replies.map((reply) => reply.body)).size).toBe(1)
  })

  it('answers with the saved assistant when a fault of ours breaks the lifecycle, and never rejects', async () => {
    const host = await startHost([])
    const ringingNow = webhook(ringing())
    vi.spyOn(JSON, 'stringify').mockImplementation(() => {
      throw new RangeError('no memory')
    })
    const reply = host.answer(ringingNow)
    vi.mocked(JSON.stringify).mockRestore()
    expect(await reply).toMatchObject({ status: 200, body: '{}' })
  })

  it('deduplicates no call without an id', async () => {
    let runs = 0
    const host = await startHost([
      entry('counting', (hooks) =>
        hooks.identify.tap(() => {
          runs += 1
        }),
      ),
    ])
    await Promise.all([host.answer(webhook(legacyCall)), host.answer(webhook(legacyCall))])
    expect(runs).toBe(2)
  })

  it('deduplicates nothing that is not trusted', async () => {
    const host = await startHost([greeting])
    const body = ringing({ id: 'once' })
    await host.answer(webhook(body))
    const reply = await host.answer({ body, headers: signedHeaders(body, 'somebody else') })
    expect(reply.status).toBe(401)
  })

  it('is the saved assistant when nobody has anything to say', async () => {
    const { body, trace } = await answerCall(await startHost([], { assistant: whole }))
    expect(body).toBe('{}')
    expect(trace?.response.kind).toBe('default')
  })

  it('keeps prompt and tools of the snapshot when a plugin patches the model', async () => {
    const host = await startHost([entry('vip', (hooks) => hooks.contribute.tap(() => ({ llm: { model: 'gpt-5' } })))], {
      assistant: whole,
    })
    expect((await answerCall(host)).response.assistant).toEqual({
      llm_config: {
        provider: 'openai',
        model: 'gpt-5',
        messages: [{ role: 'system', content: 'You answer the phone.' }],
        tools: [{ type: 'end_call' }],
      },
    })
  })

  it('sends no incomplete block, and says so', async () => {
    const host = await startHost([
      greeting,
      entry('voice', (hooks) => hooks.contribute.tap(() => ({ tts: { voiceId: 'v' } }))),
    ])
    const { response, trace } = await answerCall(host)
    expect(response).toEqual({ assistant: { first_message: 'Hello.' } })
    expect(trace?.response.dropped).toEqual([{ path: 'tts', reason: 'incomplete-block', entry: 'voice' }])
  })
})

describe('where the platform has no assistant of its own', () => {
  it.each([
    { name: 'a modern number without one', config: { savedAssistant: false }, body: ringing },
    { name: 'every legacy call', config: {}, body: () => legacyCall },
  ])('answers $name with the whole fallback when nobody has anything to say', async ({ config, body }) => {
    const host = await startHost([], { assistant: whole, fallback: { ...whole, firstMessage: 'Fallback.' }, ...config })
    const reply = await host.answer(webhook(body()))
    expect(reply.trace?.response.kind).toBe('fallback')
    expect(Object.values(JSON.parse(reply.body).assistant)).toHaveLength(4)
    expect(reply.body).toContain('Fallback.')
  })

  it('lays upon the fallback what review says of it', async () => {
    const host = await startHost(
      [entry('polite', (hooks) => hooks.review.tap(({ draft }) => ({ firstMessage: `${draft.firstMessage} Bye.` })))],
      { assistant: whole, fallback: { ...whole, firstMessage: 'Fallback.', tts: { provider: 'xai', voiceId: 'ara' } } },
    )
    const { assistant } = JSON.parse((await host.answer(webhook(legacyCall))).body)
    expect(assistant).toMatchObject({ firstMessage: 'Fallback. Bye.', voice: { voiceId: 'ara' } })
  })

  it('lays patches upon the whole snapshot', async () => {
    const host = await startHost([greeting], { assistant: whole })
    const { assistant } = JSON.parse((await host.answer(webhook(legacyCall))).body)
    expect(assistant).toEqual({
      firstMessage: 'Hello.',
      model: {
        provider: 'openai',
        model: 'gpt-4.1-mini',
        messages: [{ role: 'system', content: 'You answer the phone.' }],
        tools: [{ type: 'endCall' }],
      },
      transcriber: whole.stt,
      voice: { provider: '11labs', voiceId: 'voice-1' },
    })
  })

  it('sends its own block in place of one that a plugin left incomplete', async () => {
    const host = await startHost(
      [entry('voice', (hooks) => hooks.contribute.tap(() => ({ tts: { provider: 'inworld' } })))],
      {
        assistant: whole,
        savedAssistant: false,
      },
    )
    const { response, trace } = await answerCall(host)
    expect(response.assistant.tts_config).toEqual({ provider: 'elevenlabs', voice_id: 'voice-1' })
    expect(trace?.response.dropped).toMatchObject([{ path: 'tts', reason: 'incomplete-block' }])
  })
})

describe('the other events', () => {
  const toolCalls = JSON.stringify({
    message: {
      type: 'tool-calls',
      call: { id: 'c', type: 'inbound_phone_call' },
      tool_call_list: [
        { id: 'one', type: 'function', function: { name: 'find', arguments: {} } },
        { id: 'two', type: 'function', function: { name: 'book', arguments: {} } },
      ],
    },
  })
  const update = JSON.stringify({
    message: { type: 'status-update', call: { id: 'c', type: 'inbound_phone_call', status: 'ended' } },
  })

  const servers: { close(): void }[] = []
  afterEach(() => {
    for (const server of servers.splice(0)) server.close()
  })

  /** A real webhook of the operator, which had the events before us. */
  async function startTarget(answers: (attempt: number) => { status: number; body?: string; hang?: boolean }) {
    const seen: { headers: Record<string, unknown>; body: string }[] = []
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      seen.push({ headers: request.headers, body: Buffer.concat(chunks).toString() })
      const { status, body, hang } = answers(seen.length)
      if (!hang) response.writeHead(status, { 'content-type': 'application/json' }).end(body)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    servers.push({ close: () => server.closeAllConnections() }, server)
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/old`, seen }
  }

  it('answers each tool call that nobody handles, by its id', async () => {
    const { body } = await (await startHost([])).answer(webhook(toolCalls))
    const { results } = JSON.parse(body)
    expect(results.map((result: { tool_call_id: string }) => result.tool_call_id)).toEqual(['one', 'two'])
    expect(typeof results[0].result).toBe('string')
    expect(body).not.toContain('"error"')
  })

  it('passes tool calls on byte for byte, with the signature, and returns the answer', async () => {
    const target = await startTarget(() => ({
      status: 200,
      body: '{"results": [{"tool_call_id":"one","result":"Pixel"}]}',
    }))
    const host = await startHost([], { forward: target.url })
    const { headers } = webhook(toolCalls)
    const { body, trace } = await host.answer({ headers, body: toolCalls })
    expect(body).toBe('{"results": [{"tool_call_id":"one","result":"Pixel"}]}')
    expect(trace?.response.kind).toBe('forwarded')
    expect(target.seen[0]?.body).toBe(toolCalls)
    expect(target.seen[0]?.headers).toMatchObject({ 'x-webhook-signature': headers['x-webhook-signature'] })
    expect(host.health()).toMatchObject({ forwarded: 1, undelivered: 0 })
  })

  it.each([
    { how: 'fails', answer: { status: 500 } },
    { how: 'answers no JSON', answer: { status: 200, body: '<html>' } },
    { how: 'redirects', answer: { status: 302 } },
    { how: 'never answers', answer: { status: 200, hang: true } },
  ])('answers itself when the target $how', async ({ answer }) => {
    const target = await startTarget(() => answer)
    const host = await startHost([], { forward: target.url })
    // all but 200 ms of the 9 s have gone by
    const { body, status } = await host.answer(webhook(toolCalls, { arrivedAt: performance.now() - 8_800 }))
    expect(status).toBe(200)
    expect(JSON.parse(body).results).toHaveLength(2)
    expect(host.health()).toMatchObject({ forwarded: 0, undelivered: 1 })
  })

  it('acknowledges an update at once and passes it on in the background, again after a failure', async () => {
    const target = await startTarget((attempt) => ({ status: attempt === 1 ? 503 : 200 }))
    const host = await startHost([], { forward: target.url })
    expect((await host.answer(webhook(update))).body).toBe('{}')
    await host.close()
    expect(target.seen.map(({ body }) => body)).toEqual([update, update])
    expect(host.health()).toMatchObject({ forwarded: 1, undelivered: 0 })
  })

  it('delivers what it has taken on after a reload that sends events elsewhere', async () => {
    const [first, second] = [await startTarget(() => ({ status: 200 })), await startTarget(() => ({ status: 200 }))]
    const host = await startHost([], { forward: first.url })
    await host.answer(webhook(update))
    await host.reload({ secrets: secret, forward: second.url })
    await host.answer(webhook(update))
    await host.close()
    expect([first.seen.length, second.seen.length]).toEqual([1, 1])
    expect(host.health()).toMatchObject({ forwarded: 2, undelivered: 0 })
  })

  it('gives up on a target that refuses, and counts it', async () => {
    const target = await startTarget(() => ({ status: 400 }))
    const host = await startHost([], { forward: target.url })
    await host.answer(webhook(update))
    await host.close()
    expect(target.seen).toHaveLength(1)
    expect(host.health().undelivered).toBe(1)
  })

  it('acknowledges events that no documentation names', async () => {
    const { status, body } = await (await startHost([])).answer(
      webhook(JSON.stringify({ message: { type: 'speech-update' } })),
    )
    expect({ status, body }).toEqual({ status: 200, body: '{}' })
  })
})

describe('a refusal', () => {
  it.each([
    { what: 'no JSON', body: '{"message":', status: 400, code: 'PREANSWER_BODY_INVALID' },
    { what: 'no event name', body: '{"message":{}}', status: 400, code: 'PREANSWER_EVENT_MISSING' },
    { what: 'no object', body: '[]', status: 400, code: 'PREANSWER_EVENT_MISSING' },
    { what: 'too large', body: `"${'x'.repeat(300_000)}"`, status: 413, code: 'PREANSWER_BODY_TOO_LARGE' },
    { what: 'too deep', body: '['.repeat(100_000) + ']'.repeat(100_000), status: 400, code: 'PREANSWER_BODY_INVALID' },
  ])('of $what says so, without an error key and without what was sent', async ({ body, status, code }) => {
    const reply = await (await startHost([])).answer(webhook(body))
    expect(reply.status).toBe(status)
    expect(reply.headers['content-type']).toBe('application/problem+json')
    expect(JSON.parse(reply.body)).toMatchObject({ code, status })
    expect(JSON.parse(reply.body)).not.toHaveProperty('error')
  })

  it('of an untrusted webhook tells nothing about why', async () => {
    const body = ringing()
    const host = await startHost([])
    const reply = await host.answer({ headers: signedHeaders(body, `${secret}x`), body })
    const other = await host.answer({ headers: { 'content-type': 'application/json' }, body })
    expect(reply.status).toBe(401)
    expect(JSON.parse(reply.body)).not.toHaveProperty('detail')
    expect(other.body).toBe(reply.body)
  })

  it('of a closed host is not silence', async () => {
    const host = await startHost([])
    await host.close()
    expect((await host.answer(webhook(ringing()))).status).toBe(503)
  })
})
