import { createHost, definePlugin, type Entry, type Hooks, type HostConfig, type Override } from '@preanswer/core'
import { describe, expect, it } from 'vitest'
import type { Stream } from '../terminal.ts'
import { explainCall } from './explain.ts'
import { showExplanation } from './show.ts'

const at = Date.parse('2026-12-25T10:00:00Z')
const search = { type: 'function' as const, name: 'search', description: 'Looks it up.' }
const assistant = { llm: { provider: 'openai', model: 'small', prompt: 'You answer the phone.' } }

function entry(name: string, setup: (hooks: Hooks) => void, more: Partial<Entry> = {}): Entry {
  return { ...definePlugin({ name, setup })(), ...more }
}

const knows = entry('knows', (hooks) => {
  hooks.identify.tap(() => ({
    customer: { tier: 'gold' },
    openingHours: { state: 'closed', holiday: 'Christmas Day' },
  }))
})
const greets = entry('greets', (hooks) => {
  hooks.contribute.tap(() => ({
    firstMessage: 'Hello.',
    llm: { model: 'large', tools: [search] },
    stt: { model: 'nova' },
  }))
})
const welcomes = entry('welcomes', (hooks) => {
  hooks.contribute.tap(({ note }) => {
    note('christmas')
    return { firstMessage: 'Welcome.' }
  })
})
const refuses = entry('refuses', (hooks) => {
  hooks.screen.tap(() => ({ reject: 'Merry Christmas.', reason: 'holiday' }))
})
const fails = (more?: Partial<Entry>) =>
  entry(
    'fails',
    (hooks) => {
      hooks.screen.tap(() => Promise.reject(new TypeError('+31612345678')))
    },
    more,
  )

/** Tries a call and explains it. */
async function explainWith(plugins: readonly Entry[], config: HostConfig = {}, override?: Override) {
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  const overrides = { overrideFor: () => override, active: () => [] }
  const host = await createHost(
    { unsigned: true, timeZone: 'Europe/Amsterdam', ...config, plugins },
    { log, overrides },
  )
  const numbers = { phone_number: { number: '+31201234567' }, customer: { number: '+31612345678' } }
  const body = JSON.stringify({ message: { type: 'assistant-request', ...numbers } })
  const reply = await host.answer({ headers: {}, body, trusted: true, detail: true, receivedAt: at, rehearsal: {} })
  await host.close()
  const { trace, detail } = reply
  if (trace === undefined || detail === undefined) throw new Error('the host refused the call')
  return { explanation: explainCall({ trace, detail }), trace }
}

describe('explainCall', () => {
  it.each([
    { plugins: [knows, refuses], said: 'The caller was turned away by refuses: holiday, Christmas Day.' },
    { plugins: [refuses], said: 'The caller was turned away by refuses: holiday.' },
    {
      plugins: [fails({ onFailure: { reject: 'Later.' } })],
      said: 'The caller was turned away because fails failed (failed). It had to do without fails (failed).',
    },
    { plugins: [knows], said: 'The assistant saved on the platform answers as it is: no plugin changed anything.' },
    {
      plugins: [fails()],
      said: 'The assistant saved on the platform answers as it is: no plugin changed anything. It had to do without fails (failed).',
    },
    {
      plugins: [entry('half', (hooks) => hooks.contribute.tap(() => ({ tts: { model: 'fast' } })))],
      said: 'The assistant saved on the platform answers as it is: what plugins asked for could not be sent.',
    },
    {
      plugins: [greets, welcomes],
      config: { assistant },
      said: 'The assistant answers with llm.model and llm.tools of greets; firstMessage of welcomes.',
    },
    {
      plugins: [],
      config: { assistant, savedAssistant: false },
      said: 'The fallback answers: no plugin had anything to say, and the platform has no assistant of its own here.',
    },
    {
      plugins: [],
      override: { state: 'closed' as const, reject: 'Closed.' },
      said: 'The caller was turned away by an operator, for now: closed.',
    },
  ])('says first: $said', async ({ plugins, config, override, said }) => {
    expect((await explainWith(plugins, config, override)).explanation.decision).toBe(said)
  })

  it('tells who called, without the number, and who found out what', async () => {
    const { explanation } = await explainWith([knows])
    expect(explanation.call).toEqual({
      receivedAt: '2026-12-25T10:00:00.000Z',
      timeZone: 'Europe/Amsterdam',
      line: 'default',
      dialect: 'snake',
      caller: '+31•••••••78',
      dialedNumber: '+31201234567',
    })
    expect(explanation.facts).toEqual([
      { path: 'timeZone', value: 'Europe/Amsterdam', owner: 'host' },
      { path: 'customer.tier', value: 'gold', owner: 'knows' },
      { path: 'openingHours', value: { state: 'closed', holiday: 'Christmas Day' }, owner: 'knows' },
    ])
  })

  it('tells what each tap returned, beside all that the trace has', async () => {
    const { explanation, trace } = await explainWith([knows, welcomes, fails()])
    expect(explanation.taps.map(({ returned: _, ...tap }) => tap)).toEqual(trace.taps)
    expect(explanation.taps.map(({ entry: name, returned }) => [name, returned])).toEqual([
      ['knows', { customer: { tier: 'gold' }, openingHours: { state: 'closed', holiday: 'Christmas Day' } }],
      ['fails', undefined],
      ['welcomes', { firstMessage: 'Welcome.' }],
    ])
    const rejected = (await explainWith([refuses])).explanation
    expect(rejected.taps[0]?.returned).toEqual({ reject: 'Merry Christmas.' })
    expect(rejected.response.rejection).toBe('Merry Christmas.')
  })

  it('names the owner of each field, whom it overrode, and what was not sent', async () => {
    const { explanation } = await explainWith([greets, welcomes], { assistant })
    expect(explanation.response).toMatchObject({ kind: 'assistant', allowedMs: 4_000 })
    expect(explanation.response.fields).toEqual(
      expect.arrayContaining([
        { path: 'llm.model', value: 'large', owner: 'greets', overrode: [] },
        { path: 'llm.tools.search', value: search, owner: 'greets', overrode: [] },
        { path: 'firstMessage', value: 'Welcome.', owner: 'welcomes', overrode: ['greets'] },
      ]),
    )
    expect(explanation.response.dropped).toEqual([{ path: 'stt', reason: 'incomplete-block', entry: 'greets' }])
  })

  it('does without values where only the trace was recorded', async () => {
    const { trace } = await explainWith([knows, refuses])
    const { decision, call, facts, response } = explainCall({ trace })
    expect(decision).toBe('The caller was turned away by refuses: holiday.')
    expect(call).toEqual({ receivedAt: '2026-12-25T10:00:00.000Z', line: 'default', dialect: 'snake' })
    expect(facts).toContainEqual({ path: 'customer.tier', owner: 'knows' })
    expect(response).not.toHaveProperty('rejection')
  })
})

describe('showExplanation', () => {
  const piped = { isTTY: false } as Stream

  it('has a line for each tap, with its bar, and below it what it returned', async () => {
    const { explanation } = await explainWith([knows, greets, welcomes, fails()], { assistant })
    const text = showExplanation(explanation, piped).join('\n')
    expect(text).toMatch(/^ {2}identify +knows +·*█+·* +[\d.]+ of 800 +used\n {4}→ \{"customer":/m)
    expect(text).toMatch(/^ {2}screen +fails +·*█+·* .* failed\n {4}! PREANSWER_TAP_FAILED TypeError/m)
    expect(text).toMatch(/^ {2}contribute +welcomes .* used \(christmas\)$/m)
    expect(text).toMatch(/^ {2}firstMessage +"Welcome\." +welcomes, over greets$/m)
    expect(text).toMatch(/^ {2}stt of greets: .* \(incomplete-block\)$/m)
    expect(text).not.toContain('+31612345678')
  })

  it.each([80, 120, 200])('keeps its tables within a terminal of %d columns, up to 160', async (columns) => {
    const { explanation } = await explainWith([knows, greets, refuses], { assistant })
    const long = Math.max(
      ...showExplanation(explanation, { isTTY: false, columns } as Stream)
        .slice(2)
        .map(({ length }) => length),
    )
    expect(long).toBeLessThanOrEqual(Math.min(columns, 160))
  })

  it('is in colors on a terminal only', async () => {
    const { explanation } = await explainWith([refuses])
    const colors = (isTTY: boolean) =>
      showExplanation(explanation, { isTTY, columns: 80 } as Stream)
        .join('\n')
        .includes('\u001b[')
    expect([colors(false), colors(true)]).toEqual([false, true])
  })
})
