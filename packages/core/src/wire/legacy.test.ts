import { describe, expect, it } from 'vitest'
import { readFixture } from '../../test/fixtures.ts'
import type { Draft } from '../draft.ts'
import { legacy } from './legacy.ts'

const receivedAt = 1_757_405_098_112

describe('legacy.decode', () => {
  it('finds no id in a request, and the one id under each of its three names', () => {
    expect(legacy.decode(readFixture('assistant-request.legacy'), receivedAt)).toEqual({
      name: 'assistant-request',
      call: { kind: 'unknown', caller: '+31612345601', dialedNumber: '+31201234501', receivedAt },
    })
    for (const key of ['callId', 'callSession', 'call_id']) {
      expect(legacy.decode({ eventType: 'tool-calls', [key]: 'c1' }, receivedAt).call.id).toBe('c1')
    }
  })

  it('reads tool calls, also without a payload', () => {
    expect(legacy.decode(readFixture('tool-calls.legacy'), receivedAt)).toMatchObject({
      toolCalls: [
        {
          id: 'call_Qd81ZyLwXn0pR3sVtB6kMe2A',
          name: 'check_slots',
          arguments: { dag: '2025-09-12', dienst: 'onderhoudsbeurt' },
        },
        { id: 'call_Hf27JkUoCz9rT5yWqN4dLx8G', name: 'vraag_kenteken', arguments: {} },
      ],
    })
    const tasksInitiated = [{ taskId: 't1', taskName: 'find', taskPayload: '{"a":1}' }, { taskName: 'x' }, null]
    expect(legacy.decode({ eventType: 'tool-calls', tasksInitiated }, 0)).toMatchObject({
      toolCalls: [{ id: 't1', name: 'find', arguments: { a: 1 } }],
    })
    expect(legacy.decode({ eventType: 'tool-calls', tasksInitiated: {} }, 0)).toMatchObject({ toolCalls: [] })
  })

  it.each([
    { name: 'status-update.legacy.in-progress', expected: { status: 'in-progress' } },
    { name: 'status-update.legacy.ended', expected: { status: 'ended' } },
    {
      name: 'status-update.legacy.ended-with-debugging',
      expected: {
        status: 'ended-with-debugging',
        error: 'Assistant request timed out before a configuration was returned.',
      },
    },
    { name: 'edge.status-updates-plural.legacy', expected: { status: 'in-progress' } },
  ])('reads $name', ({ name, expected }) => {
    const { call, ...event } = legacy.decode(readFixture(name), receivedAt)
    expect(event).toEqual({ name: 'status-update', ...expected })
  })

  it('reads a report', () => {
    const { call, ...event } = legacy.decode(readFixture('end-of-call-report.legacy'), receivedAt)
    expect(call.id).toBe('0f7a1c52-6f0d-4c1e-9a77-1f0c5d2b9e01')
    expect(event).toEqual({
      name: 'end-of-call-report',
      durationSeconds: 121.6,
      summary: 'De beller plande een onderhoudsbeurt op vrijdag om 10:00.',
      transcript: [
        { role: 'assistant', content: 'Garage De Linde, met Noor. Waarmee kan ik u helpen?' },
        { role: 'user', content: 'Ik wil graag een onderhoudsbeurt plannen.' },
        { role: 'assistant', content: 'Vrijdag om tien uur is vrij, past dat?' },
        { role: 'user', content: 'Ja, prima.' },
      ],
      recordingUrl: 'https://storage.example.net/recordings/0f7a1c52.mp3?token=FIXTURE',
    })
  })

  it.each([
    {
      text: 'AI: Hello\r\nUser: Hi',
      expected: [
        ['assistant', 'Hello'],
        ['user', 'Hi'],
      ],
      what: 'of another platform',
    },
    {
      text: 'AI: Two things.\nAddress: Main Street 1\n\nand a name\nGebruiker: Ja',
      expected: [
        ['assistant', 'Two things.\nAddress: Main Street 1\nand a name'],
        ['user', 'Ja'],
      ],
      what: 'with a turn of several lines',
    },
    { text: 'hello', expected: [['user', 'hello']], what: 'without a speaker' },
    { text: 'AI:', expected: [['assistant', '']], what: 'with an empty turn' },
    { text: '\n\n', expected: [], what: 'of blank lines' },
  ])('reads a transcript $what', ({ text, expected }) => {
    const event = legacy.decode({ eventType: 'end-of-call-report', transcriptText: text }, 0)
    expect(event).toMatchObject({ transcript: expected.map(([role, content]) => ({ role, content })) })
  })

  it('takes what is odd for absent', () => {
    const odd = {
      eventType: 'end-of-call-report',
      callId: 5,
      transcriptText: {},
      summaryText: [],
      recordings: 'none',
      callLengthSeconds: '5',
    }
    expect(legacy.decode(odd, receivedAt)).toEqual({
      name: 'end-of-call-report',
      call: { kind: 'unknown', receivedAt },
    })
  })
})

const whole: Draft = {
  firstMessage: 'Garage De Linde, met Noor.',
  llm: {
    provider: 'openai',
    model: 'gpt-4o',
    prompt: 'You answer the phone.',
    maxTokens: 250,
    temperature: 0.5,
    tools: [
      {
        type: 'function',
        name: 'check_slots',
        description: 'Looks for a free slot.',
        parameters: { type: 'object', properties: { dag: { type: 'string' } } },
        url: 'https://example.net/tool',
        message: 'One moment.',
      },
      { type: 'end-call' },
      { type: 'transfer-call', destinations: [{ type: 'number', number: '+31201234501', description: 'Desk' }] },
    ],
  },
  stt: { provider: 'deepgram', model: 'nova-3', language: 'nl' },
  tts: { provider: 'elevenlabs', voiceId: 'sarah', model: 'eleven_flash_v2_5', stability: 0.5, similarityBoost: 0.75 },
  analysisPlan: {
    structuredData: { enabled: true, schema: { type: 'object', properties: {} } },
    minMessages: 2,
    native: { legacy: { summaryPlan: { enabled: true } } },
  },
  maxDurationSeconds: 600,
  silenceTimeoutSeconds: 30,
  native: { legacy: { firstMessageMode: 'assistant-speaks-first', backgroundSound: 'off' } },
}

describe('legacy.encode', () => {
  it('writes a whole assistant in the vocabulary of the first generation', () => {
    const { body, dropped } = legacy.encode(whole)
    expect(body).toEqual({
      assistant: {
        firstMessage: 'Garage De Linde, met Noor.',
        model: {
          provider: 'openai',
          model: 'gpt-4o',
          messages: [{ role: 'system', content: 'You answer the phone.' }],
          tools: [
            {
              type: 'function',
              function: {
                name: 'check_slots',
                description: 'Looks for a free slot.',
                parameters: { type: 'object', properties: { dag: { type: 'string' } } },
              },
              server: { url: 'https://example.net/tool' },
            },
            { type: 'endCall' },
            {
              type: 'transferCall',
              destinations: [{ type: 'number', number: '+31201234501', description: 'Desk' }],
            },
          ],
          maxTokens: 250,
          temperature: 0.5,
        },
        transcriber: { provider: 'deepgram', model: 'nova-3', language: 'nl' },
        voice: {
          provider: '11labs',
          voiceId: 'sarah',
          model: 'eleven_flash_v2_5',
          stability: 0.5,
          similarityBoost: 0.75,
        },
        analysisPlan: {
          structuredDataPlan: { enabled: true, schema: { type: 'object', properties: {} } },
          minMessagesThreshold: 2,
          summaryPlan: { enabled: true },
        },
        maxDurationSeconds: 600,
        silenceTimeoutSeconds: 30,
        firstMessageMode: 'assistant-speaks-first',
        backgroundSound: 'off',
      },
    })
    expect(dropped).toEqual([{ path: 'llm.tools[0].message', reason: 'not-in-dialect' }])
  })

  it('has the length of the call inside the assistant, and nothing beside it', () => {
    expect(legacy.encode({ maxDurationSeconds: 300 }).body).toEqual({ assistant: { maxDurationSeconds: 300 } })
    expect(legacy.encode({}).body).toEqual({})
  })

  it('reports what it has no place for', () => {
    const draft: Draft = {
      assistantId: 'asst_1',
      metadata: { a: 1 },
      speech: { endCallMessage: 'Dag' },
      voicemailDetection: true,
      autonomousSilenceHandling: true,
      webhookUrl: 'https://example.net',
      webhookSecret: 'whsec_x',
      webhookEvents: [],
      llm: { provider: 'xai_realtime', model: 'm', reasoningEffort: 'none' },
      tts: { provider: 'google', voiceId: 'Kore', instructions: 'Calm.', native: { snake: { speaking_rate: 1 } } },
    }
    const { body, dropped } = legacy.encode(draft)
    expect(body).toEqual({
      assistant: { model: { provider: 'xai_realtime', model: 'm' }, voice: { provider: 'google', voiceId: 'Kore' } },
    })
    expect(dropped.map(({ path }) => path).sort()).toEqual([
      'assistantId',
      'autonomousSilenceHandling',
      'llm.reasoningEffort',
      'metadata',
      'speech',
      'tts.instructions',
      'tts.native.snake',
      'voicemailDetection',
      'webhookEvents',
      'webhookSecret',
      'webhookUrl',
    ])
  })

  it('speaks a rejection', () => {
    expect(JSON.stringify(legacy.encodeRejection('Closed.'))).toBe('{"error":"Closed."}')
    expect(legacy.documentsRejections).toBe(false)
  })
})

describe('legacy.decodeAssistant', () => {
  it('reads back what it writes', () => {
    const { assistant } = legacy.encode({
      ...whole,
      llm: { ...whole.llm, tools: whole.llm?.tools?.slice(1) },
    }).body as { assistant: Record<string, unknown> }
    const { snapshot, ignored } = legacy.decodeAssistant(assistant)
    expect(snapshot).toEqual({ ...whole, llm: { ...whole.llm, tools: whole.llm?.tools?.slice(1) } })
    expect(ignored).toEqual([])
  })
})
