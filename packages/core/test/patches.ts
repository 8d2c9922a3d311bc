import fc from 'fast-check'
import type { Patch } from '../src/draft.ts'

/** Few words, so that patches meet; among them names of Object.prototype, and texts with placeholders. */
const word = fc.constantFrom('a', 'b', 'x.y', 'provider', 'constructor', 'toString', 'hasOwnProperty', '+31612345678')
const text = fc.constantFrom('Dag', 'Dag {{a}}!', '{{b}}', '{{ who }} {{schema}}', '{{constructor}}', 'x'.repeat(3_990))
const tag = fc.constantFrom('nl', 'nl-BE', 'en')
const provider = fc.constantFrom('one', 'two')
// what has a key `__proto__` is refused before it is laid
const json = fc.jsonValue({ maxDepth: 2 }).filter((value) => !JSON.stringify(value).includes('__proto__'))
const free = fc.dictionary(word, json, { maxKeys: 4 })
const native = partial({ snake: free, camel: free, legacy: free })

const tool = fc.oneof(
  fc.record({ type: fc.constant('function' as const), name: fc.constantFrom('a', 'b', 'end-call'), description: text }),
  fc.record({ type: fc.constant('end-call' as const) }),
  fc.record({ type: fc.constant('mcp' as const), serverId: word }),
  fc.record({
    type: fc.constant('native' as const),
    tool: fc.dictionary(fc.constantFrom('type', 'name', 'function'), json),
  }),
)

const schema = partial({
  type: fc.constant('object'),
  properties: fc.oneof(
    fc.dictionary(word, fc.constantFrom({ type: 'string' }, { type: 'number' }), { maxKeys: 3 }),
    json,
  ),
  required: fc.oneof(fc.array(word, { maxLength: 3 }), json),
  $defs: free,
})

/** Any valid patch: several of them meet in the same places. */
export const anyPatch: fc.Arbitrary<Patch> = partial({
  assistantId: fc.constantFrom('own', 'other', 'nobody'),
  firstMessage: fc.oneof(text, fc.dictionary(tag, text, { minKeys: 1, maxKeys: 3 })),
  llm: partial({
    provider,
    model: word,
    prompt: text,
    messages: fc.array(fc.record({ role: fc.constantFrom('system', 'user', 'assistant'), content: text }), {
      maxLength: 4,
    }),
    tools: fc.array(tool, { maxLength: 4 }),
    temperature: fc.double({ min: 0, max: 2, noNaN: true }),
    native,
  }),
  stt: partial({ provider, model: word, language: tag, keyterms: fc.array(word, { maxLength: 4 }), native }),
  tts: partial({ provider, voiceId: word, language: tag, speed: fc.constant(1), native }),
  analysisPlan: partial({
    structuredData: partial({
      enabled: fc.boolean(),
      schema,
      messages: fc.array(fc.record({ role: fc.constantFrom('system', 'user'), content: text }), { maxLength: 2 }),
    }),
    minMessages: fc.nat(5),
    native,
  }),
  speech: partial({
    silence: partial({ messages: fc.array(fc.constantFrom('a', 'b'), { maxLength: 5 }), maxAttempts: fc.constant(3) }),
    turnTaking: partial({
      interruptionMinWords: fc.nat(10),
      falseInterruptionTimeoutSeconds: fc.constantFrom(null, 1),
    }),
    endCallPhrases: fc.constant(['tot ziens']),
    native,
  }),
  maxDurationSeconds: fc.integer({ min: 1, max: 900 }),
  voicemailDetection: fc.boolean(),
  voicemailMessage: fc.constantFrom(null, 'x'),
  webhookEvents: fc.subarray(['tool-calls', 'status-update'] as const),
  metadata: free,
  variables: fc.dictionary(
    fc.constantFrom('a', 'b', 'constructor', 'provider'),
    fc.oneof(text, fc.integer(), fc.boolean()),
    { maxKeys: 3 },
  ),
  native,
}) as fc.Arbitrary<Patch>

function partial<T extends Record<string, fc.Arbitrary<unknown>>>(fields: T) {
  return fc.record(fields, { requiredKeys: [] })
}
