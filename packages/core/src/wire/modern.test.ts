import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ResponseName, readResponses } from '../../test/fixtures.ts'
import type { Draft, LlmPatch } from '../draft.ts'
import { camel } from './camel.ts'
import { dialects } from './detect.ts'
import { snake } from './snake.ts'

const llm = { provider: 'openai', model: 'gpt-4o' }
const structuredData = {
  enabled: true,
  schema: {
    type: 'object',
    properties: {
      intent: { type: 'string' },
      sentiment: { type: 'string', enum: ['positive', 'neutral', 'negative'] },
      appointment_booked: { type: 'boolean' },
    },
  },
  messages: [
    { role: 'system' as const, content: 'Fill in the schema from the transcript: {{schema}}' },
    { role: 'user' as const, content: 'The transcript: {{transcript}}' },
  ],
}

const drafts: Record<Exclude<ResponseName, 'rejection'>, Draft> = {
  default: {},
  greeting: { firstMessage: 'Goedemiddag mevrouw Jansen, waarmee kan ik u helpen?' },
  llm: { llm: { ...llm, prompt: 'Je spreekt met een vaste klant. Neem de tijd.' } },
  duration: { maxDurationSeconds: 300 },
  analysis: { analysisPlan: { structuredData } },
}

describe.each([{ dialect: camel }, { dialect: snake }] as const)('encode in $dialect.name', ({ dialect }) => {
  const expected = readResponses(dialect.name as 'camel' | 'snake')

  it.each(Object.entries(drafts))('writes the documented response "%s" to the letter', (name, draft) => {
    const { body, dropped } = dialect.encode(draft)
    expect(JSON.stringify(body)).toBe(JSON.stringify(expected[name as ResponseName]))
    expect(dropped).toEqual([])
  })

  it('writes the documented rejection to the letter', () => {
    const text = 'We zijn nu gesloten. Belt u ons morgen vanaf negen uur terug?'
    expect(JSON.stringify(dialect.encodeRejection(text))).toBe(JSON.stringify(expected.rejection))
  })
})

/** Every field that we have a word for. */
const everything: Draft = {
  firstMessage: 'Goedemiddag!',
  llm: {
    ...llm,
    prompt: 'You answer the phone.',
    messages: [{ role: 'assistant', content: 'Hello' }],
    temperature: 0.4,
    maxTokens: 250,
    voice: 'ara',
    reasoningEffort: 'none',
    speed: 1.1,
    tools: [{ type: 'end-call' }],
  },
  stt: { provider: 'deepgram', model: 'nova-3', language: 'nl', languages: ['nl', 'en'], keyterms: ['Zoë'] },
  tts: {
    provider: 'elevenlabs',
    voiceId: 'sarah',
    model: 'eleven_flash_v2_5',
    language: 'nl',
    speed: 1,
    stability: 0.5,
    similarityBoost: 0.75,
    style: 0,
    useSpeakerBoost: true,
    instructions: 'Calm.',
  },
  analysisPlan: { structuredData, minMessages: 3 },
  speech: {
    turnTaking: {
      endpointingMinDelaySeconds: 0.4,
      endpointingMaxDelaySeconds: 2,
      interruptionMinDurationSeconds: 0.3,
      interruptionMinWords: 0,
      falseInterruptionTimeoutSeconds: null,
    },
    pronunciation: [{ from: 'KvK', to: 'ka vee ka' }],
    backgroundAudio: { enabled: true, clip: 'office', volume: 0.3 },
    silence: { messages: ['Hallo?'], finalMessage: '', firstCheckSeconds: 3, intervalSeconds: 12, maxAttempts: 3 },
    endCallMessage: 'Dag!',
    endCallPhrases: ['tot ziens'],
  },
  maxDurationSeconds: 600,
  autonomousSilenceHandling: true,
  silenceTimeoutSeconds: 8,
  voicemailDetection: false,
  voicemailMessage: null,
  webhookUrl: 'https://example.net/hook',
  webhookSecret: 'whsec_x',
  webhookEvents: ['status-update'],
  metadata: { crm_id: 'A-1', nestedKey: { inner_key: 1 } },
}

describe('encode: names', () => {
  it('are snake case throughout in snake', () => {
    const { body, dropped } = snake.encode({ ...everything, assistantId: 'asst_1' })
    expect(dropped).toEqual([])
    expect(body).toEqual({
      assistant_id: 'asst_1',
      assistant_override: {
        first_message: 'Goedemiddag!',
        llm_config: {
          ...llm,
          messages: [
            { role: 'system', content: 'You answer the phone.' },
            { role: 'assistant', content: 'Hello' },
          ],
          tools: [{ type: 'end_call' }],
          temperature: 0.4,
          max_completion_tokens: 250,
          voice: 'ara',
          reasoning_effort: 'none',
          speed: 1.1,
        },
        stt_config: everything.stt,
        tts_config: {
          provider: 'elevenlabs',
          voice_id: 'sarah',
          model: 'eleven_flash_v2_5',
          language: 'nl',
          speed: 1,
          stability: 0.5,
          similarity_boost: 0.75,
          style: 0,
          use_speaker_boost: true,
          instructions: 'Calm.',
        },
        analysis_plan: { structured_data_plan: structuredData, min_messages_threshold: 3 },
        speech_config: {
          turn_taking: {
            endpointing_min_delay: 0.4,
            endpointing_max_delay: 2,
            interruption_min_duration: 0.3,
            interruption_min_words: 0,
            false_interruption_timeout: null,
          },
          pronunciation: [{ from: 'KvK', to: 'ka vee ka' }],
          background_audio: { enabled: true, clip: 'office', volume: 0.3 },
          silence: {
            messages: ['Hallo?'],
            final_message: '',
            first_check_seconds: 3,
            interval_seconds: 12,
            max_attempts: 3,
          },
          end_call_message: 'Dag!',
          end_call_phrases: ['tot ziens'],
        },
        autonomous_silence_handling: true,
        silence_timeout_seconds: 8,
        voicemail_detection: false,
        voicemail_message: null,
        webhook_url: 'https://example.net/hook',
        webhook_secret: 'whsec_x',
        webhook_events: ['status-update'],
        metadata: { crm_id: 'A-1', nestedKey: { inner_key: 1 } },
      },
      max_duration_seconds: 600,
    })
  })

  it('are camel case in camel, but for three blocks', () => {
    const { body } = camel.encode(everything)
    const { assistant } = body as { assistant: Record<string, unknown> }
    const blocks = ['llm_config', 'stt_config', 'tts_config']
    expect(Object.keys(assistant).filter((key) => key.includes('_'))).toEqual(blocks)
    const { metadata, ...renamed } = assistant
    const own = JSON.stringify(renamed, (key, value) => (key === 'schema' ? undefined : value))
    expect(own.match(/"\w*_\w*":/g)).toEqual(blocks.map((name) => `"${name}":`))
    expect(body).toMatchObject({
      maxDurationSeconds: 600,
      assistant: {
        firstMessage: 'Goedemiddag!',
        llm_config: { ...llm, tools: [{ type: 'endCall' }] },
        tts_config: { provider: 'elevenlabs', voiceId: 'sarah', similarityBoost: 0.75, useSpeakerBoost: true },
        analysisPlan: { structuredDataPlan: structuredData, minMessagesThreshold: 3 },
        silenceTimeoutSeconds: 8,
      },
    })
  })

  it.each([{ dialect: camel }, { dialect: snake }] as const)(
    'of metadata, schemas, parameters and texts are never changed in $dialect.name',
    ({ dialect }) => {
      const odd = { first_message: 1, firstMessage: 2, voiceId: { voice_id: 3 }, error: 'x' }
      const draft: Draft = {
        metadata: odd,
        analysisPlan: { structuredData: { schema: odd } },
        llm: { ...llm, tools: [{ type: 'function', name: 'find', description: 'Finds.', parameters: odd }] },
      }
      const text = JSON.stringify(dialect.encode(draft).body)
      expect(text.split(JSON.stringify(odd))).toHaveLength(4)
    },
  )

  it('of the length limit differ by provider, in snake', () => {
    const encoded = (provider: string) => snake.encode({ llm: { provider, model: 'm', maxTokens: 9 } }).body.assistant
    expect(encoded('openai')).toEqual({ llm_config: { provider: 'openai', model: 'm', max_completion_tokens: 9 } })
    expect(encoded('google_realtime')).toEqual({
      llm_config: { provider: 'google_realtime', model: 'm', max_output_tokens: 9 },
    })
  })
})

describe('encode: the saved assistant', () => {
  it('is named alone, with an override, or with a duration, in snake', () => {
    expect(snake.encode({ assistantId: 'asst_1' }).body).toEqual({ assistant_id: 'asst_1' })
    expect(snake.encode({ assistantId: 'asst_1', maxDurationSeconds: 60 }).body).toEqual({
      assistant_id: 'asst_1',
      max_duration_seconds: 60,
    })
    expect(snake.encode({ assistantId: 'asst_1', firstMessage: 'Hi' }).body).toEqual({
      assistant_id: 'asst_1',
      assistant_override: { first_message: 'Hi' },
    })
  })

  it('has no place in camel, and that is reported', () => {
    expect(camel.encode({ assistantId: 'asst_1', firstMessage: 'Hi' })).toEqual({
      body: { assistant: { firstMessage: 'Hi' } },
      dropped: [{ path: 'assistantId', reason: 'not-in-dialect' }],
    })
  })

  it('is not wiped out by empty blocks', () => {
    const draft: Draft = { analysisPlan: {}, speech: {}, metadata: {} }
    expect(snake.encode(draft)).toEqual({
      body: {},
      dropped: [
        { path: 'analysisPlan', reason: 'incomplete-block' },
        { path: 'speech', reason: 'incomplete-block' },
      ],
    })
    expect(camel.encode(draft).body).toEqual({})
  })

  it('keeps its voice when it has one of its own: null is not sent', () => {
    expect(snake.encode({ tts: null }).body).toEqual({})
  })
})

describe('encode: native', () => {
  it('adds keys, down into a nested object, in its own dialect alone', () => {
    const draft: Draft = {
      firstMessage: 'Hi',
      native: { snake: { gdpr_mode: true }, camel: { gdprMode: true } },
      tts: { provider: 'google', voiceId: 'Kore', native: { snake: { speaking_rate: 1.5 } } },
      analysisPlan: {
        structuredData: { enabled: true },
        native: { snake: { structured_data_plan: { template_id: 't1' }, summary_plan: {} } },
      },
    }
    expect(snake.encode(draft)).toEqual({
      body: {
        assistant: {
          first_message: 'Hi',
          tts_config: { provider: 'google', voice_id: 'Kore', speaking_rate: 1.5 },
          analysis_plan: { structured_data_plan: { enabled: true, template_id: 't1' }, summary_plan: {} },
          gdpr_mode: true,
        },
      },
      dropped: [{ path: 'native.camel', reason: 'not-in-dialect' }],
    })
    expect(camel.encode(draft).dropped.map(({ path }) => path)).toEqual([
      'tts.native.snake',
      'analysisPlan.native.snake',
      'native.snake',
    ])
  })

  it('never overrides our own words', () => {
    const draft: Draft = {
      firstMessage: 'ours',
      native: { snake: { first_message: 'theirs' } },
      llm: { ...llm, prompt: 'ours', native: { snake: { model: 'theirs', messages: [] } } },
      analysisPlan: {
        structuredData: { enabled: true },
        native: { snake: { structured_data_plan: { enabled: false, schema: {} } } },
      },
    }
    const { body, dropped } = snake.encode(draft)
    expect(body.assistant).toMatchObject({
      first_message: 'ours',
      llm_config: { model: 'gpt-4o', messages: [{ content: 'ours' }] },
      analysis_plan: { structured_data_plan: { enabled: true, schema: {} } },
    })
    expect(dropped).toEqual([
      { path: 'llm.native.snake.model', reason: 'already-set' },
      { path: 'llm.native.snake.messages', reason: 'already-set' },
      { path: 'analysisPlan.native.snake.structured_data_plan.enabled', reason: 'already-set' },
      { path: 'native.snake.first_message', reason: 'already-set' },
    ])
  })

  it.each([
    { dialect: snake, keys: ['llm_config', 'stt_config', 'tts_config', 'analysis_plan', 'speech_config', 'metadata'] },
    { dialect: camel, keys: ['llm_config', 'stt_config', 'tts_config', 'analysisPlan', 'speechConfig', 'metadata'] },
  ] as const)('brings in no block of $dialect.name, which might not be whole', ({ dialect, keys }) => {
    const draft: Draft = { native: { [dialect.name]: Object.fromEntries(keys.map((key) => [key, { model: 'm' }])) } }
    const { body, dropped } = dialect.encode(draft)
    expect(body).toEqual({})
    expect(dropped).toEqual(keys.map((key) => ({ path: `native.${dialect.name}.${key}`, reason: 'invalid-block' })))
  })

  it('sets no prototype and changes nothing in the draft', () => {
    const keys = JSON.parse('{"__proto__":{"polluted":true},"nested":{"a":1}}')
    const draft: Draft = { native: { snake: keys }, llm: { ...llm, native: { snake: keys } } }
    const before = JSON.stringify(draft)
    const { assistant } = snake.encode(draft).body as { assistant: { llm_config: object } }
    expect(Object.getPrototypeOf(assistant)).toBe(Object.prototype)
    expect(Object.getPrototypeOf(assistant.llm_config)).toBe(Object.prototype)
    expect(JSON.stringify(draft)).toBe(before)
  })
})

describe('encode: error', () => {
  it('is never a key of the response, whatever native holds', () => {
    const keys = fc.dictionary(
      fc.oneof(fc.constantFrom('error', 'Error', '__proto__', 'assistant', 'first_message', 'llm_config'), fc.string()),
      fc.jsonValue({ maxDepth: 2 }),
    )
    const native = fc.record({ legacy: keys, camel: keys, snake: keys })
    const draft = fc.record(
      {
        firstMessage: fc.string(),
        assistantId: fc.string(),
        maxDurationSeconds: fc.nat(),
        metadata: keys,
        native,
        llm: fc.record({ provider: fc.string(), model: fc.string(), native }),
        analysisPlan: fc.record({ native }),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(draft, fc.constantFrom(...Object.values(dialects)), (draft, dialect) => {
        const body = JSON.parse(JSON.stringify(dialect.encode(draft as Draft).body))
        expect(body).not.toHaveProperty('error')
        expect(body.assistant ?? body.assistant_override ?? {}).not.toHaveProperty('error')
        const known = ['assistant', 'assistant_id', 'assistant_override', 'maxDurationSeconds', 'max_duration_seconds']
        expect(Object.keys(body).filter((key) => !known.includes(key))).toEqual([])
      }),
      { numRuns: 500 },
    )
  })
})

describe('encode: placeholders', () => {
  it.each([
    { dialect: camel, expected: '{{endedReason}}' },
    { dialect: snake, expected: '{{ended_reason}}' },
    { dialect: dialects.legacy, expected: '{{endedReason}}' },
  ])('of the reason are $expected in $dialect.name', ({ dialect, expected }) => {
    const content = 'A {{endedReason}} B {{ended_reason}} C {{ endedReason }} D {{schema}} {{transcript}} {{name}}'
    const draft: Draft = { analysisPlan: { structuredData: { messages: [{ role: 'user', content }] } } }
    const text = JSON.stringify(dialect.encode(draft).body)
    expect(text).toContain(`"A ${expected} B ${expected} C ${expected} D {{schema}} {{transcript}} {{name}}"`)
    expect(JSON.stringify(draft)).toContain(content)
  })

  it('elsewhere are left alone', () => {
    const content = 'Say {{endedReason}} and {{ended_reason}}.'
    const schema = { properties: { reason: { description: content } } }
    const draft: Draft = { llm: { ...llm, prompt: content }, analysisPlan: { structuredData: { schema } } }
    expect(JSON.stringify(snake.encode(draft).body).split(content)).toHaveLength(3)
  })
})

describe('encode: tools', () => {
  const tools: LlmPatch['tools'] = [
    {
      type: 'function',
      name: 'find_pet',
      description: 'Finds a pet.',
      parameters: { type: 'object' },
      url: 'https://example.net/tool',
      async: true,
      message: 'One moment.',
    },
    {
      type: 'function',
      name: 'book',
      description: 'Books.',
      url: 'https://example.net/book',
      secret: 's3cret',
      message: 'Wait.',
    },
    { type: 'end-call' },
    { type: 'transfer-call', destinations: [{ type: 'number', number: '+31201234501', description: 'Desk' }] },
    { type: 'mcp', serverId: 'srv_1', allowedTools: ['a'], required: false },
    { type: 'native', tool: { type: 'workflow', workflow_id: 'w1' } },
  ]
  const nested = {
    type: 'function',
    function: { name: 'book', description: 'Books.' },
    server: { url: 'https://example.net/book', secret: 's3cret' },
  }
  const destinations = [{ type: 'number', number: '+31201234501', description: 'Desk' }]
  const flat = {
    name: 'find_pet',
    description: 'Finds a pet.',
    parameters: { type: 'object' },
    url: 'https://example.net/tool',
    async: true,
  }

  it('are written as snake knows them; a secret needs the nested form', () => {
    const { body, dropped } = snake.encode({ llm: { ...llm, tools } } as Draft)
    expect(body).toEqual({
      assistant: {
        llm_config: {
          ...llm,
          tools: [
            { ...flat, async_response: 'One moment.' },
            nested,
            { type: 'end_call' },
            { type: 'transfer_call', destinations },
            { type: 'mcp', mcp_server_id: 'srv_1', allowed_tools: ['a'], required: false },
            { type: 'workflow', workflow_id: 'w1' },
          ],
        },
      },
    })
    expect(dropped).toEqual([{ path: 'llm.tools[1].message', reason: 'not-in-dialect' }])
  })

  it('are written as camel knows them', () => {
    expect(camel.encode({ llm: { ...llm, tools } } as Draft).body).toMatchObject({
      assistant: {
        llm_config: {
          tools: [
            { ...flat, asyncResponse: 'One moment.' },
            nested,
            { type: 'endCall' },
            { type: 'transferCall', destinations },
            { type: 'mcp', mcpServerId: 'srv_1', allowedTools: ['a'], required: false },
            { type: 'workflow' },
          ],
        },
      },
    })
  })

  it('answer by the id key of their dialect, one result each', () => {
    const results = [
      { id: 'a', result: 'one' },
      { id: 'b', result: 'two' },
    ]
    expect(JSON.stringify(camel.encodeToolResults(results))).toBe(
      '{"results":[{"toolCallId":"a","result":"one"},{"toolCallId":"b","result":"two"}]}',
    )
    expect(JSON.stringify(dialects.legacy.encodeToolResults(results))).toBe(
      '{"results":[{"toolCallId":"a","result":"one"},{"toolCallId":"b","result":"two"}]}',
    )
    expect(JSON.stringify(snake.encodeToolResults(results))).toBe(
      '{"results":[{"tool_call_id":"a","result":"one"},{"tool_call_id":"b","result":"two"}]}',
    )
  })

  it('have the time that the platform gives them', () => {
    expect([camel.limitMs('tool-calls'), snake.limitMs('tool-calls'), dialects.legacy.limitMs('tool-calls')]).toEqual([
      10_000, 10_000, 5_000,
    ])
    for (const dialect of Object.values(dialects)) expect(dialect.limitMs('assistant-request')).toBe(5_000)
  })
})
