import { describe, expect, it } from 'vitest'
import { answerCall, entry, ringing, secret, webhook } from '../test/webhook.ts'
import { createHost, type Entry, type HostConfig, type Override, type Overrides } from './index.ts'

const opensAt = Date.parse('2026-12-24T08:00:00Z')
const untilNoon = { line: 'default', until: Date.parse('2026-12-24T12:00:00Z') }
const closed: Override = { state: 'closed', reject: { en: 'Closed today.', nl: 'Vandaag gesloten.' } }

/** A host that is told one thing by its operator, with the lines of its log. */
async function hostWith(overrides: Overrides, plugins: readonly Entry[] = [], config: HostConfig = {}) {
  const lines: object[] = []
  const write = (fields: object, message: string) => void lines.push({ ...fields, message })
  const log = { debug: write, info: write, warn: write, error: write }
  return { host: await createHost({ secrets: secret, ...config, plugins }, { log, overrides }), lines }
}

function saying(override: Override | undefined): Overrides {
  return { overrideFor: () => override, active: () => [] }
}

const knows = entry('knows', (hooks) => {
  hooks.identify.tap(() => ({ languages: ['nl'], openingHours: { state: 'closed', opensAt } }))
})
const refuses = entry('refuses', (hooks) => {
  hooks.screen.tap(({ facts }) => (facts.openingHours?.isOverride ? null : { reject: 'We are closed.' }))
})

describe('HostOptions.overrides', () => {
  it('refuses every call while a line is closed, before all plugins and in the language of the caller', async () => {
    const { host } = await hostWith(saying(closed), [knows, refuses], { language: 'en' })
    const { response, trace } = await answerCall(host)
    expect(response).toEqual({ error: 'Vandaag gesloten.' })
    expect(trace?.response).toMatchObject({ kind: 'rejection', rejectedBy: 'override', reason: 'closed' })
    expect(trace?.taps.map(({ entry: name, hook, outcome }) => [name, hook, outcome])).toEqual([
      ['knows', 'identify', 'used'],
      ['override', 'screen', 'rejected'],
    ])
  })

  it('tells a fact while a line is open, which wins over those of plugins', async () => {
    const { host } = await hostWith(saying({ state: 'open' }), [knows, refuses])
    const { response, trace, detail } = await answerCall(host)
    expect(response).toEqual({})
    expect(detail?.facts.openingHours).toEqual({ state: 'open', isOverride: true })
    expect(trace?.facts).toEqual({ languages: 'knows', openingHours: 'override', language: 'host' })
    expect(trace?.taps.map(({ entry: name, set }) => [name, set])).toEqual([
      ['knows', ['languages']],
      ['override', ['openingHours']],
      ['refuses', []],
    ])
  })

  it('is asked with the line and the time of the call, and of nothing said there is nothing in the trace', async () => {
    const asked: unknown[] = []
    const overrideFor: Overrides['overrideFor'] = (...question) => void asked.push(question)
    const { host } = await hostWith({ overrideFor, active: () => [] }, [], { timeZone: 'Europe/Amsterdam' })
    const { response, trace } = await answerCall(host, { receivedAt: opensAt })
    expect({ response, taps: trace?.taps }).toEqual({ response: {}, taps: [] })
    expect(asked).toEqual([[{ name: 'default', timeZone: 'Europe/Amsterdam' }, opensAt]])
  })

  it('is not asked about the other events of the platform', async () => {
    const { host } = await hostWith(saying(closed))
    const { body } = await host.answer(webhook(JSON.stringify({ message: { type: 'status-update' } })))
    expect(body).toBe('{}')
  })

  it('goes on after a reload', async () => {
    const { host } = await hostWith(saying(closed), [refuses])
    await host.reload({ secrets: secret, language: 'en' })
    expect((await answerCall(host)).response).toEqual({ error: 'Closed today.' })
  })

  it('shows in health() what counts now', async () => {
    const active = [{ ...untilNoon, state: 'closed' as const }]
    const { host } = await hostWith({ ...saying(undefined), active: () => active })
    expect(host.health().overrides).toEqual(active)
    expect((await createHost({ secrets: secret })).health().overrides).toEqual([])
  })

  it.each([
    { what: 'throws', overrideFor: fails, logged: { listener: 'overrides', name: 'TypeError' } },
    { what: 'says a text of blanks', overrideFor: () => ({ ...closed, reject: ' ' }), logged: { entry: 'override' } },
    { what: 'says nonsense', overrideFor: () => 'shut' as never, logged: { entry: 'override' } },
  ])('costs no call where it $what', async ({ overrideFor, logged }) => {
    const { host, lines } = await hostWith({ overrideFor, active: fails }, [knows])
    const reply = await host.answer(webhook(ringing()))
    expect([reply.status, reply.body]).toEqual([200, '{}'])
    expect(lines).toContainEqual(expect.objectContaining(logged))
    expect(host.health().overrides).toEqual([])
  })
})

function fails(): never {
  throw new TypeError('+447700900456')
}
