import { createHost, type Facts, type Host, type Issue, type Trace } from '@preanswer/core'
import { simulateCall } from '@preanswer/testing'
import { describe, expect, it, vi } from 'vitest'
import { businessHours } from './index.ts'

const hours = { 'mon-fri': ['09:00-17:30'] }
const timeZone = 'Europe/Amsterdam'
const reject = { nl: 'Wij zijn gesloten.', en: 'We are closed.' }
const patch = { firstMessage: { nl: 'U belt na sluitingstijd.', en: 'You call after hours.' }, maxDurationSeconds: 120 }
const open = Date.parse('2026-06-15T10:00:00Z')
const shut = Date.parse('2026-06-15T20:00:00Z')
const webhook = {
  headers: { 'content-type': 'application/json' },
  body: '{"message":{"type":"assistant-request"}}',
  trusted: true,
}

describe('businessHours', () => {
  it.each([
    { at: '2026-03-25T08:00:00.000Z', when: 'at opening', expected: undefined },
    { at: '2026-03-25T07:59:59.999Z', when: 'a moment before opening', expected: reject.en },
    { at: '2026-03-25T16:29:59.999Z', when: 'a moment before closing', expected: undefined },
    { at: '2026-03-25T16:30:00.000Z', when: 'at closing', expected: reject.en },
    { at: '2026-03-28T11:00:00.000Z', when: 'on a day left out', expected: reject.en },
    { at: '2026-03-30T07:00:00.000Z', when: 'at opening, in summer time', expected: undefined },
    { at: '2026-03-30T15:30:00.000Z', when: 'at closing, in summer time', expected: reject.en },
  ])('$when, the rejection is $expected', async ({ at, expected }) => {
    const plugin = businessHours({ hours, timeZone, closed: { reject } })
    const result = await simulateCall([plugin], { receivedAt: Date.parse(at), config: { language: 'en' } })
    expect(result.rejection).toBe(expected)
  })

  it('rejects in the language of the call', async () => {
    const plugin = businessHours({ hours, timeZone, closed: { reject } })
    const call = { receivedAt: shut, facts: { language: 'nl-BE' }, config: { language: 'en' } }
    const { response, trace } = await simulateCall([plugin], call)
    expect(response).toEqual({ error: reject.nl })
    expect(trace.response).toMatchObject({ kind: 'rejection', rejectedBy: 'business-hours', reason: 'closed' })
    expect(ownTaps(trace)).toMatchObject([{ hook: 'screen', outcome: 'rejected', notes: ['closed'] }])
  })

  it('gives the date as the reason on a closed date', async () => {
    const plugin = businessHours({ hours, timeZone, closedDates: ['2026-06-15'], closed: { reject } })
    const { trace } = await simulateCall([plugin], { receivedAt: open })
    expect(trace.response).toMatchObject({ rejectedBy: 'business-hours', reason: 'closed-date' })
  })

  it('patches the answer while closed, with the greeting in the language of the call', async () => {
    const plugin = businessHours({ hours, timeZone, closed: { patch } })
    const call = { receivedAt: shut, facts: { language: 'nl' }, config: { language: 'en' } }
    const { draft, rejection, trace } = await simulateCall([plugin], call)
    expect(rejection).toBeUndefined()
    expect(draft).toMatchObject({ firstMessage: patch.firstMessage.nl, maxDurationSeconds: 120 })
    expect(ownTaps(trace)).toMatchObject([{ hook: 'contribute', outcome: 'used', notes: ['closed'] }])
  })

  it('says nothing while open', async () => {
    const plugin = businessHours({ hours, timeZone, closed: { patch } })
    const { response, trace } = await simulateCall([plugin], { receivedAt: open })
    expect(response).toEqual({})
    expect(ownTaps(trace)).toMatchObject([{ outcome: 'unchanged', notes: [] }])
  })

  it('treats a withheld caller as any other', async () => {
    const plugin = businessHours({ hours, timeZone, exemptTiers: ['gold'], closed: { reject: reject.en } })
    expect((await simulateCall([plugin], { caller: null, receivedAt: shut })).rejection).toBe(reject.en)
    expect((await simulateCall([plugin], { caller: null, receivedAt: open })).rejection).toBeUndefined()
  })

  it.each([
    { tier: 'gold', at: shut, rejection: undefined, notes: ['exempt'] },
    { tier: 'gold', at: open, rejection: undefined, notes: [] },
    { tier: 'silver', at: shut, rejection: reject.en, notes: ['closed'] },
    { tier: undefined, at: shut, rejection: reject.en, notes: ['closed'] },
  ])(
    'with gold exempt, tier $tier gets the rejection $rejection and notes $notes',
    async ({ tier, at, rejection, notes }) => {
      const plugin = businessHours({ hours, timeZone, exemptTiers: ['gold'], closed: { reject: reject.en } })
      const facts: Facts = tier === undefined ? {} : { customer: { tier } }
      const result = await simulateCall([plugin], { receivedAt: at, facts })
      expect(result.rejection).toBe(rejection)
      expect(ownTaps(result.trace)).toMatchObject([{ notes }])
    },
  )

  // 16:00 in Amsterdam, 10:00 in New York, 23:00 in Tokyo
  it.each([
    { own: undefined, fact: undefined, line: timeZone, expected: undefined },
    { own: undefined, fact: undefined, line: 'Asia/Tokyo', expected: reject.en },
    { own: undefined, fact: 'Asia/Tokyo', line: timeZone, expected: reject.en },
    { own: 'Asia/Tokyo', fact: timeZone, line: timeZone, expected: reject.en },
    { own: 'America/New_York', fact: undefined, line: 'Asia/Tokyo', expected: undefined },
  ])('with the zones $own, $fact, $line, the rejection is $expected', async ({ own, fact, line, expected }) => {
    const plugin = businessHours({ hours, timeZone: own, closed: { reject: reject.en } })
    const facts: Facts = fact === undefined ? {} : { timeZone: fact }
    const call = { receivedAt: Date.parse('2026-06-15T14:00:00Z'), facts, config: { timeZone: line } }
    expect((await simulateCall([plugin], call)).rejection).toBe(expected)
  })

  it('takes the line for its zone when a fact names none that exists', async () => {
    const plugin = businessHours({ hours, closed: { reject: reject.en } })
    const call = { receivedAt: shut, facts: { timeZone: 'Mars/Olympus' }, config: { timeZone } }
    expect((await simulateCall([plugin], call)).rejection).toBe(reject.en)
  })

  it('loses no call when nobody knows the zone, and says so in the trace', async () => {
    const plugin = businessHours({ hours, closed: { reject: reject.en } })
    const { response, trace } = await simulateCall([plugin], { receivedAt: shut })
    expect(response).toEqual({})
    expect(ownTaps(trace)).toMatchObject([{ outcome: 'unchanged', notes: ['no-time-zone'] }])
  })

  it('adds no tap to a hook that its options do not need', async () => {
    const rejecting = await createHost({ plugins: [businessHours({ hours, closed: { reject } })], unsigned: true })
    const patching = await createHost({ plugins: [businessHours({ hours, closed: { patch } })], unsigned: true })
    expect(plannedHooks(rejecting)).toEqual(['identify', 'screen'])
    expect(plannedHooks(patching)).toEqual(['identify', 'contribute'])
  })

  it('logs once that nobody knows the zone', async () => {
    const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
    const plugins = [businessHours({ hours, closed: { reject } })]
    const host = await createHost({ plugins, unsigned: true }, { log })
    await host.answer(webhook)
    await host.answer(webhook)
    expect(log.error).toHaveBeenCalledTimes(1)
  })

  it('makes the clock of its own zone at start, not in a call', async () => {
    const host = await createHost({ plugins: [businessHours({ hours, timeZone, closed: { patch } })], unsigned: true })
    const made = vi.spyOn(Intl, 'DateTimeFormat')
    await host.answer(webhook)
    expect(made).not.toHaveBeenCalled()
  })

  it('refuses wrong options at start, with their paths', async () => {
    // @ts-expect-error
    const plugin = businessHours({ hours: { monday: ['9-17'] }, closed: { reject: ' ' } })
    const error = await createHost({ plugins: [plugin], unsigned: true }).catch((thrown) => thrown)
    expect(error.code).toBe('PREANSWER_CONFIG_INVALID')
    const paths = error.issues.map((issue: Issue) => issue.path.slice(-3).join('.')).sort()
    expect(paths).toEqual(['with.closed.reject', 'with.hours.monday'])
  })
})

function plannedHooks({ plan }: Host): string[] {
  return plan.hooks.filter(({ taps }) => taps.length > 0).map(({ hook }) => hook)
}

/** The tap that answers: without the one that tells the opening hours. */
function ownTaps({ taps }: Trace) {
  return taps.filter(({ entry, hook }) => entry === 'business-hours' && hook !== 'identify')
}
