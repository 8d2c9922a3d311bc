import { createHost, type Finding } from '@preanswer/core'
import { simulateCall } from '@preanswer/testing'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { analysisPlan } from './index.ts'

const schema = {
  type: 'object',
  properties: {
    intent: { type: 'string' },
    sentiment: { type: 'string', enum: ['positive', 'neutral', 'negative'] },
    appointment_booked: { type: 'boolean' },
  },
}
const messages = [
  { role: 'system' as const, content: 'Fill in the schema from the transcript: {{schema}}' },
  { role: 'user' as const, content: 'The transcript: {{transcript}}' },
]
const dialedNumber = '+31201234567'
const whole = {
  firstMessage: 'Goedemiddag!',
  llm: { provider: 'openai', model: 'gpt-5.4', prompt: 'You answer the phone.' },
  stt: { provider: 'deepgram', model: 'nova-3', language: 'nl' },
  tts: { provider: 'elevenlabs', voiceId: 'sarah' },
}

describe('analysisPlan', () => {
  it.each([
    {
      dialect: 'camel' as const,
      assistant: { analysisPlan: { structuredDataPlan: { enabled: true, schema, messages } } },
    },
    {
      dialect: 'snake' as const,
      assistant: { analysis_plan: { structured_data_plan: { enabled: true, schema, messages } } },
    },
  ])('sends schema and messages to the letter, in $dialect', async ({ dialect, assistant }) => {
    const { response } = await simulateCall([analysisPlan({ schema, messages })], { dialect })
    expect(JSON.stringify(response)).toBe(JSON.stringify({ assistant }))
  })

  it('sends them in legacy too, within a whole assistant', async () => {
    const entry = analysisPlan({ schema, messages, minMessages: 3 })
    const { response } = await simulateCall([entry], { dialect: 'legacy', config: { assistant: whole } })
    expect(response.assistant).toMatchObject({
      firstMessage: 'Goedemiddag!',
      analysisPlan: { structuredDataPlan: { enabled: true, schema, messages }, minMessagesThreshold: 3 },
    })
  })

  it('leaves the placeholders of the platform in its own messages, whoever rings', async () => {
    const { response } = await simulateCall([analysisPlan({ schema })], { caller: null, dialect: 'camel' })
    expect(JSON.stringify(response)).toMatch(/\{\{schema\}\}.*\{\{transcript\}\}/)
  })

  it.each([
    { dialect: 'camel' as const, placeholder: '{{endedReason}}' },
    { dialect: 'snake' as const, placeholder: '{{ended_reason}}' },
  ])('has the ended reason spelled $placeholder in $dialect', async ({ dialect, placeholder }) => {
    const content = 'Ended by: {{endedReason}}. {{transcript}}'
    const entry = analysisPlan({ schema, messages: [{ role: 'user', content }] })
    const { response } = await simulateCall([entry], { dialect })
    expect(JSON.stringify(response)).toContain(`Ended by: ${placeholder}. {{transcript}}`)
  })

  it('asks what the dialed number asks', async () => {
    const entry = analysisPlan({
      schema,
      byDialedNumber: { [dialedNumber]: { minMessages: 5 }, '+31201234568': false },
    })
    const thresholds = ['+31201234569', dialedNumber, '+31201234568'].map(async (number) => {
      const { draft } = await simulateCall([entry], { dialedNumber: number })
      return draft.analysisPlan && { minMessages: draft.analysisPlan.minMessages }
    })
    expect(await Promise.all(thresholds)).toEqual([{}, { minMessages: 5 }, undefined])
  })

  it('adds its properties to those of the saved assistant', async () => {
    const saved = { type: 'object', properties: { order: { type: 'string' } } }
    const config = { assistant: { analysisPlan: { structuredData: { enabled: false, schema: saved } } } }
    const { draft } = await simulateCall([analysisPlan({ schema, messages })], { config })
    expect(draft.analysisPlan?.structuredData).toEqual({
      enabled: true,
      schema: { type: 'object', properties: { ...saved.properties, ...schema.properties } },
      messages,
    })
  })

  it('sends the deepest schema that it accepts', async () => {
    let deep: Record<string, unknown> = { type: 'object', properties: {} }
    for (let levels = 2; levels < 60; levels += 2) deep = { type: 'object', properties: { deep } }
    const { draft } = await simulateCall([analysisPlan({ schema: deep })])
    expect(draft.analysisPlan?.structuredData?.schema).toEqual(deep)
  })

  it('refuses a broken schema at start, with its place', async () => {
    const broken = { type: 'object', properties: { intent: { type: 'text' } } }
    const entry = analysisPlan({ schema, byDialedNumber: { [dialedNumber]: { schema: broken } } })
    await expect(simulateCall([entry])).rejects.toMatchObject({
      code: 'PREANSWER_CONFIG_INVALID',
      issues: [
        { path: ['plugins', 0, 'with', 'byDialedNumber', dialedNumber, 'schema', 'properties', 'intent', 'type'] },
      ],
    })
  })

  it.each([
    { dialect: 'camel' as const, key: 'analysisPlan' },
    { dialect: 'snake' as const, key: 'analysis_plan' },
    { dialect: 'legacy' as const, key: 'analysisPlan' },
  ])('sends a template with the placeholders of the platform, in $dialect', async ({ dialect, key }) => {
    const config = { language: 'nl', assistant: whole }
    const { response } = await simulateCall([analysisPlan({ template: 'complaint' })], {
      dialect,
      config,
      caller: null,
    })
    const plan = JSON.stringify((response.assistant as Record<string, unknown>)[key])
    expect(plan).toMatch(/\{\{schema\}\}.*\{\{transcript\}\}/)
    expect(plan).toContain('waar de klacht over gaat')
  })

  it('asks by the language of the call, and in that of the line', async () => {
    const entry = analysisPlan({ template: 'support', byLanguage: { de: { minMessages: 9 } } })
    const config = { language: 'nl' }
    const { draft } = await simulateCall([entry], { facts: { languages: ['de-AT'] }, config })
    expect(draft.analysisPlan?.minMessages).toBe(9)
    expect(draft.analysisPlan?.structuredData?.messages?.[0]?.content).toContain('in het Nederlands')
  })

  it('sends what a zod schema takes', async () => {
    const answers = z.strictObject({ booked: z.boolean(), note: z.string().nullable() })
    const { draft } = await simulateCall([analysisPlan({ schema: answers })])
    expect(draft.analysisPlan?.structuredData?.schema).toEqual({
      type: 'object',
      properties: { booked: { type: 'boolean' }, note: { type: ['string', 'null'] } },
      required: ['booked', 'note'],
      additionalProperties: false,
    })
  })

  it('reports what looks like a slip, each in its place', async () => {
    const findings = await findingsOf({
      schema: { ...strict, properties: { intent: { type: 'string', enmu: [] } } },
      messages,
      byLanguage: { nl: { schema } },
      byDialedNumber: {
        '+31201234568': false,
        [dialedNumber]: { messages: [{ role: 'user', content: '{{ transcript }}' }] },
      },
    })
    expect(findings.map(({ severity, code, path }) => `${severity} ${code} ${path?.slice(3).join('.')}`)).toEqual([
      'warning schema-slip schema',
      'warning not-strict byLanguage.nl.schema',
      `warning message-slip byDialedNumber.${dialedNumber}.messages.0.content`,
      `warning message-slip byDialedNumber.${dialedNumber}.messages`,
    ])
  })

  it.each([
    { what: 'a strict schema', options: { schema: strict } },
    { what: 'a template', options: { template: 'lead' } },
    { what: 'a strict zod schema', options: { schema: z.strictObject({ intent: z.string() }) } },
  ] as const)('has nothing to report of $what', async ({ options }) => {
    expect(await findingsOf(options)).toEqual([])
  })
})

const strict = {
  type: 'object',
  properties: { intent: { type: 'string' } },
  required: ['intent'],
  additionalProperties: false,
}

/** What the plugin reports while it is set up. */
async function findingsOf(options: Parameters<typeof analysisPlan>[0]): Promise<readonly Finding[]> {
  const host = await createHost({ unsigned: true, plugins: [analysisPlan(options)] })
  await host.close()
  return host.findings.filter(({ path }) => path?.[0] === 'plugins')
}
