import { describe, expect, it } from 'vitest'
import { entry, ringing, secret, silent, webhook } from '../test/webhook.ts'
import { createHost, type EndedExchange, type Entry, type ExchangeDetail, type HostConfig } from './index.ts'

/** What a recorder gets of one webhook, and what was answered. */
async function recorded(plugins: readonly Entry[], body: string, config: Partial<HostConfig> = {}) {
  const details: ExchangeDetail[] = []
  const onExchange = ({ detail }: EndedExchange) => void details.push(detail)
  const host = await createHost({ secrets: secret, ...config, plugins }, { log: silent, onExchange })
  const given = webhook(body, { receivedAt: 1_800_000_000_000, detail: true, facts: () => ({ country: 'NL' }) })
  const reply = await host.answer(given)
  await host.close()
  return { detail: details[0], reply, given }
}

const crm = entry('crm', (hooks) => hooks.identify.tap(() => ({ customer: { name: 'Jansen' } })))
const greeting = entry('greeting', (hooks) => {
  hooks.contribute.tap(() => ({ firstMessage: 'Hello.' }))
  hooks.review.tap(() => ({ maxDurationSeconds: 60 }))
})

describe('the detail of an exchange', () => {
  it('has the request byte for byte, what was found, and the response', async () => {
    const body = ringing({ caller: '+31612345678', dialed: '+31201234567' })
    const { detail, reply, given } = await recorded([crm, greeting], body, { timeZone: 'Europe/Amsterdam' })
    expect(detail).toEqual({
      caller: '+31612345678',
      dialedNumber: '+31201234567',
      receivedAt: 1_800_000_000_000,
      request: { headers: given.headers, body },
      facts: { timeZone: 'Europe/Amsterdam', country: 'NL', customer: { name: 'Jansen' } },
      draft: { firstMessage: 'Hello.', maxDurationSeconds: 60 },
      response: reply.body,
      patches: expect.any(Array),
    })
  })

  it('lists what was handed in, in the order in which it was laid, with the runs of the trace', async () => {
    const { detail, reply } = await recorded([greeting, crm], ringing(), { timeZone: 'Europe/Amsterdam' })
    expect(detail?.patches).toEqual([
      { entry: 'host', hook: 'identify', facts: { timeZone: 'Europe/Amsterdam' } },
      { entry: 'app', hook: 'identify', run: expect.any(Number), facts: { country: 'NL' } },
      { entry: 'crm', hook: 'identify', run: expect.any(Number), facts: { customer: { name: 'Jansen' } } },
      { entry: 'greeting', hook: 'contribute', run: expect.any(Number), patch: { firstMessage: 'Hello.' } },
      { entry: 'greeting', hook: 'review', run: expect.any(Number), patch: { maxDurationSeconds: 60 } },
    ])
    for (const { entry, hook, run } of detail?.patches ?? []) {
      if (run !== undefined) expect(reply.trace?.taps[run]).toMatchObject({ entry, hook })
    }
    expect(reply.detail?.patches).toEqual(detail?.patches)
  })

  it('has the text of a rejection, and the hook that it came from', async () => {
    const closed = entry('closed', (hooks) => hooks.screen.tap(() => ({ reject: ' We are closed. ' })))
    const { detail } = await recorded([closed, greeting], ringing({ caller: 'anonymous' }))
    expect(detail).toMatchObject({ rejection: 'We are closed.', response: '{"error":"We are closed."}' })
    expect(detail?.patches.at(-1)).toEqual({ entry: 'closed', hook: 'screen', run: 1, rejection: 'We are closed.' })
    expect(detail).not.toHaveProperty('caller')
  })

  it('has what `onFailure` laid in place of an entry', async () => {
    const failing = entry('failing', (hooks) => hooks.contribute.tap(() => Promise.reject(new Error())), {
      onFailure: { patch: { firstMessage: 'One moment.' } },
    })
    const { detail } = await recorded([failing], ringing())
    expect(detail?.patches.at(-1)).toMatchObject({ entry: 'failing', patch: { firstMessage: 'One moment.' } })
  })

  it('of an event that needs no decision has no draft, also where there is a fallback', async () => {
    const fallback = { firstMessage: 'Harbour Vets.', llm: { provider: 'openai', model: 'gpt-4.1-mini' } }
    const body = JSON.stringify({ message: { type: 'status-update', status: 'ended' } })
    const { detail } = await recorded([greeting], body, { savedAssistant: false, fallback })
    expect([detail?.draft, detail?.response, detail?.patches]).toEqual([{}, '{}', []])
  })
})
