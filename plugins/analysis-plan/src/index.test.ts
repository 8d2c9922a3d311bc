import type { Logger } from '@preanswer/core'
import { simulateCall } from '@preanswer/testing'
import { describe, expect, it } from 'vitest'
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
    const assistant = {
      firstMessage: 'Goedemiddag!',
      llm: { provider: 'openai', model: 'gpt-5.4', prompt: 'You answer the phone.' },
      stt: { provider: 'deepgram', model: 'nova-3', language: 'nl' },
      tts: { provider: 'elevenlabs', voiceId: 'sarah' },
    }
    const entry = analysisPlan({ schema, messages, minMessages: 3 })
    const { response } = await simulateCall([entry], { dialect: 'legacy', config: { assistant } })
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

  it('warns at start of what looks like a slip, and names no number', async () => {
    const slip = { type: 'object', properties: { intent: { type: 'string', enmu: [] } } }
    const lines = await warningsOf({
      schema: slip,
      messages,
      byDialedNumber: {
        '+31201234568': false,
        [dialedNumber]: { messages: [{ role: 'user', content: '{{ transcript }}' }] },
      },
    })
    expect(lines.map((line) => line.split(':', 1)[0])).toEqual([
      'schema',
      'byDialedNumber[1].messages[0].content',
      'byDialedNumber[1].messages',
    ])
    expect(lines.join()).not.toMatch(/201234567/)
  })

  it('has nothing to warn of in a good plan', async () => {
    expect(await warningsOf({ schema })).toEqual([])
  })
})

/** What the plugin logs while it is set up. */
async function warningsOf(options: Parameters<typeof analysisPlan>[0]) {
  const lines: string[] = []
  const log: Logger = {
    debug() {},
    info() {},
    warn: (_fields, message) => lines.push(message),
    error() {},
  }
  await simulateCall([analysisPlan(options)], { log })
  return lines
}
