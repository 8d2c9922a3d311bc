import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { savedAssistants } from '../../test/saved-assistants.ts'
import { type Draft, type Snapshot, snapshotSchema } from '../draft.ts'
import { isPreanswerError } from '../errors.ts'
import { dialects } from './detect.ts'
import type { DialectName } from './dialect.ts'
import { importAssistant } from './import.ts'

const find = { name: 'find_pet', description: 'Finds a pet.', parameters: { type: 'object', properties: {} } }
const destinations = [{ type: 'number', number: '+31201234501', description: 'Desk' }]

/** As the newest REST interface gives it: more than a response has a place for, and nulls where nothing is set. */
const savedSnake = {
  id: 'asst_1',
  name: 'Front desk',
  business_name: 'Harbour Vets',
  is_active: true,
  created_at: '2026-03-17T00:00:00Z',
  first_message: 'Good morning, Harbour Vets.',
  llm_config: {
    provider: 'openai',
    model: 'gpt-5.4',
    messages: [
      { role: 'system', content: 'You answer the phone.' },
      { role: 'assistant', content: 'Hello.' },
    ],
    tools: [
      { ...find, url: 'https://example.net/tool', async: true, async_response: 'One moment.' },
      { type: 'end_call' },
      { type: 'transfer_call', destinations },
      { type: 'mcp', mcp_server_id: 'srv_1', allowed_tools: ['a'], required: false },
    ],
    temperature: 0.4,
    max_completion_tokens: 250,
    delegation: { model: 'm', instructions: 'Help.' },
    voice: null,
  },
  stt_config: { provider: 'deepgram', model: 'nova-3', language: 'en', keyterms: ['Pixel'], smart_format: true },
  tts_config: {
    provider: 'elevenlabs',
    voice_id: 'v1',
    similarity_boost: 0.75,
    use_speaker_boost: false,
    apply_text_normalization: 'auto',
    language: '',
    instructions: null,
  },
  analysis_plan: {
    structured_data_plan: {
      enabled: true,
      schema: { type: 'object', properties: { first_name: { type: 'string' } } },
      messages: [{ role: 'user', content: '{{schema}} {{transcript}} {{ended_reason}}' }],
      template_id: 't1',
    },
    min_messages_threshold: 2,
  },
  speech_config: {
    turn_taking: { endpointing_min_delay: 0.4, false_interruption_timeout: null, vad_threshold: 0.5 },
    background_audio: { enabled: false, clip: null, volume: null },
    silence: { messages: ['Hello?'], final_message: '', max_attempts: 3 },
    pronunciation: [{ from: 'KvK', to: '' }],
    first_message_outbound: 'Hello, this is Harbour Vets.',
    end_call_message: null,
  },
  max_duration_seconds: 600,
  silence_timeout_seconds: 8,
  voicemail_detection: false,
  voicemail_message: null,
  webhook_url: '',
  webhook_secret: null,
  recording_consent: { enabled: false, message: null },
  metadata: { crm_id: 'HV-1' },
}

describe('importAssistant', () => {
  it.each([
    {
      dialect: 'snake' as const,
      saved: { first_message: 'Hi.', recording_consent: { enabled: true, message: 'May we?' } },
    },
    {
      dialect: 'camel' as const,
      saved: { firstMessage: 'Hi.', recordingConsent: { enabled: true, message: 'May we?' } },
    },
  ])('keeps what the platform asks before the greeting, in $dialect', ({ dialect, saved }) => {
    const { snapshot, ignored } = importAssistant(saved)
    const { firstMessage: _, first_message: __, ...native } = saved as Record<string, unknown>
    expect(snapshot).toEqual({ firstMessage: 'Hi.', native: { [dialect]: native } })
    expect(ignored).toEqual([])
  })

  it('reads snake, and says what has no place in a response', () => {
    const { snapshot, dialect, ignored } = importAssistant(savedSnake)
    expect(dialect).toBe('snake')
    expect(ignored).toEqual(['name', 'business_name', 'is_active', 'created_at', 'webhook_url', 'recording_consent'])
    expect(snapshot).toEqual({
      assistantId: 'asst_1',
      firstMessage: 'Good morning, Harbour Vets.',
      llm: {
        provider: 'openai',
        model: 'gpt-5.4',
        prompt: 'You answer the phone.',
        messages: [{ role: 'assistant', content: 'Hello.' }],
        tools: [
          { type: 'function', ...find, url: 'https://example.net/tool', async: true, message: 'One moment.' },
          { type: 'end-call' },
          { type: 'transfer-call', destinations },
          { type: 'mcp', serverId: 'srv_1', allowedTools: ['a'], required: false },
        ],
        temperature: 0.4,
        maxTokens: 250,
        native: { snake: { delegation: { model: 'm', instructions: 'Help.' } } },
      },
      stt: {
        provider: 'deepgram',
        model: 'nova-3',
        language: 'en',
        keyterms: ['Pixel'],
        native: { snake: { smart_format: true } },
      },
      tts: {
        provider: 'elevenlabs',
        voiceId: 'v1',
        similarityBoost: 0.75,
        useSpeakerBoost: false,
        native: { snake: { apply_text_normalization: 'auto', language: '' } },
      },
      analysisPlan: {
        structuredData: {
          enabled: true,
          schema: { type: 'object', properties: { first_name: { type: 'string' } } },
          messages: [{ role: 'user', content: '{{schema}} {{transcript}} {{ended_reason}}' }],
        },
        minMessages: 2,
        native: { snake: { structured_data_plan: { template_id: 't1' } } },
      },
      speech: {
        turnTaking: { endpointingMinDelaySeconds: 0.4, falseInterruptionTimeoutSeconds: null },
        backgroundAudio: { enabled: false },
        silence: { messages: ['Hello?'], maxAttempts: 3 },
        pronunciation: [{ from: 'KvK', to: '' }],
        native: {
          snake: {
            turn_taking: { vad_threshold: 0.5 },
            silence: { final_message: '' },
            first_message_outbound: 'Hello, this is Harbour Vets.',
          },
        },
      },
      maxDurationSeconds: 600,
      silenceTimeoutSeconds: 8,
      voicemailDetection: false,
      metadata: { crm_id: 'HV-1' },
    })
  })

  it('gives back in snake the blocks that it read, but for nulls', () => {
    const { snapshot } = importAssistant(savedSnake)
    const { body, dropped } = dialects.snake.encode(snapshot as Draft)
    expect(dropped).toEqual([])
    const { llm_config, stt_config, tts_config, analysis_plan, speech_config, metadata } = savedSnake
    const blocks = { llm_config, stt_config, tts_config, analysis_plan, speech_config, metadata }
    const sent = body.assistant_override as typeof savedSnake
    expect(withoutNulls(sent)).toMatchObject(withoutNulls(blocks))
    expect(sent.speech_config.turn_taking).toEqual(speech_config.turn_taking)
  })

  it.each([
    { given: { assistant: savedSnake }, what: 'assistant' },
    { given: { data: savedSnake }, what: 'data' },
  ])('unwraps $what', ({ given }) => {
    expect(importAssistant(given)).toEqual(importAssistant(savedSnake))
  })

  it.each([
    { saved: { firstMessage: 'Hi' }, expected: 'camel', why: 'a name in camel case' },
    { saved: { first_message: 'Hi' }, expected: 'snake', why: 'a name in snake case' },
    { saved: { llm_config: { provider: 'p', model: 'm' } }, expected: 'snake', why: 'nothing, by default' },
    { saved: { tts_config: { provider: 'p', voiceId: 'v' } }, expected: 'camel', why: 'the inside of a block' },
    { saved: { tts_config: { provider: 'p', voice_id: 'v' } }, expected: 'snake', why: 'the inside of a block' },
    {
      saved: {
        first_message: 'Hi',
        max_duration_seconds: 60,
        silence_timeout_seconds: 8,
        analysis_plan: { structuredDataPlan: { enabled: true } },
      },
      expected: 'camel',
      why: 'the inside of a block, against the outside',
    },
    {
      saved: { firstMessage: 'Hi', metadata: { crm_id: 1, crm_name: 2, crm_zone: 3 } },
      expected: 'camel',
      why: 'a name, whatever the metadata',
    },
    { saved: { model: { provider: 'p' } }, expected: 'legacy', why: 'a block of the first generation' },
    { saved: { transcriber: { provider: 'p' }, name: 'x' }, expected: 'legacy', why: 'a block of the first' },
    { saved: { model: 'x', first_message: 'Hi' }, expected: 'snake', why: 'a name, where `model` is no block' },
  ])('tells $expected by $why', ({ saved, expected }) => {
    expect(importAssistant(saved).dialect).toBe(expected)
  })

  it('reads the mixed casings of the second generation as camel', () => {
    const { snapshot, dialect, ignored } = importAssistant({
      id: 'agent_1',
      first_message: 'Goedemiddag!',
      llm_config: { provider: 'openai', model: 'gpt-4o', tools: [{ type: 'endCall' }] },
      tts_config: { provider: 'elevenlabs', voiceId: 'v1' },
      analysis_plan: {
        structuredDataPlan: { enabled: true, schema: { type: 'object' } },
        minMessagesThreshold: 2,
      },
      max_duration_seconds: 300,
      webhook_events: ['assistant-request'],
    })
    expect({ dialect, ignored }).toEqual({ dialect: 'camel', ignored: [] })
    expect(snapshot).toEqual({
      assistantId: 'agent_1',
      firstMessage: 'Goedemiddag!',
      llm: { provider: 'openai', model: 'gpt-4o', tools: [{ type: 'end-call' }] },
      tts: { provider: 'elevenlabs', voiceId: 'v1' },
      analysisPlan: { structuredData: { enabled: true, schema: { type: 'object' } }, minMessages: 2 },
      maxDurationSeconds: 300,
      webhookEvents: ['assistant-request'],
    })
    expect(dialects.camel.encode(snapshot as Draft).body).toMatchObject({
      assistant: {
        analysisPlan: {
          structuredDataPlan: { enabled: true, schema: { type: 'object' } },
          minMessagesThreshold: 2,
        },
      },
      maxDurationSeconds: 300,
    })
  })

  it('knows a realtime assistant by its null voice', () => {
    const saved = { llm_config: { provider: 'openai_live', model: 'gpt-live-1' }, tts_config: null, stt_config: null }
    expect(importAssistant(saved).snapshot).toEqual({
      llm: { provider: 'openai_live', model: 'gpt-live-1' },
      tts: null,
    })
  })

  it('keeps the length limit of the provider, and the other one as it is', () => {
    const read = (provider: string) =>
      importAssistant({ llm_config: { provider, model: 'm', max_completion_tokens: 1, max_output_tokens: 2 } }).snapshot
    expect(read('openai').llm).toMatchObject({ maxTokens: 1, native: { snake: { max_output_tokens: 2 } } })
    expect(read('google_realtime').llm).toMatchObject({
      maxTokens: 2,
      native: { snake: { max_completion_tokens: 1 } },
    })
  })

  it.each([
    { messages: [], expected: {}, what: 'none' },
    { messages: [{ role: 'system', content: '' }], expected: {}, what: 'an empty prompt' },
    { messages: [{ role: 'system', content: 'a' }], expected: { prompt: 'a' }, what: 'a prompt' },
    {
      messages: [
        { role: 'user', content: 'a' },
        { role: 'system', content: 'b' },
      ],
      expected: {
        messages: [
          { role: 'user', content: 'a' },
          { role: 'system', content: 'b' },
        ],
      },
      what: 'a system message that is not the first',
    },
  ])('reads messages: $what', ({ messages, expected }) => {
    const saved = { llm_config: { provider: 'p', model: 'm', messages } }
    expect(importAssistant(saved).snapshot.llm).toEqual({ provider: 'p', model: 'm', ...expected })
  })

  it.each([
    { tool: { type: 'function', function: find }, expected: { type: 'function', ...find }, what: 'nested' },
    {
      tool: { type: 'function', function: find, server: { url: 'https://a.example', secret: 's' }, async: false },
      expected: { type: 'function', ...find, url: 'https://a.example', secret: 's', async: false },
      what: 'nested, with a server',
    },
    { tool: { type: 'endCall' }, expected: { type: 'end-call' }, what: 'the older name' },
    {
      tool: { type: 'transferCall', destinations },
      expected: { type: 'transfer-call', destinations },
      what: 'the older name',
    },
  ])('reads a tool that is $what', ({ tool, expected }) => {
    const saved = { llm_config: { provider: 'p', model: 'm', tools: [tool] } }
    expect(importAssistant(saved).snapshot.llm?.tools).toEqual([expected])
  })

  it.each([
    { tool: { type: 'workflow', workflow_id: 'w1' }, what: 'of an unknown type' },
    { tool: { ...find, message: 'Wait.' }, what: 'with a newer key' },
    { tool: { ...find, url: '' }, what: 'with an empty address' },
    { tool: { name: 'find_pet' }, what: 'without a description' },
    { tool: { name: 'vind huisdier', description: 'Zoekt.' }, what: 'with a blank in its name' },
    { tool: { type: 'end_call', message: 'Bye' }, what: 'that ends the call in its own way' },
    { tool: { type: 'transfer_call', destinations: [{ type: 'sip', uri: 'sip:a@b' }] }, what: 'that transfers to SIP' },
    { tool: { type: 'transfer_call', destinations: [] }, what: 'that transfers to nobody' },
    { tool: { type: 'mcp' }, what: 'of no server' },
    { tool: { type: 'function', function: find, messages: [{ type: 'request-start' }] }, what: 'with messages' },
    { tool: { type: 'function', function: { ...find, strict: true } }, what: 'with a strict function' },
    {
      tool: { type: 'function', function: find, server: { url: 'https://a.example', headers: {} } },
      what: 'with headers',
    },
    { tool: { type: 'function', function: find, url: 'https://b.example' }, what: 'with two places for an address' },
    { tool: { type: 'function', ...find }, what: 'that is half nested' },
    { tool: {}, what: 'that says nothing' },
  ])('keeps as it is a tool $what', ({ tool }) => {
    const saved = { llm_config: { provider: 'p', model: 'm', tools: [tool] } }
    const { snapshot } = importAssistant(saved)
    expect(snapshot.llm?.tools).toEqual([{ type: 'native', tool }])
    expect(dialects.snake.encode(snapshot as Draft).body).toEqual({ assistant: saved })
  })

  it.each([
    { json: null, path: [] },
    { json: 'text', path: [] },
    { json: [savedSnake], path: [] },
    { json: {}, path: [] },
    { json: { data: [savedSnake] }, path: [] },
    { json: { error: { code: 404, message: 'not found' } }, path: [] },
    { json: { id: 'asst_1', name: 'empty' }, path: [] },
    { json: { first_message: 5 }, path: ['firstMessage'] },
    { json: { llm_config: 'gpt-4o' }, path: ['llm'] },
    { json: { llm_config: { messages: 'x' } }, path: ['llm', 'messages'] },
    { json: { llm_config: { messages: [{ role: 'tool', content: 'x' }] } }, path: ['llm', 'messages', 0, 'role'] },
    { json: { llm_config: { tools: ['end_call'] } }, path: ['llm', 'tools', 0] },
    { json: { llm_config: { temperature: 9 } }, path: ['llm', 'temperature'] },
    { json: { model: { tools: 5 } }, path: ['llm', 'tools'] },
    { json: { model: {}, voice: 'sarah' }, path: ['tts'] },
    { json: { id: 'x'.repeat(201), first_message: 'Hi' }, path: ['assistantId'] },
  ])('refuses $json, and says where', ({ json, path }) => {
    const issues = issuesOf(() => importAssistant(json))
    expect(issues?.[0]?.path).toEqual(path)
  })

  it('refuses what nests deeper than can be walked', () => {
    const metadata = JSON.parse(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`)
    expect(issuesOf(() => importAssistant({ first_message: 'Hi', metadata }))).toMatchObject([{ path: [] }])
  })

  it('pollutes nothing, and drops a prototype that was written as a key', () => {
    const saved = JSON.parse(
      '{"__proto__":{"polluted":1},"first_message":"Hi","llm_config":{"__proto__":{"polluted":1},"provider":"p"}}',
    )
    const { snapshot } = importAssistant(saved)
    expect(snapshot).toEqual({ firstMessage: 'Hi', llm: { provider: 'p' } })
    expect(Object.getPrototypeOf(snapshot.llm)).toBe(Object.prototype)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  it('leaves the JSON that it read unchanged', () => {
    const before = JSON.stringify(savedSnake)
    importAssistant(savedSnake)
    expect(JSON.stringify(savedSnake)).toBe(before)
  })

  it.each(['legacy', 'camel', 'snake'] as const)(
    'loses nothing: any assistant in %s comes back block by block, in a snapshot that a config takes',
    (name) => {
      fc.assert(
        fc.property(savedAssistants[name], (saved) => {
          const { snapshot, dialect, ignored } = importAssistant(saved)
          expect({ dialect, ignored }).toEqual({ dialect: name, ignored: [] })
          expect(snapshotSchema.safeParse(snapshot).success).toBe(true)
          // as a config file carries it
          const carried = snapshotSchema.parse(JSON.parse(JSON.stringify(snapshot))) as Snapshot
          const { body, dropped } = dialects[name].encode(carried as Draft)
          expect(dropped).toEqual([])
          expect(assistantOf(name, body)).toEqual(saved)
        }),
        { numRuns: 300 },
      )
    },
  )
})

/** What a response says of an assistant, laid out as it is saved. */
function assistantOf(name: DialectName, body: Readonly<Record<string, unknown>>): unknown {
  const { assistant = {}, ...top } = body
  return name === 'legacy' ? assistant : { ...(assistant as object), ...top }
}

function issuesOf(run: () => unknown) {
  try {
    run()
    return undefined
  } catch (error) {
    if (!isPreanswerError(error)) throw error
    expect(error.code).toBe('PREANSWER_CONFIG_INVALID')
    return error.issues
  }
}

function withoutNulls(value: object): object {
  return JSON.parse(JSON.stringify(value), (_, item) => item ?? undefined)
}
