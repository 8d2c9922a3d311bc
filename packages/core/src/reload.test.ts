import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { answerCall, entry, ringing, secret, startHost, webhook } from '../test/webhook.ts'
import { definePlugin, type Host, type HostConfig, type Release } from './index.ts'

const running: Host[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map((host) => host.close()))
  vi.useRealTimers()
})

async function start(plugins: HostConfig['plugins'], config: Partial<HostConfig> = {}): Promise<Host> {
  const host = await startHost(plugins as never, config)
  running.push(host)
  return host
}

/** A config under which a greeting and a duration always say the same number. */
function numbered(version: number, release: Release = () => {}): HostConfig {
  const greeting = definePlugin({
    name: 'greeting',
    setup(hooks) {
      // facts and patches of one version belong together
      hooks.identify.tap(() => ({ customer: { tier: `tier-${version}` } }))
      hooks.contribute.tap(async ({ facts }) => {
        await new Promise(setImmediate)
        return { firstMessage: `${facts.customer?.tier} of ${version}` }
      })
      return release
    },
  })
  const cap = entry('cap', (hooks) => {
    hooks.contribute.tap(() => ({ maxDurationSeconds: 100 + version }))
  })
  return { secrets: secret, plugins: [greeting(), cap] }
}

function responseOf(version: number) {
  return {
    assistant: { first_message: `tier-${version} of ${version}` },
    max_duration_seconds: 100 + version,
  }
}

/** A tap that answers when the test says so. */
function held(name: string, said: object, release: Release = () => {}) {
  let answer = () => {}
  const held = new Promise<void>((resolve) => {
    answer = resolve
  })
  const plugin = definePlugin({
    name,
    setup(hooks) {
      hooks.contribute.tap({ budgetMs: 3_000 }, async () => {
        await held
        return said
      })
      return release
    },
  })
  return { entry: plugin(), answer }
}

const broken = { secrets: secret, plugins: [{ use: 'no-plugin' }] } as HostConfig

describe('host.reload', () => {
  it('answers by the new config from then on', async () => {
    const host = await start(numbered(1).plugins)
    expect((await answerCall(host)).response).toEqual(responseOf(1))
    await host.reload(numbered(2))
    expect((await answerCall(host)).response).toEqual(responseOf(2))
    expect(host.config.plugins).toHaveLength(2)
  })

  it('lets calls in flight end on the old one, and releases it after the last of them and its observers', async () => {
    const order: string[] = []
    const { entry: slow, answer } = held('slow', { firstMessage: 'Old.' }, () => void order.push('released'))
    const watching = entry('watching', (hooks) => {
      hooks.observe.tap(async () => {
        await new Promise(setImmediate)
        order.push('observed')
      })
    })
    const host = await start([slow, watching])
    const answering = answerCall(host)
    await new Promise(setImmediate)
    await host.reload(numbered(2))
    expect((await answerCall(host)).response).toEqual(responseOf(2))
    expect(host.health().inFlight).toBe(1)
    expect(order).toEqual([])
    answer()
    expect((await answering).response).toEqual({ assistant: { first_message: 'Old.' } })
    await host.close()
    expect(order).toEqual(['observed', 'released'])
  })

  it.each([
    { what: 'a config with problems', config: broken, code: 'PREANSWER_CONFIG_INVALID' },
    { what: 'no config', config: undefined as never, code: 'PREANSWER_CONFIG_INVALID' },
    {
      what: 'budgets that do not fit',
      config: { ...numbered(2), budgets: { identify: 4_500 } },
      code: 'PREANSWER_PLAN_TOO_LONG',
    },
    {
      what: 'a set-up that fails',
      config: { secrets: secret, plugins: [definePlugin({ name: 'bad', setup: () => Promise.reject(new Error()) })()] },
      code: 'PREANSWER_SETUP_FAILED',
    },
  ])('keeps the old one when it gets $what', async ({ config, code }) => {
    const host = await start(numbered(1).plugins)
    await expect(host.reload(config)).rejects.toMatchObject({ code })
    expect((await answerCall(host)).response).toEqual(responseOf(1))
    expect(host.health().entries.map(({ name }) => name)).toEqual(['greeting', 'cap'])
  })

  it('releases what was made of a config that it does not take', async () => {
    const release = vi.fn()
    const host = await start(numbered(1).plugins)
    host.hooks.screen.tap({ budgetMs: 2_000 }, () => null)
    // it fits by itself, but not with the tap of the embedder
    const config = { ...numbered(2, release), budgets: { contribute: 1_500, identify: 800 } }
    await expect(host.reload(config)).rejects.toMatchObject({ code: 'PREANSWER_PLAN_TOO_LONG' })
    expect(release).toHaveBeenCalledOnce()
    expect((await answerCall(host)).response).toEqual(responseOf(1))
  })

  it('releases what was set up of a config whose budgets do not fit', async () => {
    const release = vi.fn()
    const host = await start(numbered(1).plugins)
    const config = { ...numbered(2, release), budgets: { identify: 4_500 } }
    await expect(host.reload(config)).rejects.toMatchObject({ code: 'PREANSWER_PLAN_TOO_LONG' })
    expect(release).toHaveBeenCalledOnce()
  })

  it('waits for another reload, and the last one that was asked for counts', async () => {
    let settingUp = 0
    const slowly = (version: number) =>
      definePlugin({
        name: 'slow',
        async setup(hooks) {
          settingUp += 1
          expect(settingUp).toBe(1)
          await new Promise((resolve) => setTimeout(resolve))
          settingUp -= 1
          hooks.contribute.tap(() => ({ maxDurationSeconds: version }))
        },
      })()
    const host = await start([])
    const reloads = [1, 2, 3].map((version) => host.reload({ secrets: secret, plugins: [slowly(version)] }))
    const failed = host.reload(broken).catch(() => 'refused')
    await Promise.all(reloads)
    expect(await failed).toBe('refused')
    expect((await answerCall(host)).response).toEqual({ max_duration_seconds: 3 })
  })

  it('answers each of 200 calls by one whole config, while it is swapped 20 times, once for a broken one', async () => {
    const released = vi.fn()
    const host = await start(numbered(0, released).plugins)
    const calls: Promise<object>[] = []
    const refusals: unknown[] = []
    for (let version = 1; version <= 20; version += 1) {
      for (let call = 0; call < 10; call += 1) calls.push(answerCall(host).then(({ response }) => response))
      const reloading = host.reload(version === 10 ? broken : numbered(version, released)).catch((error) => {
        refusals.push(error.code)
      })
      if (version % 2 === 0) await reloading
    }
    const whole = Array.from({ length: 21 }, (_, version) => JSON.stringify(responseOf(version)))
    const answers = (await Promise.all(calls)).map((response) => JSON.stringify(response))
    expect(answers).toHaveLength(200)
    expect(answers.filter((answer) => !whole.includes(answer))).toEqual([])
    expect(new Set(answers).size).toBeGreaterThan(5)
    expect(refusals).toEqual(['PREANSWER_CONFIG_INVALID'])
    await host.close()
    expect(released).toHaveBeenCalledTimes(20)
    expect(host.health()).toMatchObject({ answered: 200, inFlight: 0 })
  })

  it('gives a second delivery the response of the first one, which the old config made', async () => {
    const host = await start(numbered(1).plugins)
    const body = ringing({ id: 'twice' })
    const first = await host.answer(webhook(body))
    await host.reload(numbered(2))
    expect((await host.answer(webhook(body))).body).toBe(first.body)
    expect(host.health().repeated).toBe(1)
  })

  it('goes on counting: calls, and the failures of entries that keep their name', async () => {
    const failing = () => entry('failing', (hooks) => hooks.contribute.tap(() => Promise.reject(new Error())))
    const host = await start([failing()])
    await answerCall(host)
    await host.reload({ secrets: secret, plugins: [entry('other', () => {}), failing()] })
    await answerCall(host)
    const { answered, entries } = host.health()
    expect(answered).toBe(2)
    expect(entries).toMatchObject([
      { name: 'other', failures: 0 },
      { name: 'failing', failures: 2 },
    ])
  })

  it('closes the breakers: what is set up anew gets a new chance', async () => {
    const failing = () => entry('failing', (hooks) => hooks.contribute.tap(() => Promise.reject(new Error())))
    const host = await start([failing()], { breaker: { failures: 1 } })
    await answerCall(host)
    expect(host.health().entries[0]?.breakers).toHaveLength(1)
    await host.reload({ secrets: secret, plugins: [failing()] })
    expect(host.health().entries[0]?.breakers).toEqual([])
  })

  it('keeps the taps of the embedder, also those that are added meanwhile', async () => {
    let setUp = () => {}
    const waiting = definePlugin({
      name: 'waiting',
      setup: () =>
        new Promise<void>((resolve) => {
          setUp = resolve
        }),
    })
    const host = await start([])
    host.hooks.contribute.tap(() => ({ firstMessage: 'Of the app.' }))
    const reloading = host.reload({ secrets: secret, plugins: [waiting()] })
    await new Promise(setImmediate)
    host.hooks.contribute.tap({ budgetMs: 20 }, () => ({ maxDurationSeconds: 7 }))
    setUp()
    await reloading
    const expected = { assistant: { first_message: 'Of the app.' }, max_duration_seconds: 7 }
    expect((await answerCall(host)).response).toEqual(expected)
    await host.reload({ secrets: secret })
    expect((await answerCall(host)).response).toEqual(expected)
    const taps = host.plan.hooks.flatMap((hook) => hook.taps)
    expect(taps.map(({ budgetMs }) => budgetMs)).toEqual([800, 20])
  })

  it('lets go of the old config, also where a plugin listens to its signal', async () => {
    const host = await start([])
    const held = await (async () => {
      const data = { held: 'by a listener' }
      const listening = definePlugin({
        name: 'listening',
        setup(_hooks, _options, { signal }) {
          signal.addEventListener('abort', () => data.held)
        },
      })
      await host.reload({ secrets: secret, plugins: [listening()] })
      return new WeakRef(data)
    })()
    await host.reload({ secrets: secret })
    setFlagsFromString('--expose-gc')
    const collectGarbage = runInNewContext('gc') as () => void
    await vi.waitFor(() => {
      collectGarbage()
      expect(held.deref() === undefined).toBe(true)
    })
  })

  it('verifies webhooks under the new secrets at once', async () => {
    const host = await start([])
    await host.reload({ secrets: 'another secret' })
    expect((await host.answer(webhook(ringing()))).status).toBe(401)
  })

  it('leaves the server where it is, and says what counts at the next start', async () => {
    const host = await start([], { server: { port: 4_000 } })
    const server = { port: 5_000, path: '/elsewhere' }
    const { needsRestart } = await host.reload({ secrets: secret, server })
    expect(needsRestart).toEqual(['server.port', 'server.path'])
    expect(host.config.server).toEqual({ host: '127.0.0.1', port: 4_000, path: '/webhook' })
    expect((await host.reload({ secrets: secret, server })).needsRestart).toEqual(['server.port', 'server.path'])
  })
})

describe('host.reload, with a set-up', () => {
  const hanging = definePlugin({ name: 'hanging', setup: () => new Promise(() => {}) })

  it('that hangs, answers by the old config meanwhile', async () => {
    vi.useFakeTimers()
    const host = await start(numbered(1).plugins)
    const reloading = host.reload({ ...numbered(2), plugins: [{ ...hanging(), required: true }] })
    const refused = expect(reloading).rejects.toMatchObject({ code: 'PREANSWER_SETUP_TIMED_OUT' })
    await vi.advanceTimersByTimeAsync(9_000)
    const answering = answerCall(host)
    await vi.advanceTimersByTimeAsync(10)
    expect((await answering).response).toEqual(responseOf(1))
    await vi.advanceTimersByTimeAsync(1_000)
    await refused
  })

  it('that meets an outage, goes over to the new config without it, and tries it again', async () => {
    vi.useFakeTimers()
    const down = () => Promise.reject(Object.assign(new Error(), { code: 'ECONNREFUSED' }))
    const setup = vi.fn(down)
    const host = await start(numbered(1).plugins)
    const crm = definePlugin({ name: 'crm', setup })()
    await host.reload({ secrets: secret, plugins: [crm, ...(numbered(2).plugins ?? [])] })
    const answering = answerCall(host)
    await vi.advanceTimersByTimeAsync(10)
    expect((await answering).response).toEqual(responseOf(2))
    expect(host.findings).toContainEqual(expect.objectContaining({ code: 'not-set-up' }))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(setup).toHaveBeenCalledTimes(2)
  })

  it('that is tried again, tries it no more once its generation is left', async () => {
    vi.useFakeTimers()
    const setup = vi.fn(() => Promise.reject(Object.assign(new Error(), { code: 'ECONNREFUSED' })))
    const host = await start([definePlugin({ name: 'crm', setup })()])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(setup).toHaveBeenCalledTimes(2)
    await host.reload({ secrets: secret })
    await vi.advanceTimersByTimeAsync(120_000)
    expect(setup).toHaveBeenCalledTimes(2)
  })

  it('of which the check of its options hangs, refuses the config after 10 s', async () => {
    vi.useFakeTimers()
    const options = {
      '~standard': { version: 1, vendor: 'test', validate: () => new Promise<never>(() => {}) },
    } as const
    const host = await start([])
    const reloading = host.reload({
      secrets: secret,
      plugins: [definePlugin({ name: 'hanging', options, setup() {} })({})],
    })
    const refused = expect(reloading).rejects.toMatchObject({ issues: [{ path: ['plugins', 0, 'with'] }] })
    await vi.advanceTimersByTimeAsync(10_000)
    await refused
  })
})

describe('host.close, during a reload', () => {
  it('gives the reload up, and releases both configs', async () => {
    const released = vi.fn()
    const release = async () => {
      await new Promise((resolve) => setTimeout(resolve, 20))
      released()
    }
    const late = vi.fn()
    let signal: AbortSignal | undefined
    const hanging = definePlugin({
      name: 'hanging',
      setup: (_hooks, _options, context) => {
        signal = context.signal
        return new Promise<Release>((resolve) => {
          context.signal.addEventListener('abort', () => resolve(late))
        })
      },
    })
    const host = await start(numbered(1, release).plugins)
    const reloading = host.reload({ secrets: secret, plugins: [hanging(), ...(numbered(2, release).plugins ?? [])] })
    const refused = expect(reloading).rejects.toMatchObject({ code: 'PREANSWER_HOST_CLOSED' })
    await new Promise(setImmediate)
    expect(signal?.aborted).toBe(false)
    await host.close()
    expect(released).toHaveBeenCalledTimes(2)
    await refused
    await vi.waitFor(() => expect(late).toHaveBeenCalledOnce())
    await expect(host.reload(numbered(3))).rejects.toMatchObject({ code: 'PREANSWER_HOST_CLOSED' })
  })

  it('waits for the calls of a config that was left', async () => {
    const { entry: slow, answer } = held('slow', { firstMessage: 'Old.' })
    const host = await start([slow])
    const answering = answerCall(host)
    await host.reload(numbered(2))
    const closing = host.close()
    await new Promise(setImmediate)
    expect(host.health().status).toBe('closing')
    answer()
    await closing
    expect((await answering).response).toEqual({ assistant: { first_message: 'Old.' } })
  })
})

describe('host.reload, with lines', () => {
  const whole = {
    firstMessage: 'The line is open.',
    llm: { provider: 'openai', model: 'm' },
    stt: { provider: 'deepgram', model: 'nova-3', language: 'en' },
    tts: { provider: 'elevenlabs', voiceId: 'voice' },
  }
  const greeter = definePlugin({
    name: 'greeter',
    options: z.strictObject({ text: z.string() }),
    setup(hooks, { text }) {
      hooks.contribute.tap(() => ({ firstMessage: text }))
    },
  })
  const line = (name: string, numbers: string[], text: unknown) => ({
    name,
    numbers,
    changes: { greeter: { with: { text } } },
  })
  const config = (...lines: object[]) =>
    ({ secrets: secret, assistant: whole, plugins: [greeter({ text: 'Of all.' })], lines }) as HostConfig
  const ask = async (host: Host, dialed: string) =>
    JSON.parse((await host.answer(webhook(ringing({ dialed })))).body).assistant?.first_message

  it('answers each by its new config, and tells which came, went and changed', async () => {
    const { plugins, ...first } = config(
      line('sales', ['+31201234567'], 'Sales.'),
      line('gone', ['+31201234568'], 'Gone.'),
    )
    const host = await start(plugins, first)
    const { lines, entries } = await host.reload(
      config(line('new', ['+31201234568'], 'New.'), line('sales', ['+31201234567', '+3130*'], 'More sales.')),
    )
    expect(lines).toEqual({
      added: ['new'],
      removed: ['gone'],
      changed: [{ line: 'sales', keys: ['numbers', 'changes.greeter'] }],
    })
    expect(entries).toMatchObject({ added: [], removed: [], changed: [] })
    expect(await ask(host, '+31201234568')).toBe('New.')
    expect(await ask(host, '+31301234567')).toBe('More sales.')
    expect(await ask(host, '+442079460011')).toBe('Of all.')
  })
})

describe('what host.reload tells', () => {
  const greeter = definePlugin({
    name: 'greeter',
    options: z.strictObject({ text: z.string(), vips: z.record(z.string(), z.string()).optional() }),
    setup(hooks, { text }) {
      hooks.contribute.tap({ budgetMs: 50 }, () => ({ firstMessage: text }))
    },
  })
  const named = (name: string, text: string, budgetMs?: number) => ({
    ...greeter({ text }),
    name,
    ...(budgetMs === undefined ? {} : { budgetMs }),
  })

  it('are the entries that came, went, changed and moved, and their budgets', async () => {
    const host = await start([
      named('one', 'Hi.'),
      named('two', 'Hello.'),
      named('three', 'Hey.'),
      named('four', 'Ho.'),
    ])
    const { entries, budgets, neededMs } = await host.reload({
      secrets: secret,
      plugins: [named('three', 'Hey.', 70), named('one', 'Good day.'), named('four', 'Ho.'), named('five', 'Hum.')],
    })
    expect(entries).toEqual({
      added: ['five'],
      removed: ['two'],
      changed: [
        { entry: 'three', keys: ['budgetMs'] },
        { entry: 'one', keys: ['with.text'] },
      ],
      reordered: true,
    })
    expect(budgets).toEqual([
      { hook: 'contribute', entry: 'three', fromMs: 50, toMs: 70 },
      { hook: 'contribute', entry: 'five', toMs: 50 },
      { hook: 'contribute', entry: 'two', fromMs: 50 },
    ])
    expect(neededMs).toEqual({ fromMs: 50, toMs: 70 })
  })

  it('are other keys of the config, and never a value', async () => {
    const host = await start([], { language: 'nl', variables: { company: 'De Linde' }, marginMs: 500 })
    const difference = await host.reload({
      secrets: 'a secret that is new',
      language: 'en',
      variables: { company: 'De Linde', city: 'Utrecht' },
      assistant: { firstMessage: 'Welcome.' },
    })
    expect(difference).toMatchObject({
      keys: expect.arrayContaining(['secrets', 'language', 'variables.city', 'assistant', 'marginMs']),
      availableMs: { fromMs: 4_500, toMs: 4_000 },
    })
    expect(JSON.stringify(difference)).not.toMatch(/Utrecht|new|Welcome/)
  })

  it('is that nothing has changed, where nothing has', async () => {
    const plugins = [named('one', 'Hi.')]
    const host = await start(plugins)
    expect(await host.reload({ secrets: secret, plugins })).toEqual({
      entries: { added: [], removed: [], changed: [], reordered: false },
      lines: { added: [], removed: [], changed: [] },
      budgets: [],
      neededMs: { fromMs: 50, toMs: 50 },
      availableMs: { fromMs: 4_000, toMs: 4_000 },
      keys: [],
      needsRestart: [],
    })
  })

  it('masks a number that is a key of options, and survives options that cannot be read', async () => {
    const loose = definePlugin({ name: 'loose', options: z.record(z.string(), z.unknown()), setup() {} })
    const unreadable = () => ({ unreadable: new Proxy({}, { ownKeys: () => expect.unreachable() }) })
    const host = await start([loose({ '+31612345678': 'Jan' })])
    const { entries } = await host.reload({ secrets: secret, plugins: [loose({ '+31612345678': 'Piet' })] })
    expect(entries.changed).toEqual([{ entry: 'loose', keys: ['with.[number]'] }])
    const anything = definePlugin({ name: 'loose', options: z.unknown(), setup() {} })
    await host.reload({ secrets: secret, plugins: [{ use: anything, with: unreadable() }] })
    const again = await host.reload({ secrets: secret, plugins: [{ use: anything, with: unreadable() }] })
    expect(again.entries.changed).toEqual([{ entry: 'loose', keys: ['with.unreadable'] }])
  })
})
