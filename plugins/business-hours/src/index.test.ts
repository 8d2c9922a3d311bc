import { createHost, type Facts, type Host, type Issue, type Trace } from '@preanswer/core'
import { simulateCall } from '@preanswer/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
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

afterEach(() => {
  vi.useRealTimers()
})

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
    const set = ['firstMessage', 'maxDurationSeconds']
    expect(ownTaps(trace)).toMatchObject([{ hook: 'contribute', outcome: 'used', notes: ['closed'], set }])
  })

  it('says nothing while open', async () => {
    const plugin = businessHours({ hours, timeZone, closed: { patch } })
    const { response, trace } = await simulateCall([plugin], { receivedAt: open })
    expect(response).toEqual({})
    expect(ownTaps(trace)).toMatchObject([{ outcome: 'unchanged', notes: [] }])
  })

  it('treats a withheld caller like everybody else', async () => {
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

  it.each([
    { at: open, fact: { state: 'open', closesAt: Date.parse('2026-06-15T15:30:00Z') } },
    { at: shut, fact: { state: 'closed', opensAt: Date.parse('2026-06-16T07:00:00Z') } },
  ])('tells other plugins that it is $fact.state, and until when', async ({ at, fact }) => {
    const { facts } = await simulateCall([businessHours({ hours, timeZone, closed: { reject } })], { receivedAt: at })
    expect(facts.openingHours).toEqual(fact)
  })

  it.each([
    { what: 'that never closes', spans: ['00:00-24:00'], until: undefined, fact: { state: 'open' } },
    { what: 'that has closed for good', spans: ['09:00-17:00'], until: '2026-06-01', fact: { state: 'closed' } },
  ])('tells of a business $what that there is no change', async ({ spans: [span = ''], until, fact }) => {
    const [opens, closes] = [span.slice(0, 5), span.slice(6)]
    const specification = { opens, closes, ...(until === undefined ? {} : { validThrough: until }) }
    const plugin = businessHours({ hours: [specification], timeZone, closed: { reject } })
    expect((await simulateCall([plugin], { receivedAt: open })).facts.openingHours).toEqual(fact)
  })

  it('tells the name of a public holiday', async () => {
    const plugin = businessHours({ hours, timeZone, holidays: { country: 'NL' }, closed: { reject } })
    const { facts } = await simulateCall([plugin], { receivedAt: Date.parse('2026-12-25T10:00:00Z') })
    expect(facts.openingHours).toMatchObject({ state: 'closed', holiday: 'Kerstmis' })
  })

  it('tells nothing about its hours when nobody knows the zone', async () => {
    const { facts } = await simulateCall([businessHours({ hours, closed: { reject } })], { receivedAt: open })
    expect(facts).not.toHaveProperty('openingHours')
  })

  it.each([
    { who: 'a caller who is listed', call: { caller: '+31612345678' }, notes: ['exempt'] },
    { who: 'another caller', call: { caller: '+31687654321' }, notes: ['closed'] },
    { who: 'a withheld caller', call: { caller: null }, notes: ['closed'] },
    {
      who: 'a caller of a line that is listed',
      call: { caller: null, dialedNumber: '+31201111111' },
      notes: ['exempt'],
    },
  ])('lets $who through, or not: $notes', async ({ call, notes }) => {
    const exempt = { exemptCallers: ['+31612345678'], exemptLines: ['+31201111111'] }
    const plugin = businessHours({ hours, timeZone, ...exempt, closed: { reject } })
    const { rejection, trace } = await simulateCall([plugin], { receivedAt: shut, ...call })
    expect(ownTaps(trace)).toMatchObject([{ notes }])
    expect(rejection === undefined).toBe(notes.includes('exempt'))
  })

  it('lets callers through on a line with a name that is listed', async () => {
    const plugin = businessHours({ hours, timeZone, exemptLines: ['default'], closed: { reject } })
    expect((await simulateCall([plugin], { receivedAt: shut })).rejection).toBeUndefined()
  })

  const again = {
    nl: 'Wij zijn gesloten. U kunt ons {{nextOpening}} weer bellen.',
    en: 'We are closed, and open again {{nextOpening}}.',
    de: 'Wir sind {{nextOpening}} wieder da. Auf Wiederhören.',
    fr: 'Nous sommes fermés. Rappelez-nous {{nextOpening}}.',
  }
  it.each([
    { language: 'nl', rejection: 'Wij zijn gesloten. U kunt ons morgen om negen uur weer bellen.' },
    { language: 'en', rejection: 'We are closed, and open again tomorrow at nine.' },
    { language: 'de', rejection: 'Wir sind morgen um 9 Uhr wieder da. Auf Wiederhören.' },
    { language: 'fr', rejection: 'Nous sommes fermés. Rappelez-nous demain à 9 heures.' },
  ])('says in $language when it opens again', async ({ language, rejection }) => {
    const plugin = businessHours({ hours, timeZone, closed: { reject: again } })
    expect((await simulateCall([plugin], { receivedAt: shut, facts: { language } })).rejection).toBe(rejection)
  })

  it.each([
    { language: 'nl', rejection: 'Wij zijn gesloten.' },
    { language: 'en', rejection: 'We are closed.' },
    { language: 'de', rejection: 'Auf Wiederhören.' },
    { language: 'fr', rejection: 'Nous sommes fermés.' },
  ])('leaves that out in $language when it does not open within 400 days', async ({ language, rejection }) => {
    const once = [{ opens: '09:00', closes: '17:00', validThrough: '2026-06-01' }]
    const plugin = businessHours({ hours: once, timeZone, closed: { reject: again } })
    expect((await simulateCall([plugin], { receivedAt: shut, facts: { language } })).rejection).toBe(rejection)
  })

  it('says it in a greeting, and hands it to prompts as a variable', async () => {
    const assistant = { llm: { provider: 'openai', model: 'gpt-5.4', prompt: 'You answer the phone.' } }
    const greeting = {
      firstMessage: 'Wij zijn {{nextOpening}} weer open. Waarmee kan ik u helpen?',
      llm: { prompt: 'It is closed, and opens {{nextOpening}}.' },
    }
    const plugin = businessHours({ hours, timeZone, closed: { patch: greeting } })
    const config = { language: 'nl', assistant }
    const { response } = await simulateCall([plugin], { receivedAt: shut, config, facts: { language: 'en' } })
    expect(response).toMatchObject({
      assistant: {
        first_message: 'Wij zijn morgen om negen uur weer open. Waarmee kan ik u helpen?',
        llm_config: { messages: [{ role: 'system', content: 'It is closed, and opens morgen om negen uur.' }] },
      },
    })
  })

  const christmas = Date.parse('2026-12-25T10:00:00Z')
  it('is closed on a public holiday, and can name it', async () => {
    vi.useFakeTimers({ now: open, toFake: ['Date'] })
    const text = 'Wij zijn gesloten, vandaag vanwege {{holiday}}. Bel ons {{nextOpening}}.'
    const plugin = businessHours({ hours, timeZone, holidays: { country: 'NL' }, closed: { reject: text } })
    const config = { language: 'nl' }
    const { rejection, trace } = await simulateCall([plugin], { receivedAt: christmas, config })
    expect(rejection).toBe('Wij zijn gesloten, vandaag vanwege Kerstmis. Bel ons maandag om negen uur.')
    expect(trace.response).toMatchObject({ rejectedBy: 'business-hours', reason: 'holiday' })
    expect(ownTaps(trace)).toMatchObject([{ notes: ['holiday'] }])
    const evening = await simulateCall([plugin], { receivedAt: shut, config })
    expect(evening.rejection).toBe('Wij zijn gesloten. Bel ons morgen om negen uur.')
  })

  it.each([
    { what: 'hours of schema.org', hours: [{ dayOfWeek: 'Monday', opens: '09:00', closes: '17:30' }] },
    { what: 'hours of OpenStreetMap', hours: 'Mo-Fr 09:00-17:30; PH off' },
  ])('takes $what', async ({ hours }) => {
    const plugin = businessHours({ hours, timeZone, holidays: { country: 'NL' }, closed: { reject } })
    expect((await simulateCall([plugin], { receivedAt: open })).rejection).toBeUndefined()
    expect((await simulateCall([plugin], { receivedAt: shut })).trace.response).toMatchObject({ reason: 'closed' })
  })

  it.each([
    { what: 'hours of OpenStreetMap that cannot be read', options: { hours: 'on working days' } },
    { what: 'public holidays of a country that is not named', options: { hours: 'Mo-Fr 09:00-17:30; PH off' } },
    { what: 'an unknown country', options: { holidays: { country: 'ZZ' } } },
    { what: 'a calendar that is not there', options: { calendars: [{ file: 'nowhere.ics' }] } },
  ])('does not start with $what', async ({ options }) => {
    const plugin = businessHours({ hours, timeZone, closed: { reject }, ...options })
    const error = await createHost({ plugins: [plugin], unsigned: true }).catch((thrown) => thrown)
    expect(error.code).toBe('PREANSWER_SETUP_FAILED')
    expect(error.issues).toMatchObject([{ path: ['plugins', 0], hint: expect.stringMatching(/^[a-z]+[.:]/) }])
  })

  it('is right about a zone by the newest data', async () => {
    const plugin = businessHours({ hours, timeZone, timeZoneData: 'moment-timezone', closed: { reject } })
    const at = (time: string) => simulateCall([plugin], { receivedAt: Date.parse(time) })
    expect((await at('2026-03-30T06:59:59.999Z')).rejection).toBe(reject.nl)
    expect((await at('2026-03-30T07:00:00.000Z')).rejection).toBeUndefined()
  })

  it('reports the data of its zones and the holidays to come', async () => {
    vi.useFakeTimers({ now: open, toFake: ['Date'] })
    const plugin = businessHours({ hours, timeZone, holidays: { country: 'NL' }, closed: { reject } })
    const { findings } = await createHost({ plugins: [plugin], unsigned: true })
    const own = findings.filter(({ path = [] }) => path[0] === 'plugins')
    expect(own).toMatchObject([
      { severity: 'note', code: 'time-zone-data', path: ['plugins', 0, 'with', 'timeZoneData'] },
      { severity: 'note', code: 'holidays', message: expect.stringContaining('2026-12-25 Kerstmis, 2026-12-26') },
    ])
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
