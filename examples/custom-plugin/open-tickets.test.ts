import { callerFrom, reply, simulateCall, withheld } from '@preanswer/testing'
import { conformance, fakeUpstream } from '@preanswer/testing/vitest'
import { describe, expect, it } from 'vitest'
import { openTickets } from './open-tickets.ts'

describe('openTickets', () => {
  it('greets a caller who waits for an answer', async () => {
    const { url } = await fakeUpstream({ 'GET /tickets': reply.json({ open: 2 }) })
    const { facts, response } = await simulateCall([openTickets({ url })], { caller: callerFrom('BE') })
    expect(facts.openTickets).toBe(2)
    expect(response).toEqual({ assistant: { first_message: 'Hello, I see that we owe you an answer.' } })
  })

  it.each([
    { how: 'does not answer', answer: reply.hang },
    { how: 'breaks off', answer: reply.cut },
    { how: 'is being mended', answer: reply.status(503) },
    { how: 'talks nonsense', answer: reply.text('<html>') },
  ])('leaves the greeting alone while the help desk $how', async ({ answer }) => {
    const { url } = await fakeUpstream({ 'GET /tickets': answer })
    const { response } = await simulateCall([{ ...openTickets({ url }), budgetMs: 100 }])
    expect(response).toEqual({})
  })

  it('asks nobody about a caller who withholds the number', async () => {
    const { url } = await fakeUpstream({})
    const { response } = await simulateCall([openTickets({ url })], { caller: withheld })
    expect(response).toEqual({})
  })
})

conformance(openTickets, {
  module: new URL('./open-tickets.ts', import.meta.url),
  upstream: { 'GET /tickets': reply.json({ open: 2 }) },
  options: ({ url }) => ({ url, greeting: { nl: 'Hallo!', en: 'Hello!' } }),
})
