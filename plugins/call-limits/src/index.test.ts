import { createHost, definePlugin, type Facts } from '@preanswer/core'
import { simulateCall } from '@preanswer/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { callLimits } from './index.ts'

const monday = Date.parse('2026-01-05T15:00:00Z')
const saved = {
  firstMessage: 'Goedemiddag!',
  llm: { provider: 'openai', model: 'gpt-5.4-nano', prompt: 'You answer the phone.' },
  stt: { provider: 'deepgram', model: 'nova-3', language: 'nl' },
  tts: { provider: 'elevenlabs', voiceId: 'sarah' },
}
const limits = [
  { tiers: ['gold'], maxDurationSeconds: 1_800 },
  { countries: ['US'], maxDurationSeconds: 120 },
  { hours: { 'mon-fri': ['18:00-08:00'] }, maxDurationSeconds: 300 },
  { untilClosing: { graceSeconds: 60 }, maxDurationSeconds: 600 },
]

describe('callLimits', () => {
  it.each([
    { dialect: 'camel' as const, expected: { maxDurationSeconds: 600 } },
    { dialect: 'snake' as const, expected: { max_duration_seconds: 600 } },
  ])('limits the call beside the saved assistant, in $dialect', async ({ dialect, expected }) => {
    const { response } = await simulateCall([callLimits({ limits })], { dialect, receivedAt: monday })
    expect(response).toEqual(expected)
  })

  it('limits it within a whole assistant in legacy', async () => {
    const call = { dialect: 'legacy', receivedAt: monday, config: { assistant: saved } } as const
    const { response } = await simulateCall([callLimits({ limits })], call)
    expect(response.assistant).toMatchObject({ firstMessage: 'Goedemiddag!', maxDurationSeconds: 600 })
  })

  it.each([
    { facts: { customer: { tier: 'gold' } }, seconds: 1_800, notes: ['limit-0'], who: 'a gold customer' },
    { facts: { country: 'US' }, seconds: 120, notes: ['limit-1'], who: 'an American caller' },
    { facts: {}, at: monday + 3 * 3_600_000, seconds: 300, notes: ['limit-2'], who: 'a caller at night' },
    { facts: openFor(200), seconds: 260, notes: ['limit-3', 'until-closing'], who: 'a caller before closing' },
    { facts: openFor(3_600), seconds: 600, notes: ['limit-3'], who: 'anybody else' },
  ])('gives $who $seconds s', async ({ facts, at = monday, seconds, notes }) => {
    const call = { facts, receivedAt: at, config: { timeZone: 'Europe/Amsterdam' } }
    const { draft, trace } = await simulateCall([callLimits({ limits })], call)
    expect(draft).toEqual({ maxDurationSeconds: seconds })
    expect(trace.taps.flatMap((tap) => tap.notes)).toEqual(notes)
  })

  it.each(['legacy', 'camel', 'snake'] as const)(
    'limits withheld callers by what is known of the call, in %s',
    async (dialect) => {
      const call = {
        caller: null,
        dialect,
        receivedAt: monday,
        config: { timeZone: 'Europe/Amsterdam', assistant: saved },
      }
      const { draft } = await simulateCall([callLimits({ limits })], call)
      expect(draft.maxDurationSeconds).toBe(600)
    },
  )

  it('says nothing where no limit is for the call', async () => {
    const { response, trace } = await simulateCall([
      callLimits({ limits: [{ countries: ['US'], maxDurationSeconds: 60 }] }),
    ])
    expect(response).toEqual({})
    expect(trace.taps.map(({ outcome, notes }) => ({ outcome, notes }))).toEqual([{ outcome: 'unchanged', notes: [] }])
  })

  it('replaces the saved limit, and leaves a smaller one of another plugin', async () => {
    const config = { assistant: { maxDurationSeconds: 60 } }
    expect((await simulateCall([callLimits({ limits })], { config })).draft.maxDurationSeconds).toBe(600)
    const strict = definePlugin({
      name: 'strict',
      setup(hooks) {
        hooks.contribute.tap(() => ({ maxDurationSeconds: 30 }))
      },
    })
    expect((await simulateCall([strict(), callLimits({ limits })])).draft.maxDurationSeconds).toBe(30)
  })

  it.each([
    { timeZone: 'America/New_York', facts: { timeZone: 'Asia/Tokyo' }, line: 'UTC', seconds: 10, why: 'its own' },
    { timeZone: undefined, facts: { timeZone: 'Asia/Tokyo' }, line: 'UTC', seconds: 20, why: 'that of the call' },
    { timeZone: undefined, facts: {}, line: 'UTC', seconds: 30, why: 'that of the line' },
    { timeZone: undefined, facts: { timeZone: 'Mars/Olympus' }, line: undefined, seconds: undefined, why: 'none' },
    { timeZone: undefined, facts: {}, line: undefined, seconds: undefined, why: 'none' },
  ])('reads the clock in the time zone $timeZone, $facts, $line: $why', async ({ timeZone, facts, line, seconds }) => {
    const byHour: { hours: Record<string, string[]>; maxDurationSeconds: number }[] = [
      { hours: { mon: ['10:00-11:00'] }, maxDurationSeconds: 10 },
      { hours: { tue: ['00:00-01:00'] }, maxDurationSeconds: 20 },
      { hours: { mon: ['15:00-16:00'] }, maxDurationSeconds: 30 },
    ]
    const entry = callLimits({ limits: byHour, ...(timeZone === undefined ? {} : { timeZone }) })
    const config = line === undefined ? {} : { timeZone: line }
    const { draft, trace } = await simulateCall([entry], { facts, receivedAt: monday, config })
    expect(draft.maxDurationSeconds).toBe(seconds)
    expect(trace.taps.flatMap(({ notes }) => notes).includes('no-time-zone')).toBe(seconds === undefined)
  })

  it('reads closing time from another plugin', async () => {
    const hours = definePlugin({
      name: 'hours',
      provides: ['openingHours'],
      setup(hooks) {
        hooks.identify.tap(() => openFor(120))
      },
    })
    const { draft } = await simulateCall([hours(), callLimits({ limits })], { receivedAt: monday })
    expect(draft).toEqual({ maxDurationSeconds: 180 })
  })

  it('reports at start which limit needs to know closing time', async () => {
    const host = await createHost({ unsigned: true, plugins: [callLimits({ limits })] })
    onTestFinished(() => host.close())
    expect(host.findings.filter(({ code }) => code === 'needs-opening-hours')).toMatchObject([
      { severity: 'note', path: ['plugins', 0, 'with', 'limits', 3, 'untilClosing'] },
    ])
  })

  it.each([
    { own: undefined, ofHost: undefined, hours: true, warns: true, what: 'no time zone is known' },
    { own: 'Europe/Amsterdam', ofHost: undefined, hours: true, warns: false, what: 'it has one' },
    { own: undefined, ofHost: 'Europe/Amsterdam', hours: true, warns: false, what: 'the host has one' },
    { own: undefined, ofHost: undefined, hours: false, warns: false, what: 'no limit has hours' },
  ])('warns of hours that nothing can be read by, where $what: $warns', async ({ own, ofHost, hours, warns }) => {
    const limit = { maxDurationSeconds: 60, ...(hours ? { hours: { mon: ['09:00-17:00'] } } : {}) }
    const entry = callLimits({ limits: [limit], ...(own === undefined ? {} : { timeZone: own }) })
    const zone = ofHost === undefined ? {} : { timeZone: ofHost }
    const host = await createHost({ unsigned: true, plugins: [entry], ...zone })
    onTestFinished(() => host.close())
    expect(host.findings.some(({ code }) => code === 'no-time-zone')).toBe(warns)
  })

  it.each([
    { options: {}, at: ['limits'], what: 'no limits' },
    { options: { limits: [] }, at: ['limits'], what: 'an empty list' },
    { options: { limits: [{ tiers: ['gold'] }] }, at: ['limits', 0], what: 'a limit that limits nothing' },
    { options: limited({ maxDurationSeconds: 0 }), at: ['limits', 0, 'maxDurationSeconds'], what: 'no time at all' },
    { options: limited({ maxDurationSeconds: 90_000 }), at: ['limits', 0, 'maxDurationSeconds'], what: 'over a day' },
    { options: limited({ maxDurationSeconds: 1.5 }), at: ['limits', 0, 'maxDurationSeconds'], what: 'half a second' },
    { options: limited({ tiers: [] }), at: ['limits', 0, 'tiers'], what: 'no tiers' },
    { options: limited({ countries: ['nl'] }), at: ['limits', 0, 'countries', 0], what: 'a country in small letters' },
    { options: limited({ lines: [31201234567] }), at: ['limits', 0, 'lines', 0], what: 'a number that YAML read' },
    { options: limited({ hours: {} }), at: ['limits', 0, 'hours'], what: 'no hours' },
    {
      options: limited({ hours: { mon: ['9-17'] } }),
      at: ['limits', 0, 'hours', 'mon', 0],
      what: 'hours without minutes',
    },
    { options: limited({ until: 'closing' }), at: ['limits', 0, 'until'], what: 'an unknown key' },
    {
      options: limited({ untilClosing: { minimumSeconds: 0 } }),
      at: ['limits', 0, 'untilClosing', 'minimumSeconds'],
      what: 'a minimum of nothing',
    },
    {
      options: { limits: [{ maxDurationSeconds: 60 }, ...limits] },
      at: ['limits', 1],
      what: 'a limit that is never reached',
    },
    { options: { limits, timeZone: 'CET+1' }, at: ['timeZone'], what: 'no time zone' },
  ])('refuses $what at start', async ({ options, at }) => {
    const plugins = [{ use: callLimits, with: options }]
    await expect(createHost({ unsigned: true, plugins })).rejects.toMatchObject({
      code: 'PREANSWER_CONFIG_INVALID',
      issues: [{ path: ['plugins', 0, 'with', ...at] }],
    })
  })
})

/** What business-hours finds; this plugin does not know its types. */
function openFor(seconds: number): Facts {
  const facts: object = { openingHours: { state: 'open', closesAt: monday + seconds * 1_000 } }
  return facts
}

function limited(limit: object) {
  return { limits: [{ maxDurationSeconds: 60, ...limit }] }
}
