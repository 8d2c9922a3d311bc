import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { amsterdam, cap, dial, hello, startLines, utrecht, whole } from '../test/lines.ts'
import { entry, ringing, secret, signedHeaders } from '../test/webhook.ts'
import { definePlugin, type LineConfig } from './index.ts'

const lineSecret = 'a-secret-of-the-line'
const outage = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })

describe('a line', () => {
  it('is found by the dialed number, and the default line by every other', async () => {
    const host = await startLines([{ name: 'amsterdam', numbers: [amsterdam, '+3120*'] }, { numbers: [utrecht] }])
    const greetings = await Promise.all(
      [amsterdam, '+31209999999', utrecht, '+12025550123'].map((to) => dial(host, to)),
    )
    const expected = ['amsterdam', 'amsterdam', 'line-2', 'default'].map((name) => ({
      assistant: { first_message: `This is ${name}.` },
      max_duration_seconds: 60,
    }))
    expect(greetings).toEqual(expected)
  })

  it('is found among many, which are worked on in turns', async () => {
    const lines = Array.from({ length: 120 }, (_, index) => ({ numbers: [`+3120${1_000_000 + index}`] }))
    const host = await startLines([...lines, { numbers: [utrecht], timeZone: 'Nowhere' }])
    expect(host.lines.at(-1)?.issues).toMatchObject([{ path: ['lines', 120, 'timeZone'] }])
    expect(await dial(host, '+31201000119')).toMatchObject({ assistant: { first_message: 'This is line-120.' } })
  })

  it('has what it says, and of the host what it does not say', async () => {
    const seen: unknown[] = []
    const look = entry('look', (hooks) =>
      hooks.contribute.tap(({ line, assistant }) => {
        seen.push({ ...line, assistant })
        return { firstMessage: '{{brand}} in {{city}}' }
      }),
    )
    const assistant = { llm: { provider: 'openai', model: 'gpt-5.4-mini' } }
    const host = await startLines(
      [
        { numbers: [amsterdam], language: 'nl', languages: ['nl', 'en'], variables: { city: 'Amsterdam' } },
        { numbers: [utrecht], timeZone: 'Europe/Brussels', assistant: { stt: { language: 'fr' } } },
      ],
      {
        plugins: [look],
        language: 'en',
        timeZone: 'Europe/Amsterdam',
        assistant,
        variables: { brand: 'Wielwerk', city: 'Zeist' },
      },
    )
    const answers = [await dial(host, amsterdam), await dial(host, utrecht)]
    expect(answers).toEqual([
      { assistant: { first_message: 'Wielwerk in Amsterdam' } },
      { assistant: { first_message: 'Wielwerk in Zeist' } },
    ])
    expect(seen).toEqual([
      { name: 'line-1', language: 'nl', languages: ['nl', 'en'], timeZone: 'Europe/Amsterdam', assistant },
      { name: 'line-2', language: 'en', timeZone: 'Europe/Brussels', assistant: { stt: { language: 'fr' } } },
    ])
  })

  it('has plugins of its own after the shared ones, and shared ones with other options or left out', async () => {
    const rest = definePlugin({
      name: 'rest',
      setup: (hooks) => hooks.contribute.tap(() => ({ firstMessage: 'The rest.' })),
    })
    const host = await startLines([
      { numbers: [amsterdam], plugins: [rest], changes: { cap: { with: { seconds: 30 } } } },
      { numbers: [utrecht], changes: { hello: false } },
    ])
    expect(await dial(host, amsterdam)).toEqual({ assistant: { first_message: 'The rest.' }, max_duration_seconds: 30 })
    expect(await dial(host, utrecht)).toEqual({ max_duration_seconds: 60 })
    expect(await dial(host, '+31101234567')).toEqual({
      assistant: { first_message: 'This is default.' },
      max_duration_seconds: 60,
    })
  })

  it('changes options key by key', async () => {
    const setup = vi.fn()
    const options = z.strictObject({ seconds: z.number(), words: z.record(z.string(), z.string()) })
    const plugin = definePlugin({ name: 'keys', options, setup })
    await startLines([{ numbers: [amsterdam], changes: { keys: { with: { words: { b: 'y' } } } } }], {
      plugins: [plugin({ seconds: 1, words: { a: 'x' } })],
    })
    expect(setup.mock.calls.map(([, given]) => given)).toEqual([
      { seconds: 1, words: { a: 'x' } },
      { seconds: 1, words: { b: 'y' } },
    ])
  })

  it('sets up anew what it changes, and nothing else', async () => {
    const setups = { shared: vi.fn(), changed: vi.fn() }
    const plugins = [entry('shared', setups.shared), definePlugin({ name: 'changed', setup: setups.changed })()]
    const zones = { timeZone: 'Europe/Amsterdam' }
    await startLines(
      [
        { numbers: [amsterdam], timeZone: 'Europe/Brussels', changes: { changed: { budgetMs: 20 } } },
        { numbers: [utrecht], timeZone: 'America/New_York' },
      ],
      { plugins, ...zones },
    )
    const served = (setup: typeof setups.shared) => setup.mock.calls.map(([, , { timeZones }]) => timeZones)
    expect(served(setups.shared)).toEqual([['Europe/Amsterdam', 'Europe/Brussels', 'America/New_York']])
    expect(served(setups.changed)).toEqual([['Europe/Amsterdam', 'America/New_York'], ['Europe/Brussels']])
  })

  it('verifies webhooks under its own secrets only, and under those of the host where it has none', async () => {
    const host = await startLines([{ numbers: [amsterdam], secrets: lineSecret }, { numbers: [utrecht] }])
    const statuses = await Promise.all([
      dial(host, amsterdam, lineSecret),
      dial(host, amsterdam, secret),
      dial(host, utrecht, lineSecret),
      dial(host, utrecht, secret),
      dial(host, '+12025550123', lineSecret),
    ])
    expect(statuses.map((answer) => (typeof answer === 'number' ? answer : 200))).toEqual([200, 401, 401, 200, 401])
  })

  it('is not trusted without proof because the host is', async () => {
    const host = await startLines([{ numbers: [amsterdam], auth: { bearer: lineSecret } }], {
      secrets: undefined,
      unsigned: true,
    })
    const body = ringing({ dialed: amsterdam })
    const headers = { 'content-type': 'application/json' }
    const bearer = { ...headers, authorization: `Bearer ${lineSecret}` }
    expect(await host.answer({ headers, body, peerAddress: '127.0.0.1' })).toMatchObject({ status: 401 })
    expect(await host.answer({ headers: bearer, body })).toMatchObject({ status: 200 })
  })

  it('is not trusted by the secret of the host where it has a bearer of its own', async () => {
    const host = await startLines([{ numbers: [amsterdam], auth: { bearer: lineSecret } }])
    expect(await dial(host, amsterdam, secret)).toBe(401)
  })

  it('answers a call with an id that another line has answered for itself', async () => {
    const host = await startLines([{ numbers: [amsterdam] }, { numbers: [utrecht] }])
    const ask = async (dialed: string) => {
      const body = ringing({ dialed, id: 'one' })
      return JSON.parse((await host.answer({ headers: signedHeaders(body), body })).body)
    }
    expect(await ask(amsterdam)).toMatchObject({ assistant: { first_message: 'This is line-1.' } })
    expect(await ask(utrecht)).toMatchObject({ assistant: { first_message: 'This is line-2.' } })
  })

  it('has its own assistant in responses that are remembered', async () => {
    const better = entry('better', (hooks) => hooks.contribute.tap(() => ({ llm: { model: 'gpt-5.4' } })))
    const assistantOf = (city: string) => ({ llm: { provider: 'openai', model: 'gpt-5.4-mini', prompt: city } })
    const lines = [
      { numbers: [amsterdam], assistant: assistantOf('Amsterdam') },
      { numbers: [utrecht], assistant: assistantOf('Utrecht') },
    ]
    const host = await startLines(lines, { plugins: [better] })
    for (let call = 0; call < 3; call += 1) {
      expect(JSON.stringify(await dial(host, amsterdam))).toContain('"content":"Amsterdam"')
      expect(JSON.stringify(await dial(host, utrecht))).toContain('"content":"Utrecht"')
    }
  })

  it('has breakers of its own where it has plugins of its own, named by it', async () => {
    const crm = entry('crm', (hooks) =>
      hooks.contribute.tap(({ line }) => {
        if (line.name === 'amsterdam') throw new Error('down')
        return { maxDurationSeconds: 9 }
      }),
    )
    const host = await startLines([{ name: 'amsterdam', numbers: [amsterdam], plugins: [cap({ seconds: 99 })] }], {
      plugins: [crm],
      breaker: { failures: 1 },
    })
    await dial(host, amsterdam)
    const breakers = host
      .health()
      .entries.map(({ name, line, breakers: its }) => [name, line, its.map((one) => one.line)])
    expect(breakers).toEqual([
      ['crm', 'default', ['amsterdam']],
      ['cap', 'amsterdam', []],
    ])
    expect(await dial(host, utrecht)).toEqual({ max_duration_seconds: 9 })
  })

  it('gets the taps of the embedder too', async () => {
    const host = await startLines([{ numbers: [amsterdam], changes: { cap: false } }])
    host.hooks.contribute.tap(() => ({ maxDurationSeconds: 5 }))
    expect(await dial(host, amsterdam)).toMatchObject({ max_duration_seconds: 5 })
    expect(await dial(host, utrecht)).toMatchObject({ max_duration_seconds: 5 })
  })

  it('takes the taps of a plugin whose set-up met an outage at start', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const setup = vi.fn().mockRejectedValueOnce(outage).mockRejectedValueOnce(outage)
    setup.mockImplementation((hooks) => hooks.contribute.tap(() => ({ maxDurationSeconds: 7 })))
    const crm = definePlugin({ name: 'crm', setup })
    const host = await startLines(
      [
        { numbers: [amsterdam], plugins: [hello()] },
        { numbers: [utrecht], changes: { crm: {} } },
      ],
      {
        plugins: [crm],
      },
    )
    const degraded = host.health().entries.map(({ line, degraded: why }) => [line, why?.outage])
    expect(degraded).toEqual([
      ['default', 'ECONNREFUSED'],
      ['line-1', undefined],
      ['line-2', 'ECONNREFUSED'],
    ])
    await vi.advanceTimersByTimeAsync(1_000)
    vi.useRealTimers()
    for (const to of [amsterdam, utrecht, '+12025550123']) {
      expect(await dial(host, to)).toMatchObject({ max_duration_seconds: 7 })
    }
  })
})

describe('a line whose config is wrong', () => {
  const right: LineConfig = { name: 'right', numbers: [utrecht], changes: { cap: { with: { seconds: 20 } } } }
  const failing = entry('failing', () => {
    throw new Error('no such file')
  })
  const slow = entry('slow', (hooks) => hooks.contribute.tap({ budgetMs: 4_500 }, () => null))
  const needy = definePlugin({ name: 'needy', needs: ['customer'], setup() {} })

  it.each([
    { line: { timeZone: 'Nowhere' }, reason: 'config-invalid', what: 'a key' },
    { line: { changes: { cap: { with: { seconds: 'ten' } } } }, reason: 'config-invalid', what: 'an option' },
    { line: { plugins: ['cap'] }, reason: 'config-invalid', what: 'an entry' },
    { line: { plugins: [failing] }, reason: 'setup-failed', what: 'a set-up' },
    { line: { plugins: [slow] }, reason: 'plan-too-long', what: 'a budget' },
    { line: { plugins: [needy()] }, reason: 'config-invalid', what: 'a need' },
    { line: { numbers: [amsterdam, utrecht] }, reason: 'config-invalid', what: 'a number of another line' },
    { line: { name: 'right' }, reason: 'config-invalid', what: 'a name of another line' },
    { line: { fallback: {} }, reason: 'config-invalid', what: 'a fallback' },
  ])('answers with its fallback, and the others as ever: $what', async ({ line, reason }) => {
    const host = await startLines([right, { numbers: [amsterdam], ...line } as LineConfig], {
      savedAssistant: false,
      fallback: whole,
    })
    const alone = await startLines([right], { savedAssistant: false, fallback: whole })
    expect(host.health().lines).toEqual([{ line: 'line-2', reason }])
    expect(host.lines.map(({ status }) => status)).toEqual(['ready', 'ready', 'fallback'])
    expect(await dial(host, amsterdam)).toMatchObject({ assistant: { first_message: whole.firstMessage } })
    expect(await dial(host, utrecht)).toEqual(await dial(alone, utrecht))
    expect(await dial(host, '+12025550123')).toEqual(await dial(alone, '+12025550123'))
  })

  it.each([
    { own: { fallback: { ...whole, firstMessage: 'Ours.' } }, says: 'Ours.', what: 'its own fallback' },
    { own: { assistant: { ...whole, firstMessage: 'Saved.' } }, says: 'Saved.', what: 'its own assistant' },
    {
      own: { fallback: { firstMessage: 'Half.' } },
      says: whole.firstMessage,
      what: "the host's where its own is half",
    },
  ])('says $what', async ({ own, says }) => {
    const lines = [{ numbers: [amsterdam], timeZone: 'Nowhere', ...own }]
    const host = await startLines(lines, { savedAssistant: false, assistant: whole })
    expect(await dial(host, amsterdam)).toMatchObject({ assistant: { first_message: says } })
  })

  it('leaves the call to the assistant that the platform has for it', async () => {
    const host = await startLines([{ numbers: [amsterdam], timeZone: 'Nowhere' }], { fallback: whole })
    expect(await dial(host, amsterdam)).toEqual({})
  })

  it('keeps its plugins where neither it nor the host has a fallback that is whole', async () => {
    const host = await startLines([{ numbers: [amsterdam], fallback: {} }], { savedAssistant: false, assistant: {} })
    expect(host.lines.map(({ status }) => status)).toEqual(['ready', 'ready'])
    expect(host.findings).toContainEqual(
      expect.objectContaining({ severity: 'error', code: 'no-whole-fallback', path: ['lines', 0, 'fallback'] }),
    )
  })

  it('trusts its own secrets still, and nobody where they are wrong', async () => {
    const host = await startLines([
      { numbers: [amsterdam], timeZone: 'Nowhere', secrets: lineSecret },
      { numbers: [utrecht], secrets: 'short' },
      { numbers: ['+3110*'], secrets: lineSecret, auth: {} as never },
    ])
    expect([await dial(host, amsterdam, lineSecret), await dial(host, amsterdam, secret)]).toEqual([{}, 401])
    for (const key of ['short', secret]) expect(await dial(host, utrecht, key)).toBe(401)
    for (const key of [lineSecret, secret]) expect(await dial(host, '+31101234567', key)).toBe(401)
  })

  it('is not trusted by a secret that was known to be wrong, as one that no variable has filled', async () => {
    const written = `$\{AMSTERDAM_SECRET}`
    const issues = [{ path: ['lines', 0, 'secrets'], message: 'the environment variable is not set' }]
    const host = await startLines([{ numbers: [amsterdam], secrets: written }], {}, { issues })
    expect(await dial(host, amsterdam, written)).toBe(401)
    expect(host.lines[1]).toMatchObject({ status: 'fallback', reason: 'config-invalid', issues })
  })

  it('keeps its numbers that are right', async () => {
    const host = await startLines([{ numbers: [amsterdam, '020 123'], fallback: whole }], { savedAssistant: false })
    expect(await dial(host, amsterdam)).toMatchObject({ assistant: { first_message: whole.firstMessage } })
  })

  it('is told to the log once, with its problems and without numbers', async () => {
    const error = vi.fn()
    const log = { debug() {}, info() {}, warn() {}, error }
    const words = { [amsterdam]: 1 as never }
    await startLines([{ name: 'amsterdam', numbers: [amsterdam], changes: { cap: { with: { words } } } }], {}, { log })
    expect(error.mock.calls).toEqual([
      [
        expect.objectContaining({ line: 'amsterdam', reason: 'config-invalid', problems: 1 }),
        'a line answers with its fallback: its config is wrong',
      ],
    ])
    expect(JSON.stringify(error.mock.calls)).not.toMatch(/1234567/)
  })

  it('releases what it had set up', async () => {
    const release = vi.fn()
    const own = definePlugin({ name: 'own', setup: () => release })()
    await startLines([{ numbers: [amsterdam], plugins: [own, slow] }])
    expect(release).toHaveBeenCalledOnce()
  })
})

describe('host.reload', () => {
  const amsterdamLine = { name: 'amsterdam', numbers: [amsterdam] }
  const utrechtLine = { name: 'utrecht', numbers: [utrecht] }
  const config = (lines: readonly LineConfig[]) => ({ secrets: secret, plugins: [hello()], lines })

  it('swaps the lines, and tells which are new, gone or different', async () => {
    const host = await startLines([amsterdamLine, utrechtLine])
    const changed = { ...amsterdamLine, name: 'amsterdam', language: 'nl' }
    const { lines } = await host.reload(config([changed, { name: 'arnhem', numbers: ['+3126*'] }]))
    expect(lines).toEqual({
      added: ['arnhem'],
      removed: ['utrecht'],
      changed: [{ line: 'amsterdam', keys: ['language'] }],
    })
    expect(await dial(host, '+31261234567')).toMatchObject({ assistant: { first_message: 'This is arnhem.' } })
    expect(await dial(host, utrecht)).toMatchObject({ assistant: { first_message: 'This is default.' } })
  })

  it('refuses a line whose config is wrong, and the line goes on as it was', async () => {
    const host = await startLines([amsterdamLine])
    const wrong = { ...amsterdamLine, timeZone: 'Nowhere' }
    await expect(host.reload(config([wrong]))).rejects.toMatchObject({ code: 'PREANSWER_CONFIG_INVALID' })
    expect(await dial(host, amsterdam)).toMatchObject({ assistant: { first_message: 'This is amsterdam.' } })
  })

  it('goes on counting for each entry of each line', async () => {
    const failing = entry('failing', (hooks) => hooks.contribute.tap(() => Promise.reject(new Error())))
    const lines = [{ ...amsterdamLine, plugins: [failing] }]
    const host = await startLines(lines, { plugins: [hello()] })
    await dial(host, amsterdam)
    await host.reload({ ...config(lines) })
    await dial(host, amsterdam)
    expect(host.health().entries).toMatchObject([{ line: 'default' }, { line: 'amsterdam', failures: 2 }])
  })
})
