import { definePlugin, type Facts } from '@preanswer/core'
import { simulateCall } from '@preanswer/testing'
import { describe, expect, it } from 'vitest'
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
