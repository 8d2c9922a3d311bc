import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { answerCall, entry, ringing, secret, startHost, webhook } from '../test/webhook.ts'
import { createHost, type EndedExchange, type Webhook } from './index.ts'

const only: Partial<Webhook> = { trusted: true, detail: true, rehearsal: {} }

const crm = entry('crm', (hooks) =>
  hooks.identify.tap(() => ({ country: 'NL', customer: { name: 'Jansen', tier: 'gold' } })),
)
const greeting = entry('greeting', (hooks) =>
  hooks.contribute.tap(({ facts }) => ({
    firstMessage: { en: `Hello ${facts.customer?.name ?? 'you'}.`, nl: `Dag ${facts.customer?.name ?? 'u'}.` },
  })),
)

afterEach(() => {
  vi.useRealTimers()
})

describe('a rehearsal', () => {
  it('gets the response of a real call, with trace and detail', async () => {
    const host = await startHost([crm, greeting])
    const real = await answerCall(host)
    const tried = await answerCall(host, only)
    expect(tried.body).toBe(real.body)
    expect(tried.trace?.response).toEqual(real.trace?.response)
    expect(tried.detail).toEqual(real.detail)
  })

  it('asks for trust as every webhook does, and a refusal of it is told to nobody', async () => {
    const onRefusal = vi.fn()
    const host = await createHost({ secrets: secret }, { log: silentBut(onRefusal), onRefusal })
    const reply = await host.answer({ headers: {}, body: ringing(), rehearsal: {} })
    expect(reply.status).toBe(401)
    expect(onRefusal).not.toHaveBeenCalled()
    expect(host.health().answered).toBe(0)
  })

  it('is no delivery of its call: neither answered with an earlier response, nor kept for a later one', async () => {
    let runs = 0
    const counting = entry('counting', (hooks) => {
      hooks.contribute.tap(() => {
        runs += 1
        return { metadata: { run: runs } }
      })
    })
    const host = await startHost([counting])
    const body = ringing({ id: 'the-same' })
    const runOf = async (fields: Partial<Webhook>) =>
      JSON.parse((await host.answer(webhook(body, fields))).body).assistant.metadata.run
    expect([await runOf(only), await runOf({}), await runOf(only), await runOf({})]).toEqual([1, 2, 3, 2])
    expect(host.health()).toMatchObject({ answered: 2, repeated: 1 })
  })

  it('is neither observed, nor told, nor logged as a call', async () => {
    const observer = vi.fn()
    const told: EndedExchange[] = []
    const lines: string[] = []
    const log = silentBut((_fields: object, message: string) => void lines.push(message))
    const observing = entry('observing', (hooks) => hooks.observe.tap(observer))
    const onExchange = (exchange: EndedExchange) => void told.push(exchange)
    const host = await createHost({ secrets: secret, plugins: [observing] }, { log, onExchange })
    await answerCall(host, only)
    await host.close()
    expect({ observed: observer.mock.calls, told, lines }).toEqual({ observed: [], told: [], lines: [] })
  })

  it('counts nothing for its entries, and its failure is logged as one of a rehearsal', async () => {
    vi.useFakeTimers()
    const lines: object[] = []
    const failing = entry('failing', (hooks) =>
      hooks.contribute.tap(() => {
        throw new TypeError()
      }),
    )
    const late = entry('late', (hooks) =>
      hooks.contribute.tap({ budgetMs: 10 }, () => new Promise((resolve) => setTimeout(resolve, 50))),
    )
    const log = silentBut((fields: object) => void lines.push(fields))
    const host = await createHost({ secrets: secret, plugins: [failing, late] }, { log })
    const answering = answerCall(host, only)
    await vi.advanceTimersByTimeAsync(100)
    const { trace } = await answering
    expect(trace?.taps.map(({ outcome }) => outcome)).toEqual(['failed', 'timed-out'])
    expect(host.health().entries.map(({ failures, late: lateOnes, skipped }) => [failures, lateOnes, skipped])).toEqual(
      [
        [0, 0, 0],
        [0, 0, 0],
      ],
    )
    expect(lines).toEqual([
      expect.objectContaining({ entry: 'failing', rehearsal: true }),
      expect.objectContaining({ entry: 'late', rehearsal: true }),
      // the answer that came after its budget
      expect.objectContaining({ entry: 'late' }),
    ])
  })

  it('opens no breaker, is skipped by an open one, and leaves the try after the cool-down to a real call', async () => {
    vi.useFakeTimers()
    let fails = true
    const failing = entry('failing', (hooks) =>
      hooks.contribute.tap(() => {
        if (fails) throw new TypeError()
        return { maxDurationSeconds: 60 }
      }),
    )
    const host = await startHost([failing], { breaker: { failures: 2, coolDownMs: 1_000 } })
    const outcomeOf = async (fields: Partial<Webhook> = {}) => {
      const { trace } = await answerCall(host, fields)
      return trace?.taps[0]?.reason ?? trace?.taps[0]?.outcome
    }
    expect([await outcomeOf(only), await outcomeOf(only), await outcomeOf(only)]).toEqual([
      'failed',
      'failed',
      'failed',
    ])
    expect([await outcomeOf(), await outcomeOf()]).toEqual(['failed', 'failed'])
    expect(await outcomeOf(only)).toBe('breaker-open')
    vi.advanceTimersByTime(1_000)
    fails = false
    expect(await outcomeOf(only)).toBe('used')
    expect(host.health().entries[0]?.breakers).toMatchObject([{ state: 'open' }])
    expect(await outcomeOf()).toBe('used')
    expect(host.health().entries[0]?.breakers).toEqual([])
  })

  it('passes nothing on', async () => {
    const received: string[] = []
    const receiver = createServer((request, response) => {
      received.push(request.url ?? '')
      response.end('{}')
    }).listen(0, '127.0.0.1')
    onTestFinished(() => void receiver.close())
    await vi.waitUntil(() => receiver.listening)
    const { port } = receiver.address() as AddressInfo
    const host = await startHost([], { forward: `http://127.0.0.1:${port}/` })
    const report = JSON.stringify({ message: { type: 'end-of-call-report' } })
    const tools = JSON.stringify({ message: { type: 'tool-calls', tool_call_list: [{ id: 't1' }] } })
    const replies = [await host.answer(webhook(report, only)), await host.answer(webhook(tools, only))]
    await host.close()
    expect(replies.map(({ trace }) => trace?.response.kind)).toEqual(['acknowledged', 'tool-results'])
    expect({ received, ...host.health() }).toMatchObject({ received: [], forwarded: 0, undelivered: 0 })
  })

  it('tells its taps that it is one', async () => {
    const seen: boolean[] = []
    const host = await startHost([
      entry('watching', (hooks) => hooks.contribute.tap(({ isRehearsal }) => void seen.push(isRehearsal))),
    ])
    await answerCall(host)
    await answerCall(host, only)
    expect(seen).toEqual([false, true])
  })

  it('is waited for by a host that closes', async () => {
    const slow = entry('slow', (hooks) =>
      hooks.contribute.tap(async () => {
        await new Promise(setImmediate)
        return { maxDurationSeconds: 60 }
      }),
    )
    const host = await startHost([slow])
    const answering = answerCall(host, only)
    await host.close()
    expect((await answering).response).toEqual({ max_duration_seconds: 60 })
  })
})

describe('a rehearsal with facts', () => {
  const facts = { country: 'BE', customer: { name: 'Peeters' } }

  it('takes them for all that is known: neither plugins nor the app are asked', async () => {
    const host = await startHost([crm, greeting], { timeZone: 'Europe/Amsterdam', language: 'nl' })
    const app = vi.fn()
    const { detail, trace, response } = await answerCall(host, { ...only, rehearsal: { facts }, facts: app })
    expect(app).not.toHaveBeenCalled()
    expect(trace?.taps.map(({ hook }) => hook)).toEqual(['contribute'])
    expect(detail?.facts).toEqual({ ...facts, timeZone: 'Europe/Amsterdam', language: 'nl' })
    expect(response).toEqual({ assistant: { first_message: 'Dag Peeters.' } })
  })

  it('keeps who found them, and says `rehearsal` where nobody is named', async () => {
    const host = await startHost([crm])
    const owners = { country: 'numbers', 'customer.name': 'crm' }
    const given = { ...facts, customer: { ...facts.customer, tier: 'gold' } }
    const { trace, detail } = await answerCall(host, { ...only, rehearsal: { facts: given, owners } })
    expect(trace?.facts).toEqual({ country: 'numbers', 'customer.name': 'crm', 'customer.tier': 'rehearsal' })
    expect(detail?.facts).toEqual(given)
  })

  it('settles anew what the host had settled', async () => {
    const host = await startHost([greeting], { language: 'en', timeZone: 'Europe/London' })
    const recorded = { ...facts, language: 'nl', timeZone: 'Europe/Amsterdam' }
    const settled = { language: 'host', timeZone: 'host' }
    const anew = await answerCall(host, { ...only, rehearsal: { facts: recorded, owners: settled } })
    expect(anew.detail?.facts).toMatchObject({ language: 'en', timeZone: 'Europe/London' })
    const kept = await answerCall(host, { ...only, rehearsal: { facts: recorded } })
    expect(kept.detail?.facts).toMatchObject({ language: 'nl', timeZone: 'Europe/Amsterdam' })
  })

  it('leaves the given facts as they are: they are copied', async () => {
    const host = await startHost([greeting])
    const given = { languages: ['nl-BE'], customer: { attributes: { orders: 3 } } }
    await answerCall(host, { ...only, rehearsal: { facts: given } })
    expect([given, given.languages, given.customer.attributes].filter(Object.isFrozen)).toEqual([])
  })
})

function silentBut(write: (fields: object, message: string) => void) {
  return { debug: write, info: write, warn: write, error: write }
}
