import fc from 'fast-check'

type Saved = Record<string, unknown>

/**
 * Saved assistants as the platform may give them, by dialect, with the platform's own keys and others that nobody
 * knows. Left out is what is not meant to come back to the letter: nulls, empty blocks, older names of tools.
 */
export const savedAssistants: Readonly<Record<'legacy' | 'camel' | 'snake', fc.Arbitrary<Saved>>> = {
  legacy: legacy(),
  camel: modern({
    key: (snakeKey) => snakeKey.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
    unknown: fc.constantFrom('xY', 'smartFormat', 'toString', 'hasOwnProperty', 'templateId'),
  }),
  snake: modern({
    key: (snakeKey) => snakeKey,
    unknown: fc.constantFrom('x_y', 'smart_format', 'constructor', 'delegation', 'template_id'),
  }),
}

interface Casing {
  key(snakeKey: string): string
  /** Names of keys that we have no words for; of the casing by which the dialect is told */
  readonly unknown: fc.Arbitrary<string>
}

function modern({ key, unknown }: Casing): fc.Arbitrary<Saved> {
  const named = (fields: Record<string, fc.Arbitrary<unknown>>) =>
    Object.fromEntries(Object.entries(fields).map(([name, value]) => [key(name), value]))
  const plusUnknown = (fields: Record<string, fc.Arbitrary<unknown>>, required: readonly string[] = []) =>
    withUnknown(named(fields), required.map(key), unknown)
  const flat = named({
    name: constant('find_pet'),
    description: text(),
    parameters: record(),
    url: url(),
    async: fc.boolean(),
    async_response: text(),
  })
  const tools = fc.oneof(
    fc.record(flat, { requiredKeys: ['name', 'description'] }),
    nestedFunction(['secret']),
    constant({ type: key('end_call') }),
    fc.record({ type: constant(key('transfer_call')), destinations: destinations() }),
    fc.record<Saved>(
      { type: constant('mcp'), ...named({ mcp_server_id: text(), allowed_tools: fc.array(text(), { maxLength: 3 }) }) },
      { requiredKeys: ['type', key('mcp_server_id')] },
    ),
    fc.record({ type: constant('workflow'), unknown: json() }),
  )
  return fc.record(
    {
      [key('first_message')]: text(),
      llm_config: plusUnknown(
        {
          ...llm(tools),
          provider: fc.constantFrom('openai', 'google_realtime'),
          max_completion_tokens: fc.integer({ min: 1, max: 32_768 }),
          max_output_tokens: fc.integer({ min: 1, max: 32_768 }),
          reasoning_effort: text(),
          speed: fc.constant(1.5),
        },
        ['provider', 'model'],
      ),
      stt_config: plusUnknown(stt(), ['provider']),
      tts_config: plusUnknown(
        {
          ...tts(),
          voice_id: text(),
          similarity_boost: ratio(),
          use_speaker_boost: fc.boolean(),
          instructions: text(),
        },
        ['voice_id'],
      ),
      [key('analysis_plan')]: plusUnknown(
        { structured_data_plan: withUnknown(structuredData(), [], unknown), min_messages_threshold: fc.nat(1_000) },
        ['structured_data_plan'],
      ),
      [key('speech_config')]: plusUnknown(
        {
          turn_taking: plusUnknown({
            endpointing_min_delay: fc.constant(0.4),
            endpointing_max_delay: fc.constant(2),
            interruption_min_duration: fc.constant(0.3),
            interruption_min_words: fc.nat(10),
            false_interruption_timeout: fc.constantFrom(null, 1.5),
          }),
          pronunciation: fc.array(fc.record({ from: text(), to: fc.constantFrom('', 'ka vee ka') }), { maxLength: 3 }),
          background_audio: plusUnknown({ enabled: fc.boolean(), clip: text(), volume: fc.constant(0.3) }),
          silence: plusUnknown({
            messages: fc.array(text(), { maxLength: 5 }),
            final_message: fc.constantFrom('', 'Dag!'),
            first_check_seconds: fc.integer({ min: 1, max: 60 }),
            interval_seconds: fc.integer({ min: 3, max: 120 }),
            max_attempts: fc.integer({ min: 1, max: 10 }),
          }),
          end_call_message: fc.constantFrom('', 'Dag!'),
          end_call_phrases: fc.array(constant('tot ziens'), { maxLength: 5 }),
        },
        ['end_call_message'],
      ),
      ...named({
        max_duration_seconds: fc.integer({ min: 1, max: 86_400 }),
        autonomous_silence_handling: fc.boolean(),
        silence_timeout_seconds: fc.integer({ min: 1, max: 3_600 }),
        voicemail_detection: fc.boolean(),
        voicemail_message: text(),
        webhook_url: url(),
        webhook_secret: text(),
        webhook_events: fc.subarray(['assistant-request', 'tool-calls', 'status-update', 'end-of-call-report']),
        metadata: record(1),
      }),
    },
    { requiredKeys: [key('first_message')] },
  )
}

function legacy(): fc.Arbitrary<Saved> {
  const unknown = fc.constantFrom('emotionRecognitionEnabled', 'inputPunctuationBoundaries', 'x_y', 'constructor')
  const tools = fc.oneof(
    nestedFunction(),
    constant({ type: 'endCall' }),
    fc.record({ type: constant('transferCall'), destinations: destinations() }),
    fc.record({ type: constant('function'), function: record(1), messages: json() }),
    fc.record({ type: constant('dtmf'), unknown: json() }),
  )
  return withUnknown(
    {
      firstMessage: text(),
      model: withUnknown(
        { ...llm(tools), provider: text(), maxTokens: fc.integer({ min: 1, max: 32_768 }) },
        ['provider', 'model'],
        unknown,
      ),
      transcriber: withUnknown(stt(), ['provider'], unknown),
      voice: withUnknown(
        {
          ...tts(),
          provider: fc.constantFrom('11labs', 'google'),
          voiceId: text(),
          similarityBoost: ratio(),
          useSpeakerBoost: fc.boolean(),
        },
        ['voiceId'],
        unknown,
      ),
      analysisPlan: withUnknown(
        {
          structuredDataPlan: withUnknown(structuredData(), [], unknown),
          minMessagesThreshold: fc.nat(1_000),
          summaryPlan: record(),
        },
        ['minMessagesThreshold'],
        unknown,
      ),
      voicemailMessage: text(),
      maxDurationSeconds: fc.integer({ min: 1, max: 86_400 }),
      silenceTimeoutSeconds: fc.integer({ min: 1, max: 3_600 }),
    },
    ['model'],
    fc.constantFrom('firstMessageMode', 'backgroundSound', 'startSpeakingPlan', 'compliancePlan', 'toString'),
  )
}

function llm(tools: fc.Arbitrary<unknown>) {
  const message = fc.record({ role: fc.constantFrom('system', 'user', 'assistant'), content: text() })
  return {
    model: text(),
    messages: fc.array(message, { minLength: 1, maxLength: 4 }),
    tools: fc.array(tools, { maxLength: 4 }),
    temperature: fc.constantFrom(0, 0.7, 2),
    voice: text(),
  }
}

function stt() {
  return {
    provider: text(),
    model: text(),
    language: fc.constantFrom('multi', 'nl', 'nl-BE'),
    languages: fc.subarray(['nl', 'en', 'zh-Hant']),
    keyterms: fc.array(text(), { maxLength: 3 }),
  }
}

function tts() {
  return {
    provider: text(),
    model: text(),
    language: constant('nl'),
    speed: constant(1.2),
    stability: ratio(),
    style: ratio(),
  }
}

function structuredData() {
  return {
    enabled: fc.boolean(),
    schema: record(),
    messages: fc.array(fc.record({ role: fc.constantFrom('system', 'user'), content: text() }), { maxLength: 3 }),
  }
}

function nestedFunction(requiredKeys: ('url' | 'secret')[] = []): fc.Arbitrary<Saved> {
  const server = fc.record({ url: url(), secret: text() }, { requiredKeys: [...requiredKeys, 'url'] })
  const called = fc.record(
    { name: constant('book'), description: text(), parameters: record() },
    { requiredKeys: ['name', 'description'] },
  )
  return fc.record(
    { type: constant('function'), function: called, server, async: fc.boolean() },
    { requiredKeys: ['type', 'function', ...(requiredKeys.length > 0 ? (['server'] as const) : [])] },
  )
}

function destinations() {
  const destination = fc.record(
    { type: constant('number'), number: text(), description: text(), message: text() },
    { requiredKeys: ['type', 'number', 'description'] },
  )
  return fc.array(destination, { minLength: 1, maxLength: 3 })
}

/** Some of these fields, and some that nobody knows. */
function withUnknown(
  fields: Record<string, fc.Arbitrary<unknown>>,
  required: readonly string[],
  unknown: fc.Arbitrary<string>,
): fc.Arbitrary<Saved> {
  const others = fc.dictionary(unknown, json(), { maxKeys: 2 })
  return fc
    .tuple(others, fc.record(fields, { requiredKeys: [...required] }))
    .map(([rest, known]) => ({ ...rest, ...known }))
}

/** Any JSON but null, as it comes out of a parser. */
function json(): fc.Arbitrary<unknown> {
  return fc
    .jsonValue({ maxDepth: 2 })
    .map((value) => JSON.parse(JSON.stringify(value)) as unknown)
    .filter((value) => value !== null && !JSON.stringify(value).includes('__proto__'))
}

function record(minKeys = 0): fc.Arbitrary<Saved> {
  const key = fc.string({ minLength: 1, maxLength: 10 }).filter((name) => name !== '__proto__')
  return fc.dictionary(key, json(), { minKeys, maxKeys: 3, noNullPrototype: true })
}

function text(): fc.Arbitrary<string> {
  return fc.string({ minLength: 1, maxLength: 12 }).filter((value) => value === value.trim())
}

function url(): fc.Arbitrary<string> {
  return constant('https://example.net/tool')
}

function ratio(): fc.Arbitrary<number> {
  return fc.constantFrom(0, 0.5, 1)
}

function constant<T>(value: T): fc.Arbitrary<T> {
  return fc.constant(value)
}
