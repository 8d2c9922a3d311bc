import { createHost, type Entry, type Override } from '@preanswer/core'
import { describe, expect, it } from 'vitest'
import { businessHours } from './index.ts'

const timeZone = 'Europe/Amsterdam'
const office = { hours: { 'mon-fri': ['09:00-17:00'] }, timeZone }
const closedPatch = { maxDurationSeconds: 60 }
const atNight = Date.parse('2026-06-15T22:00:00Z')

/** Rings at night, while an operator says something. */
async function ring(plugins: readonly Entry[], override?: Override) {
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  const overrides = { overrideFor: () => override, active: () => [] }
  const host = await createHost({ unsigned: true, plugins }, { log, overrides })
  const body = JSON.stringify({ message: { type: 'assistant-request' } })
  const reply = await host.answer({ headers: {}, body, trusted: true, detail: true, receivedAt: atNight })
  await host.close()
  return { response: JSON.parse(reply.body), notes: reply.trace?.taps.at(-1)?.notes }
}

describe('businessHours', () => {
  it.each([
    {
      what: 'turns away',
      plugin: businessHours({ ...office, closed: { reject: 'Closed.' } }),
      response: { error: 'Closed.' },
    },
    {
      what: 'changes',
      plugin: businessHours({ ...office, closed: { patch: closedPatch } }),
      response: { max_duration_seconds: 60 },
    },
  ])(
    'leaves a call alone that it $what at night, while an operator says that it is open',
    async ({ plugin, response }) => {
      expect(await ring([plugin])).toEqual({ response, notes: ['closed'] })
      expect(await ring([plugin], { state: 'open' })).toEqual({ response: {}, notes: ['override'] })
    },
  )

  it('does not obey another entry that is open', async () => {
    const shop = businessHours({ ...office, closed: { reject: 'Closed.' } })
    const bar = {
      ...businessHours({ hours: { 'mon-sun': ['00:00-24:00'] }, timeZone, closed: { patch: closedPatch } }),
      name: 'bar',
    }
    expect((await ring([shop, bar])).response).toEqual({ error: 'Closed.' })
  })
})
