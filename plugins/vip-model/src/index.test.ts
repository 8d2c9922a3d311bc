import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createHost, definePlugin, type Facts } from '@preanswer/core'
import { requestBody, simulateCall } from '@preanswer/testing'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { vipModel } from './index.ts'

const llm = { provider: 'openai', model: 'gpt-5.4', prompt: 'You speak with a regular customer. Take your time.' }
const gold = vipModel({
  tiers: {
    gold: {
      callers: ['+31612345678'],
      patch: { llm, firstMessage: { nl: 'Fijn dat u belt!', en: 'Good to hear you!' }, maxDurationSeconds: 1_800 },
    },
    silver: { prefixes: ['+4930'], patch: { maxDurationSeconds: 900 } },
    staff: { prefixes: ['+31880001'] },
  },
})
const messages = [{ role: 'system', content: llm.prompt }]
const saved = {
  firstMessage: 'Goedemiddag!',
  llm: { provider: 'openai', model: 'gpt-5.4-nano', prompt: 'You answer the phone.' },
  stt: { provider: 'deepgram', model: 'nova-3', language: 'nl' },
  tts: { provider: 'elevenlabs', voiceId: 'sarah' },
}

describe('vipModel', () => {
  it.each([
    {
      dialect: 'camel' as const,
      expected: {
        assistant: {
          firstMessage: 'Fijn dat u belt!',
          llm_config: { provider: 'openai', model: 'gpt-5.4', messages },
        },
        maxDurationSeconds: 1_800,
      },
    },
    {
      dialect: 'snake' as const,
      expected: {
        assistant: {
          first_message: 'Fijn dat u belt!',
          llm_config: { provider: 'openai', model: 'gpt-5.4', messages },
        },
        max_duration_seconds: 1_800,
      },
    },
  ])('gives a listed caller the model, greeting and time of the tier, in $dialect', async ({ dialect, expected }) => {
    const result = await simulateCall([gold], { caller: '+31612345678', dialect, config: { language: 'nl' } })
    expect(result.facts.customer).toEqual({ tier: 'gold' })
    expect(result.response).toEqual(expected)
  })

  it('gives it in legacy too, within a whole assistant', async () => {
    const { response } = await simulateCall([gold], {
      caller: '+31612345678',
      dialect: 'legacy',
      config: { language: 'nl', assistant: saved },
    })
    expect(response.assistant).toMatchObject({
      firstMessage: 'Fijn dat u belt!',
      model: { provider: 'openai', model: 'gpt-5.4', messages },
      voice: { voiceId: 'sarah' },
      maxDurationSeconds: 1_800,
    })
  })

  it('greets in the language of the call', async () => {
    const { draft } = await simulateCall([gold], { caller: '+31612345678', facts: { language: 'en-GB' } })
    expect(draft.firstMessage).toBe('Good to hear you!')
  })

  it('knows callers by a prefix', async () => {
    const { facts, draft } = await simulateCall([gold], { caller: '+4930123456' })
    expect(facts.customer).toEqual({ tier: 'silver' })
    expect(draft).toEqual({ maxDurationSeconds: 900 })
  })

  it('marks the callers of a tier without a patch, and changes nothing', async () => {
    const { facts, response } = await simulateCall([gold], { caller: '+31880001234' })
    expect(facts.customer).toEqual({ tier: 'staff' })
    expect(response).toEqual({})
  })

  it.each([
    { who: 'a caller who is not listed', caller: '+31699999999' },
    { who: 'a withheld caller', caller: null },
  ])('says nothing about $who', async ({ caller }) => {
    const { facts, response, trace } = await simulateCall([gold], { caller })
    expect(facts.customer).toBeUndefined()
    expect(response).toEqual({})
    expect(trace.taps.map(({ hook, outcome }) => `${hook} ${outcome}`)).toEqual([
      'identify unchanged',
      'contribute unchanged',
    ])
  })

  it.each([
    { what: 'before it', plugins: () => [crm({ tier: 'gold', name: 'A. Jansen' }), vipModel({ tiers: assigned })] },
    { what: 'after it, overriding its own', plugins: () => [gold, crm({ tier: 'gold' })] },
  ])('serves a tier that another plugin found $what', async ({ plugins }) => {
    const { draft } = await simulateCall(plugins(), { caller: '+4930123456' })
    expect(draft.maxDurationSeconds).toBe(1_800)
  })

  it.each(['platinum', 'constructor', '__proto__'])('has nothing for the tier %s of another plugin', async (tier) => {
    const { response, trace } = await simulateCall([crm({ tier }), vipModel({ tiers: assigned })])
    expect(response).toEqual({})
    expect(trace.taps.find(({ hook }) => hook === 'contribute')?.outcome).toBe('unchanged')
  })

  it('provides for plugins that need to know the customer', async () => {
    const needy = definePlugin({ name: 'needy', needs: ['customer'], setup() {} })
    await expect(simulateCall([needy()])).rejects.toMatchObject({ code: 'PREANSWER_CONFIG_INVALID' })
    await expect(simulateCall([gold, needy()])).resolves.toBeDefined()
  })

  it('refuses a number in two tiers at start, with its place and without the number', async () => {
    const callers = ['+31612345678']
    const entry = vipModel({ tiers: { gold: { callers }, silver: { callers } } })
    const error = await simulateCall([entry]).catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      code: 'PREANSWER_CONFIG_INVALID',
      issues: [{ path: ['plugins', 0, 'with', 'tiers', 'silver', 'callers', 0] }],
    })
    expect(JSON.stringify(error)).not.toContain('612345678')
  })

  describe('with files', () => {
    const patches = { gold: { maxDurationSeconds: 1_800 }, silver: { maxDurationSeconds: 900 } }

    it('knows the callers of each tier from its file', async () => {
      const folder = await createFolder({
        'lists/gold.csv': 'phone;name\r\n+31612345678;A. Jansen\r\n',
        'lists/silver.txt': '+3188*\n+31600000001\n',
      })
      const entry = vipModel({
        tiers: {
          gold: { file: 'lists/gold.csv', patch: patches.gold },
          silver: { file: 'lists/silver.txt', prefixes: ['+32'], patch: patches.silver },
        },
      })
      const tierOf = async (caller: string) =>
        (await simulateCall([entry], { caller, baseDir: folder })).facts.customer?.tier
      expect(await tierOf('+31612345678')).toBe('gold')
      expect(await tierOf('+31881234567')).toBe('silver')
      expect(await tierOf('+32470123456')).toBe('silver')
      expect(await tierOf('+31687654321')).toBeUndefined()
    })

    it('knows the tier of each caller from a column of one file', async () => {
      const baseDir = await createFolder({
        'customers.csv': 'id,phone,segment\n1,06-12345678,Gold\n2,06-87654321,lead\n3,3.16E+10,gold\n',
      })
      const file = { path: 'customers.csv', column: 'phone', tierColumn: 'segment', country: 'NL' }
      const entry = vipModel({ tiers: { gold: { patch: patches.gold } }, file })
      const { facts, draft } = await simulateCall([entry], { caller: '+31612345678', baseDir })
      expect(facts.customer).toEqual({ tier: 'gold' })
      expect(draft).toEqual(patches.gold)
      expect((await simulateCall([entry], { caller: '+31687654321', baseDir })).facts.customer).toBeUndefined()
    })

    it('tells the operator of rows that it had to refuse', async () => {
      const baseDir = await createFolder({ 'gold.csv': '+31612345678\n3.16E+10\n' })
      const host = await createHost(
        { unsigned: true, plugins: [vipModel({ tiers: { gold: { file: 'gold.csv' } } })] },
        { baseDir },
      )
      onTestFinished(() => host.close())
      expect(host.findings).toContainEqual(
        expect.objectContaining({ code: 'rows-refused', path: ['plugins', 0, 'with', 'tiers', 'gold', 'file'] }),
      )
    })

    it.each([
      { what: 'is not there', path: 'nowhere.csv' },
      { what: 'has no number that can be read', path: 'gold.csv' },
    ])('is not set up when a file $what, and names the file', async ({ path }) => {
      const baseDir = await createFolder({ 'gold.csv': '3.16E+10\n' })
      const error = await simulateCall([vipModel({ tiers: { gold: { file: path } } })], { baseDir }).catch(
        (reason) => reason,
      )
      expect(error).toMatchObject({
        code: 'PREANSWER_SETUP_FAILED',
        issues: [{ path: ['plugins', 0], hint: expect.stringContaining(path) }],
      })
    })

    it('has the new callers when a file changes, and stops watching when the host closes', async () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
      onTestFinished(() => void vi.useRealTimers())
      const baseDir = await createFolder({ 'gold.csv': '+31600000001\n' })
      const read: string[] = []
      const log = { debug() {}, warn() {}, error() {}, info: (_: object, message: string) => read.push(message) }
      const entry = vipModel({ tiers: { gold: { file: 'gold.csv', patch: patches.gold } } })
      const host = await createHost({ unsigned: true, plugins: [entry] }, { baseDir, log })
      await writeFile(join(baseDir, 'gold.csv'), '+31612345678\n')
      while (read.length < 2) await vi.advanceTimersByTimeAsync(2_000)
      const { body } = await host.answer({
        headers: {},
        body: JSON.stringify(
          requestBody('snake', { caller: '+31612345678', dialedNumber: '+31201234567', at: 0, callId: 'a' }),
        ),
        trusted: true,
      })
      expect(JSON.parse(body)).toEqual({ max_duration_seconds: 1_800 })
      await host.close()
      expect(vi.getTimerCount()).toBe(0)
    })
  })

  it('leaves no number in the trace', async () => {
    const { trace } = await simulateCall([gold], { caller: '+31612345678' })
    expect(JSON.stringify(trace)).not.toContain('612345678')
  })
})

const assigned = { gold: { patch: { maxDurationSeconds: 1_800 } } }

/** Stands for a plugin that looks the caller up somewhere. */
function crm(customer: NonNullable<Facts['customer']>) {
  const lookup = definePlugin({
    name: 'crm',
    provides: ['customer'],
    setup(hooks) {
      hooks.identify.tap(async () => ({ customer }))
    },
  })
  return lookup()
}

/** Writes files into a new folder, which is gone after the test. */
async function createFolder(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'preanswer-vip-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
  return folder
}
