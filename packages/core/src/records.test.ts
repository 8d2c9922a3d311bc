import { describe, expect, it } from 'vitest'
import { answerCall, entry, ringing, secret, signedHeaders, silent, webhook } from '../test/webhook.ts'
import {
  createHost,
  type EndedExchange,
  type Entry,
  type HostConfig,
  type HostOptions,
  type RefusedWebhook,
} from './index.ts'

/** A host whose log is kept, and to which somebody listens. */
async function listenTo(options: HostOptions, plugins: readonly Entry[] = [], config: HostConfig = {}) {
  const lines: Record<string, unknown>[] = []
  const write = (fields: object, message: string) => void lines.push({ ...fields, message })
  const log = { debug: write, info: write, warn: write, error: write }
  return { host: await createHost({ secrets: secret, plugins, ...config }, { log, ...options }), lines }
}

const fails = () => {
  throw new TypeError('+447700900456')
}

describe('onExchange', () => {
  it('is told once of each exchange, after its response and with the outcomes of its observers', async () => {
    const ended: EndedExchange[] = []
    const watching = entry('watching', (hooks) => {
      hooks.contribute.tap(() => ({ maxDurationSeconds: 60 }))
      hooks.observe.tap(async () => {
        await new Promise(setImmediate)
      })
    })
    const { host } = await listenTo({ onExchange: (exchange) => ended.push(exchange) }, [watching])
    const { trace } = await answerCall(host)
    expect(ended).toEqual([])
    await host.answer(webhook(JSON.stringify({ message: { type: 'status-update' } })))
    await host.close()
    expect(ended.map(({ event, taps }) => [event, taps.map(({ hook, outcome }) => `${hook} ${outcome}`)])).toEqual([
      ['assistant-request', ['contribute used', 'observe unchanged']],
      ['status-update', ['observe unchanged']],
    ])
    expect(ended[0]).toMatchObject({ line: 'default', dialect: 'snake', response: 'assistant', allowedMs: 4_000 })
    expect(ended[0]?.durationMs).toBe(trace?.durationMs)
    expect(ended[0]?.trace.response).toEqual(trace?.response)
  })

  it('has the drafts: before the first patch, and after each one', async () => {
    const ended: EndedExchange[] = []
    const first = entry('first', (hooks) =>
      hooks.contribute.tap(() => ({ firstMessage: 'Hello.', llm: { model: 'b' } })),
    )
    const second = entry('second', (hooks) => hooks.contribute.tap(() => ({ maxDurationSeconds: 60 })))
    const last = entry('last', (hooks) => hooks.review.tap(() => ({ firstMessage: 'Good day.' })))
    const assistant = { llm: { provider: 'openai', model: 'a' } }
    const onExchange = (exchange: EndedExchange) => void ended.push(exchange)
    const { host } = await listenTo({ onExchange }, [first, second, last], { assistant })
    const { trace, drafts } = await answerCall(host)
    await host.close()
    const llm = { provider: 'openai', model: 'b' }
    const expected = [
      {},
      { firstMessage: 'Hello.', llm },
      { firstMessage: 'Hello.', llm, maxDurationSeconds: 60 },
      { firstMessage: 'Good day.', llm, maxDurationSeconds: 60 },
    ]
    expect(ended[0]?.drafts).toEqual(expected)
    expect(ended[0]?.drafts.at(-1)).toEqual(ended[0]?.detail.draft)
    expect(ended[0]?.id).toBe(trace?.id)
    expect(drafts).toEqual(expected)
  })

  it('is told where no plugin observes', async () => {
    const ended: EndedExchange[] = []
    const { host } = await listenTo({ onExchange: (exchange) => ended.push(exchange) })
    await answerCall(host)
    await host.close()
    expect(ended).toHaveLength(1)
  })
})

describe('onRefusal', () => {
  it('is told the code of each webhook that gets no exchange', async () => {
    const codes: string[] = []
    const { host } = await listenTo({ onRefusal: (code) => codes.push(code) })
    const body = ringing()
    await host.answer({ headers: signedHeaders(body, 'of somebody else'), body })
    await host.answer(webhook('{"message":'))
    await answerCall(host)
    await host.close()
    await host.answer(webhook(ringing()))
    expect(codes).toEqual(['PREANSWER_UNTRUSTED', 'PREANSWER_BODY_INVALID', 'PREANSWER_HOST_CLOSED'])
  })

  it('has the webhook, so that an operator may hear how it was verified', async () => {
    const all: RefusedWebhook[] = []
    const { host } = await listenTo({ onRefusal: (_code, refused) => void all.push(refused) })
    const body = ringing()
    const reply = await host.answer({ headers: signedHeaders(body, `${secret}\n`), body, peerAddress: '192.0.2.1' })
    const [refused] = all
    expect(refused).toMatchObject({ body, peerAddress: '192.0.2.1' })
    expect(refused && host.diagnose(refused, Date.now())).toMatchObject({ trusted: false, cause: 'newline-in-secret' })
    expect(reply.body).not.toContain('newline')
  })

  it('has the webhook: it may be signed with a secret that the config had before', async () => {
    const all: RefusedWebhook[] = []
    const { host } = await listenTo({ onRefusal: (_code, refused) => void all.push(refused) })
    await host.reload({ secrets: 'a-new-secret' })
    await host.answer(webhook(ringing()))
    expect(all.map((refused) => host.diagnose(refused, Date.now()).cause)).toEqual(['previous-secret'])
  })
})

describe('pseudonymOf', () => {
  it('names callers in the line of their calls, and nobody where the number is withheld', async () => {
    const { host, lines } = await listenTo({ pseudonymOf: (caller) => `c${caller.length}` })
    await answerCall(host)
    await host.answer(webhook(ringing({ caller: '' })))
    await host.close()
    const calls = lines.filter(({ message }) => message === 'call answered')
    expect(calls.map(({ caller }) => caller)).toEqual(['c13', undefined])
  })
})

describe('a listener', () => {
  it('that throws costs a line in the log, and nothing else', async () => {
    const { host, lines } = await listenTo({ onExchange: fails, onRefusal: fails, pseudonymOf: fails })
    expect((await answerCall(host)).status).toBe(200)
    expect((await host.answer(webhook('nonsense'))).status).toBe(400)
    await host.close()
    const failed = lines.filter(({ message }) => message === 'a listener failed')
    expect(failed.map(({ listener, name }) => `${listener} ${name}`).sort()).toEqual([
      'onExchange TypeError',
      'onRefusal TypeError',
      'pseudonymOf TypeError',
    ])
    expect(lines.filter(({ message }) => message === 'call answered')).toHaveLength(1)
    expect(JSON.stringify(lines)).not.toContain('447700900456')
  })

  it('that rejects costs a line in the log, and nothing else', async () => {
    const rejects = () => Promise.reject(new TypeError('+447700900456'))
    const { host, lines } = await listenTo({ onExchange: rejects, onRefusal: rejects })
    await answerCall(host)
    await host.answer(webhook('nonsense'))
    await host.close()
    await new Promise(setImmediate)
    const failed = lines.filter(({ message }) => message === 'a listener failed')
    expect(failed.map(({ listener }) => listener).sort()).toEqual(['onExchange', 'onRefusal'])
  })
})

describe('health().repeated', () => {
  it('counts the deliveries that got the response of an earlier one', async () => {
    const host = await createHost({ secrets: secret }, { log: silent })
    const body = ringing()
    for (let delivery = 0; delivery < 3; delivery += 1) await host.answer(webhook(body))
    await answerCall(host)
    expect(host.health().repeated).toBe(2)
  })
})
