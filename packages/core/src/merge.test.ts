import { describe, expect, it } from 'vitest'
import { lay } from '../test/lay.ts'
import type { Tool } from './draft.ts'
import { type Fields, mergeBlock } from './merge.ts'
import { Provenance } from './provenance.ts'

const gpt = { provider: 'openai', model: 'gpt-5.4' }
const nova = { provider: 'deepgram', model: 'nova-3', language: 'nl' }
const anna = { provider: 'elevenlabs', voiceId: 'anna' }

describe('mergeBlock', () => {
  describe('fields of a block', () => {
    it('takes the last one and keeps who was overridden', () => {
      const { draft, owners, overrides } = lay([{ llm: { ...gpt, temperature: 0.2 } }, { llm: { temperature: 0.9 } }])
      expect(draft.llm).toEqual({ ...gpt, temperature: 0.9 })
      expect(owners).toEqual({ 'llm.provider': 'a', 'llm.model': 'a', 'llm.temperature': 'b' })
      expect(overrides).toEqual(['llm.temperature: a < b'])
    })

    it('merges what is nested in speech, and replaces lists', () => {
      const { draft, owners } = lay([
        { speech: { silence: { maxAttempts: 2, messages: ['Bent u er nog?'] }, endCallPhrases: ['tot ziens'] } },
        { speech: { silence: { messages: ['Hallo?'] } } },
      ])
      expect(draft.speech).toEqual({
        silence: { maxAttempts: 2, messages: ['Hallo?'] },
        endCallPhrases: ['tot ziens'],
      })
      expect(owners['speech.silence.maxAttempts']).toBe('a')
      expect(owners['speech.silence.messages']).toBe('b')
    })

    it('merges native keys at any depth, and lists who set each', () => {
      const { draft, owners } = lay([
        { llm: { ...gpt, native: { snake: { turn_detection: { threshold: 0.5 } } } } },
        { llm: { native: { snake: { turn_detection: { silence_duration_ms: 300 } }, camel: { x: 1 } } } },
      ])
      expect(draft.llm?.native).toEqual({
        snake: { turn_detection: { threshold: 0.5, silence_duration_ms: 300 } },
        camel: { x: 1 },
      })
      expect(owners['llm.native.snake.turn_detection.threshold']).toBe('a')
      expect(owners['llm.native.snake.turn_detection.silence_duration_ms']).toBe('b')
    })

    it('forgets who set what lay below a replaced object, and the other way round', () => {
      const nested = { native: { snake: { x: { deep: 1 } } } }
      const flat = { native: { snake: { x: 1 } } }
      expect(lay([nested, flat]).owners).toEqual({ 'native.snake.x': 'b' })
      expect(lay([nested, flat]).overrides).toEqual(['native.snake.x.deep: a < b'])
      expect(lay([flat, nested]).owners).toEqual({ 'native.snake.x.deep': 'b' })
      expect(lay([flat, nested]).overrides).toEqual(['native.snake.x: a < b'])
    })

    it('keeps an empty object of the platform, and lets a later patch fill it', () => {
      const empty = { native: { snake: { noise_cancellation: {} } } }
      expect(lay([empty]).draft.native).toEqual(empty.native)
      expect(lay([empty, { native: { snake: { noise_cancellation: { on: true } } } }]).draft.native).toEqual({
        snake: { noise_cancellation: { on: true } },
      })
    })
  })

  describe('a new provider', () => {
    it.each([
      {
        block: 'llm',
        old: {
          ...gpt,
          prompt: 'p',
          temperature: 0.5,
          maxTokens: 5,
          speed: 2,
          messages: [{ role: 'user', content: 'm' }],
          tools: [{ type: 'end-call' }],
          native: { snake: { delegation: {} } },
        },
        patch: { provider: 'xai', model: 'grok' },
        expected: {
          provider: 'xai',
          model: 'grok',
          prompt: 'p',
          messages: [{ role: 'user', content: 'm' }],
          tools: [{ type: 'end-call' }],
        },
      },
      {
        block: 'stt',
        old: { ...nova, keyterms: ['Jansen'], languages: ['nl'], native: { snake: { endpointing: 10 } } },
        patch: { provider: 'google', model: 'chirp_3' },
        expected: { provider: 'google', model: 'chirp_3', language: 'nl' },
      },
      {
        block: 'tts',
        old: { ...anna, language: 'nl', model: 'eleven_v3', stability: 0.4, native: { snake: { x: 1 } } },
        patch: { provider: 'google', voiceId: 'Kore' },
        expected: { provider: 'google', voiceId: 'Kore', language: 'nl' },
      },
    ])('leaves only what is not the old one’s in $block', ({ block, old, patch, expected }) => {
      expect(lay([{ [block]: old }, { [block]: patch }]).draft).toEqual({ [block]: expected })
      expect(lay([{ [block]: patch }], { snapshot: { [block]: old } }).draft).toEqual({ [block]: expected })
    })

    it('names who lost by it', () => {
      const { overrides, owners } = lay([{ tts: { ...anna, speed: 1.1 } }, { tts: { provider: 'x', voiceId: 'y' } }])
      expect([...overrides].sort()).toEqual(['tts.provider: a < b', 'tts.speed: a < b', 'tts.voiceId: a < b'])
      expect(owners).toEqual({ 'tts.provider': 'b', 'tts.voiceId': 'b' })
    })

    it('takes the block from the snapshot’s name when nothing of it is left', () => {
      const { owners } = lay([{ tts: { provider: 'x', voiceId: 'y' } }], { snapshot: { tts: anna } })
      expect(owners).toEqual({ 'tts.provider': 'a', 'tts.voiceId': 'a' })
    })

    it('is none when the same one is named again', () => {
      const { draft } = lay([{ tts: { provider: 'elevenlabs', speed: 1.1 } }], { snapshot: { tts: anna } })
      expect(draft.tts).toEqual({ ...anna, speed: 1.1 })
    })

    it.each(['variables', 'metadata'])('is no matter in %s, where the word is just a key', (block) => {
      const { draft } = lay([{ [block]: { provider: 'KPN', plan: 'gold' } }, { [block]: { provider: 'Ziggo' } }])
      expect(draft).toEqual({ [block]: { provider: 'Ziggo', plan: 'gold' } })
    })
  })

  describe('llm.prompt', () => {
    const system = { role: 'system', content: 's' } as const
    const user = { role: 'user', content: 'u' } as const

    it('replaces all system messages so far and leaves the others with their owners', () => {
      const { draft, owners, overrides } = lay([
        { llm: { ...gpt, prompt: 'old', messages: [system, user] } },
        { llm: { messages: [user, system] } },
        { llm: { prompt: 'new' } },
      ])
      expect(draft.llm).toEqual({ ...gpt, prompt: 'new', messages: [user, user] })
      expect(owners).toMatchObject({ 'llm.prompt': 'c', 'llm.messages[0]': 'a', 'llm.messages[1]': 'b' })
      expect(owners).not.toHaveProperty(['llm.messages[2]'])
      expect(overrides).toEqual(['llm.prompt: a < c', 'llm.messages[0]: a < c', 'llm.messages[3]: b < c'])
    })

    it('goes before the messages of its own patch, however they are written', () => {
      const { draft } = lay([{ llm: { messages: [system], prompt: 'p', ...gpt } }])
      expect(draft.llm).toEqual({ ...gpt, prompt: 'p', messages: [system] })
    })
  })

  describe('llm.messages', () => {
    const messages = (count: number) => Array.from({ length: count }, () => ({ role: 'user' as const, content: 'x' }))

    it('are appended, also to the snapshot’s', () => {
      const snapshot = { llm: { ...gpt, messages: messages(1) } }
      const { draft, owners } = lay([{ llm: { messages: messages(2) } }], { snapshot })
      expect(draft.llm?.messages).toHaveLength(3)
      expect(owners).toEqual({ llm: 'snapshot', 'llm.messages[1]': 'a', 'llm.messages[2]': 'a' })
    })

    it('are cut at 200 and reported, so that nobody else’s work is lost with the block', () => {
      const { draft, dropped } = lay([
        { llm: { ...gpt, messages: messages(150) } },
        { llm: { messages: messages(51) } },
      ])
      expect(draft.llm?.messages).toHaveLength(200)
      expect(dropped).toEqual([{ path: 'llm.messages', reason: 'over-limit', entry: 'b' }])
    })

    it('are all taken when they are just 200, and what is cut has no owner', () => {
      const messages = (count: number) => Array.from({ length: count }, () => ({ role: 'user' as const, content: 'x' }))
      const full = lay([{ llm: { ...gpt, messages: messages(150) } }, { llm: { messages: messages(50) } }])
      expect(full.dropped).toEqual([])
      const { owners } = lay([{ llm: { ...gpt, messages: messages(150) } }, { llm: { messages: messages(51) } }])
      expect(owners['llm.messages[199]']).toBe('b')
      expect(owners).not.toHaveProperty(['llm.messages[200]'])
    })
  })

  describe('llm.tools', () => {
    const book = (description: string, name = 'book'): Tool => ({ type: 'function', name, description })
    const mcp = (serverId: string, required: boolean): Tool => ({ type: 'mcp', serverId, required })
    const transfer = (number: string): Tool => ({
      type: 'transfer-call',
      destinations: [{ type: 'number', number, description: 'd' }],
    })

    it.each<{ what: string; old: Tool; added: Tool }>([
      { what: 'a function of the same name', old: book('1'), added: book('2') },
      { what: 'a tool of the same type', old: transfer('+31201'), added: transfer('+31202') },
      { what: 'the same MCP server', old: mcp('x', true), added: mcp('x', false) },
      {
        what: 'a function that we had no words for',
        old: { type: 'native', tool: { type: 'function', function: { name: 'book' }, strict: true } },
        added: book('2'),
      },
      {
        what: 'a flat function that we had no words for',
        old: { type: 'native', tool: { name: 'book', description: 'd', retries: 3 } },
        added: book('2'),
      },
      {
        what: 'a hang-up tool that we had no words for',
        old: { type: 'native', tool: { type: 'end_call', message: 'Dag' } },
        added: { type: 'end-call' },
      },
      {
        what: 'a camel transfer tool that we had no words for',
        old: { type: 'native', tool: { type: 'transferCall', x: 1 } },
        added: transfer('+31202'),
      },
    ])('replaces $what', ({ old, added }) => {
      expect(
        lay([{ llm: { tools: [added] } }], { snapshot: { llm: { ...gpt, tools: [old] } } }).draft.llm?.tools,
      ).toEqual([added])
    })

    it.each<{ what: string; old: Tool; added: Tool }>([
      { what: 'another function', old: book('1'), added: book('2', 'cancel') },
      { what: 'another MCP server', old: mcp('x', true), added: mcp('y', true) },
      {
        what: 'a type and a function of that name',
        old: book('1', 'end-call'),
        added: { type: 'end-call' },
      },
    ])('keeps both: $what', ({ old, added }) => {
      expect(lay([{ llm: { ...gpt, tools: [old] } }, { llm: { tools: [added] } }]).draft.llm?.tools).toEqual([
        old,
        added,
      ])
    })

    it('keeps all of the snapshot’s, though two of them share a key', () => {
      const saved = [transfer('+31201'), transfer('+31202')]
      const snapshot = { llm: { ...gpt, tools: saved } }
      expect(lay([{ llm: { tools: [book('1')] } }], { snapshot }).draft.llm?.tools).toEqual([...saved, book('1')])
    })

    it('names who set and who lost each', () => {
      const { owners, overrides } = lay([{ llm: { ...gpt, tools: [book('1')] } }, { llm: { tools: [book('2')] } }])
      expect(owners['llm.tools.book']).toBe('b')
      expect(overrides).toEqual(['llm.tools.book: a < b'])
    })

    it('are cut at 128 and reported', () => {
      const tools = (from: number, count: number) =>
        Array.from({ length: count }, (_, index) => book('d', `tool_${from + index}`))
      const { draft, dropped } = lay([{ llm: { ...gpt, tools: tools(0, 100) } }, { llm: { tools: tools(99, 30) } }])
      expect(draft.llm?.tools).toHaveLength(128)
      expect(dropped).toEqual([{ path: 'llm.tools', reason: 'over-limit', entry: 'b' }])
    })
  })

  describe('stt.keyterms', () => {
    it('are united, each with its owner, and nobody loses', () => {
      const { draft, owners, overrides } = lay(
        [{ stt: { keyterms: ['Jansen', 'De Vries'] } }, { stt: { keyterms: ['De Vries', 'Bakker'] } }],
        {
          snapshot: { stt: { ...nova, keyterms: ['Jansen'] } },
        },
      )
      expect(draft.stt?.keyterms).toEqual(['Jansen', 'De Vries', 'Bakker'])
      expect(owners).toEqual({ stt: 'snapshot', 'stt.keyterms[1]': 'a', 'stt.keyterms[2]': 'b' })
      expect(overrides).toEqual([])
    })

    it('are cut at the platform’s limit, and reported', () => {
      const { draft, dropped } = lay(
        [{ stt: { ...nova, keyterms: ['a', 'b'] } }, { stt: { keyterms: ['b', 'c', 'd'] } }],
        {
          maximumKeyterms: 3,
        },
      )
      expect(draft.stt?.keyterms).toEqual(['a', 'b', 'c'])
      expect(dropped).toEqual([{ path: 'stt.keyterms', reason: 'over-limit', entry: 'b' }])
    })
  })

  describe('analysisPlan', () => {
    const plan = (schema: object) => ({ analysisPlan: { structuredData: { schema: { ...schema } } } })
    const path = 'analysisPlan.structuredData.schema'

    it('merges properties one by one, unites required, replaces the rest', () => {
      const { draft, owners, dropped } = lay([
        plan({ type: 'object', properties: { topic: { type: 'string' } }, required: ['topic'], title: 'A' }),
        plan({ type: 'object', properties: { mood: { type: 'string' } }, required: ['topic', 'mood'], title: 'B' }),
      ])
      expect(draft.analysisPlan?.structuredData?.schema).toEqual({
        type: 'object',
        properties: { topic: { type: 'string' }, mood: { type: 'string' } },
        required: ['topic', 'mood'],
        title: 'B',
      })
      expect(owners).toMatchObject({
        [`${path}.properties.topic`]: 'a',
        [`${path}.properties.mood`]: 'b',
        [`${path}.required[0]`]: 'a',
        [`${path}.required[1]`]: 'b',
        [`${path}.title`]: 'b',
      })
      expect(dropped).toEqual([])
    })

    it('replaces other lists and objects of a schema whole', () => {
      const { draft } = lay([
        plan({ type: 'object', enum: [1, 2], $defs: { a: { type: 'string' } } }),
        plan({ enum: [3], $defs: { b: { type: 'number' } } }),
      ])
      expect(draft.analysisPlan?.structuredData?.schema).toEqual({
        type: 'object',
        enum: [3],
        $defs: { b: { type: 'number' } },
      })
    })

    it('reports two definitions of one property; the last wins', () => {
      const { draft, dropped, overrides } = lay([
        plan({ properties: { topic: { type: 'string' } } }),
        plan({ properties: { topic: { type: 'number' } } }),
      ])
      expect(draft.analysisPlan?.structuredData?.schema).toEqual({ properties: { topic: { type: 'number' } } })
      expect(dropped).toEqual([{ path: `${path}.properties.topic`, reason: 'schema-conflict', entry: 'a' }])
      expect(overrides).toEqual([`${path}.properties.topic: a < b`])
    })

    it.each([
      { what: 'the same definition, written otherwise', first: { a: 1, b: 2 }, second: { b: 2, a: 1 }, given: {} },
      {
        what: 'another one than the snapshot’s',
        first: {},
        second: { type: 'number' },
        given: { snapshot: plan({ properties: { topic: { type: 'string' } } }) },
      },
    ])('does not report $what', ({ first, second, given }) => {
      const patches = [plan({ properties: { other: first } }), plan({ properties: { other: first, topic: second } })]
      expect(lay(patches, given).dropped).toEqual([])
    })

    it('does not take a property for one inside another', () => {
      const snapshot = plan({ properties: { 'a.b': { type: 'string' } } })
      const patches = [plan({ properties: { a: {} } }), plan({ properties: { 'a.b': { type: 'number' } } })]
      expect(lay(patches, { snapshot }).dropped).toEqual([])
    })

    it('keeps properties that are empty on purpose', () => {
      const schema = { type: 'object', properties: {} }
      expect(lay([plan(schema)]).draft.analysisPlan?.structuredData?.schema).toEqual(schema)
    })

    it('survives a schema whose parts are not what they should be', () => {
      const { draft } = lay([
        plan({ properties: 3, required: 'topic' }),
        plan({ properties: { topic: {} }, required: ['mood'] }),
      ])
      expect(draft.analysisPlan?.structuredData?.schema).toEqual({ properties: { topic: {} }, required: ['mood'] })
    })
  })

  describe('variables and metadata', () => {
    it('merge by key, and replace what stands at a key', () => {
      const { draft, owners } = lay([
        { metadata: { crm: { id: 1, tier: 'gold' }, a: 1 }, variables: { name: 'Anna', city: 'Delft' } },
        { metadata: { crm: { id: 2 } }, variables: { name: 'Bert' } },
      ])
      expect(draft).toEqual({ metadata: { crm: { id: 2 }, a: 1 }, variables: { name: 'Bert', city: 'Delft' } })
      expect(owners).toEqual({
        'metadata.crm': 'b',
        'metadata.a': 'a',
        'variables.name': 'b',
        'variables.city': 'a',
      })
    })

    it('name no number in a path', () => {
      const { owners } = lay([{ metadata: { '+31612345678': 1, 'calls of +31 6 1234 5678': 2 } }])
      expect(Object.keys(owners)).toEqual(['metadata.[number]', 'metadata.calls of [number]'])
    })
  })

  it.each([
    { where: 'a block', name: 'metadata', patch: '{"__proto__":{"polluted":1}}' },
    { where: 'native', name: 'llm', patch: '{"native":{"snake":{"x":{"__proto__":{"polluted":1}}}}}' },
    { where: 'a schema', name: 'analysisPlan', patch: '{"structuredData":{"schema":{"__proto__":{"polluted":1}}}}' },
    {
      where: 'properties',
      name: 'analysisPlan',
      patch: '{"structuredData":{"schema":{"properties":{"__proto__":{"polluted":1}}}}}',
    },
    {
      where: 'the constructor',
      name: 'llm',
      patch: '{"native":{"snake":{"constructor":{"prototype":{"polluted":1}}}}}',
    },
  ])('pollutes nothing through $where', ({ name, patch }) => {
    const block: Fields = {}
    mergeBlock(name, block, JSON.parse(patch), { entry: 'a', run: 0 }, new Provenance())
    expect(({} as Fields).polluted).toBeUndefined()
    expect((Object as unknown as Fields).polluted).toBeUndefined()
    expect(Object.getPrototypeOf(block)).toBe(Object.prototype)
    expect(block.polluted).toBeUndefined()
  })
})
