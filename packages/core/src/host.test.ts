import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { answerCall, entry, secret, silent, startHost } from '../test/webhook.ts'
import { createHost, definePlugin, type HostConfig, type PreanswerError, pluginApiVersion } from './index.ts'

const picky = definePlugin({
  name: 'picky',
  options: z.strictObject({ seconds: z.number().int() }),
  setup(hooks, { seconds }) {
    hooks.contribute.tap(() => ({ maxDurationSeconds: seconds }))
  },
})

/** Starts a host from what a person might write, and returns what is wrong with it. */
async function problemsOf(config: unknown): Promise<PreanswerError> {
  return createHost(config as HostConfig, { log: silent }).then(
    () => expect.unreachable('the config was taken'),
    (error) => error,
  )
}

describe('createHost', () => {
  it('names all problems of a config at once, each with its path and the nearest name', async () => {
    const error = await problemsOf({
      secrets: secret,
      langauge: 'nl',
      timeZone: 'Europe/Amsterdamm',
      plugins: [picky({ seconds: 1 }), { use: picky, with: { secs: 1 } }, { use: {} }, { use: 'vip-model' }],
    })
    expect(error.code).toBe('PREANSWER_CONFIG_INVALID')
    expect(error.issues).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ path: ['langauge'], hint: expect.stringContaining('did you mean language?') }),
        expect.objectContaining({ path: ['timeZone'] }),
        expect.objectContaining({ path: ['plugins', 1, 'with', 'seconds'] }),
        expect.objectContaining({ path: ['plugins', 1, 'with', 'secs'] }),
        expect.objectContaining({ path: ['plugins', 1, 'name'] }),
        expect.objectContaining({ path: ['plugins', 2, 'use'] }),
        expect.objectContaining({ path: ['plugins', 3, 'use'] }),
      ]),
    )
  })

  it.each([
    { config: {}, path: ['secrets'], why: 'nothing makes a webhook trusted' },
    { config: { secrets: 'short' }, path: ['secrets'], why: 'a secret is too short' },
    { config: { secrets: Array(9).fill(secret) }, path: ['secrets'], why: 'more than 8 secrets would be tried' },
    { config: { unsigned: true, plugins: {} }, path: ['plugins'], why: 'plugins are no list' },
    { config: { unsigned: true, marginMs: 5_000 }, path: ['marginMs'], why: 'the margin leaves no time' },
    { config: { unsigned: true, server: { path: '/hook/' } }, path: ['server', 'path'], why: 'a path ends in a slash' },
    { config: { unsigned: true, forward: 'ftp://example.net' }, path: ['forward'], why: 'events cannot go there' },
    {
      config: { unsigned: true, plugins: [{ use: picky, isolate: 'worker', with: { seconds: 1 } }] },
      path: ['plugins', 0, 'use'],
      why: 'what is to run in a worker is not named',
    },
    { config: null, path: [], why: 'there is no config' },
  ])('refuses a config when $why', async ({ config, path }) => {
    const error = await problemsOf(config)
    expect(error.issues.map((issue) => issue.path)).toContainEqual(path)
  })

  it('refuses budgets that cannot fit, with the sum and the entry to change', async () => {
    const screen = (name: string, budgetMs: number) =>
      entry(name, (hooks) => hooks.screen.tap({ budgetMs }, () => null))
    const error = await problemsOf({ secrets: secret, plugins: [screen('one', 1_500), screen('two', 3_000)] })
    expect(error.code).toBe('PREANSWER_PLAN_TOO_LONG')
    expect(error.issues[0]?.message).toContain('screen 4500 (sum)')
    expect(error.issues[1]).toMatchObject({ path: ['plugins', 'two', 'budgetMs'], hint: 'lower it by at least 500 ms' })
  })

  it('counts the slowest of the taps that run together', async () => {
    const host = await startHost([
      entry('one', (hooks) => hooks.contribute.tap({ budgetMs: 3_000 }, () => null)),
      entry('two', (hooks) => hooks.contribute.tap({ budgetMs: 2_000 }, () => null)),
    ])
    expect(host.plan).toMatchObject({ availableMs: 4_000, neededMs: 3_000 })
  })

  it('refuses a plugin whose need nobody provides, and takes it when somebody does', async () => {
    const needy = definePlugin({ name: 'needy', needs: ['customer'], setup() {} })
    const provider = definePlugin({ name: 'provider', provides: ['customer'], setup() {} })
    const error = await problemsOf({ secrets: secret, plugins: [needy()] })
    expect(error.issues).toMatchObject([{ path: ['plugins', 0], hint: 'add a plugin that provides customer' }])
    await expect(startHost([needy(), provider()])).resolves.toBeDefined()
  })

  it('takes a plugin that was made by another copy of the core', async () => {
    const foreign = () => ({ use: foreign })
    Object.assign(foreign, {
      [Symbol.for('preanswer.plugin')]: {
        apiVersion: 0,
        definition: {
          name: 'foreign',
          setup: (hooks: { contribute: { tap(fn: () => object): void } }) =>
            hooks.contribute.tap(() => ({ maxDurationSeconds: 9 })),
        },
      },
    })
    const host = await createHost({ secrets: secret, plugins: [foreign() as never] }, { log: silent })
    expect((await answerCall(host)).response).toEqual({ max_duration_seconds: 9 })
    expect(host.findings).toContainEqual(expect.objectContaining({ code: 'second-core', path: ['plugins', 0] }))
  })

  it.each([
    { version: 7, older: '@preanswer/core@latest' },
    { version: -1, older: "plugin's package" },
    { version: '0', older: "plugin's package" },
    { version: undefined, older: "plugin's package" },
  ])('refuses a plugin of API version $version whatever else it holds, and says what to install', async (row) => {
    const other = Object.assign(() => {}, { [Symbol.for('preanswer.plugin')]: { apiVersion: row.version } })
    const error = await problemsOf({ secrets: secret, plugins: [{ use: other }] })
    expect(error.issues).toMatchObject([
      {
        path: ['plugins', 0, 'use'],
        message: expect.stringContaining(`this core has version ${pluginApiVersion}`),
        hint: expect.stringContaining(row.older),
      },
    ])
  })
})

describe('a setup', () => {
  it('that fails is named, and the others are released', async () => {
    const release = vi.fn()
    const error = await problemsOf({
      secrets: secret,
      plugins: [
        definePlugin({ name: 'good', setup: () => release })(),
        definePlugin({ name: 'bad', setup: () => Promise.reject(new Error('no such file')) })(),
      ],
    })
    expect(error.code).toBe('PREANSWER_SETUP_FAILED')
    expect(error.issues).toMatchObject([
      { path: ['plugins', 1], message: 'the setup of bad failed', hint: 'no such file' },
    ])
    expect(release).toHaveBeenCalledOnce()
  })

  it.each([
    { what: 'no text for a message', error: Object.assign(new Error('x'), { message: 42 }) },
    {
      what: 'a message that cannot be read',
      error: Object.defineProperty(new Error('x'), 'message', { get: () => expect.unreachable() }),
    },
  ])('that fails with $what is named all the same', async ({ error: thrown }) => {
    const bad = definePlugin({ name: 'bad', setup: () => Promise.reject(thrown) })
    const error = await problemsOf({ secrets: secret, plugins: [bad()] })
    expect(error.issues).toEqual([{ path: ['plugins', 0], message: 'the setup of bad failed' }])
  })

  it('that does not end is given up after 10 s', async () => {
    vi.useFakeTimers()
    const starting = problemsOf({
      secrets: secret,
      plugins: [{ ...definePlugin({ name: 'slow', setup: () => new Promise(() => {}) })(), required: true }],
    })
    await vi.advanceTimersByTimeAsync(10_000)
    vi.useRealTimers()
    expect((await starting).code).toBe('PREANSWER_SETUP_TIMED_OUT')
  })

  it('cannot add taps once it has ended', async () => {
    let tapLater: (() => void) | undefined
    await startHost([
      entry('sneaky', (hooks) => {
        tapLater = () => hooks.contribute.tap(() => ({ maxDurationSeconds: 1 }))
      }),
    ])
    expect(() => tapLater?.()).toThrow(expect.objectContaining({ code: 'PREANSWER_TAP_MISPLACED' }))
  })

  it.each([
    { given: ['not a function'] },
    { given: [{ budgetMs: -1 }, () => null] },
    { given: [{ budgetMs: Number.NaN }, () => null] },
    { given: [] },
  ])('refuses a tap of $given', async ({ given }) => {
    const tap = entry('wrong', (hooks) => (hooks.contribute.tap as (...values: unknown[]) => void)(...given))
    await expect(startHost([tap])).rejects.toMatchObject({ code: 'PREANSWER_SETUP_FAILED' })
  })

  it('hears through its signal that the set-up of another has failed', async () => {
    let signal: AbortSignal | undefined
    const watching = definePlugin({
      name: 'watching',
      setup(_hooks, _options, context) {
        signal = context.signal
      },
    })
    const failing = definePlugin({ name: 'failing', setup: () => Promise.reject(new Error('no')) })
    await expect(startHost([watching(), failing()])).rejects.toMatchObject({ code: 'PREANSWER_SETUP_FAILED' })
    expect(signal?.aborted).toBe(true)
  })

  it('gets the folder of the config, a signal that fires at close, and a log that carries its name and no numbers', async () => {
    const lines: object[] = []
    const log = { ...silent, warn: (fields: object, message: string) => void lines.push({ ...fields, message }) }
    let signal: AbortSignal | undefined
    const plugin = definePlugin({
      name: 'curious',
      setup(_hooks, _options, context) {
        signal = context.signal
        context.log.warn({ caller: '+31612345678', dir: context.baseDir }, 'rang 0612345678')
      },
    })
    const host = await createHost({ secrets: secret, plugins: [plugin()] }, { log, baseDir: '/somewhere' })
    expect(lines).toEqual([{ entry: 'curious', caller: '[number]', dir: '/somewhere', message: 'rang [number]' }])
    expect(signal?.aborted).toBe(false)
    await host.close()
    expect(signal?.aborted).toBe(true)
  })
})

describe('what a setup reports', () => {
  it('stands among the findings with its place in the config, until the setup has ended', async () => {
    const finding = { severity: 'note', code: 'dates', message: 'closed on 9 dates' } as const
    let reportLater = () => {}
    const talkative = definePlugin({
      name: 'talkative',
      options: z.strictObject({ days: z.array(z.string()) }),
      setup(_hooks, _options, { report }) {
        report({ ...finding, path: ['days', 0] })
        reportLater = () => report({ ...finding, code: 'late' })
      },
    })
    const host = await startHost([talkative({ days: ['mon'] })])
    reportLater()
    expect(host.findings).toContainEqual({ ...finding, path: ['plugins', 0, 'with', 'days', 0] })
    expect(host.findings.map(({ code }) => code)).not.toContain('late')
  })
})

describe('host.close', () => {
  it('waits for the calls that are being answered, then releases', async () => {
    const order: string[] = []
    let finish: (() => void) | undefined
    const plugin = definePlugin({
      name: 'slow',
      setup(hooks) {
        hooks.contribute.tap(async () => {
          await new Promise<void>((resolve) => {
            finish = resolve
          })
          order.push('answered')
          return null
        })
        return () => void order.push('released')
      },
    })
    const host = await startHost([plugin()])
    const answering = answerCall(host)
    await new Promise(setImmediate)
    const closing = host.close()
    expect(host.health().status).toBe('closing')
    finish?.()
    await Promise.all([answering, closing, host.close()])
    expect(order).toEqual(['answered', 'released'])
    expect(host.health().status).toBe('closed')
  })

  it('survives a release that throws', async () => {
    const host = await startHost([
      definePlugin({ name: 'broken', setup: () => () => Promise.reject(new Error('no')) })(),
    ])
    await expect(host.close()).resolves.toBeUndefined()
  })
})

describe('the log', () => {
  it('has one line a call, without the number, and survives a logger that throws', async () => {
    const lines: string[] = []
    const log = {
      ...silent,
      info: (fields: object, message: string) => void lines.push(JSON.stringify({ ...fields, message })),
    }
    const host = await createHost({ secrets: secret }, { log })
    await answerCall(host)
    await host.close()
    expect(lines).toHaveLength(1)
    // the random id may have seven digits in a row
    expect(lines[0]?.replace(/"exchange":"[^"]+"/, '')).not.toMatch(/\d{7}/)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      message: 'call answered',
      response: 'default',
      dialect: 'snake',
    })

    const broken = () => {
      throw new Error('disk full')
    }
    const noisy = await createHost(
      { secrets: secret },
      { log: { debug: broken, info: broken, warn: broken, error: broken } },
    )
    expect((await answerCall(noisy)).status).toBe(200)
    await noisy.close()
  })
})
