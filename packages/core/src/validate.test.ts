import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { configSchema } from './config.ts'
import { type Draft, patchSchema, rejectionSchema, snapshotSchema } from './draft.ts'
import { formatPath, type Issue } from './errors.ts'
import { issuesOf, nearestName } from './validate.ts'
import { camel } from './wire/camel.ts'
import { legacy } from './wire/legacy.ts'
import { snake } from './wire/snake.ts'

describe('issuesOf', () => {
  it('gives all problems at once, each with its path, after that of the value', () => {
    const value = { firstMessage: '', llm: { temperature: 3, tools: [{ type: 'mcp', serverId: '' }] }, tts: 'anna' }
    const found = check(patchSchema, value, ['plugins', 2, 'onFailure'])
    expect(found.map(({ path }) => formatPath(path)).sort()).toEqual([
      'plugins[2].onFailure.firstMessage',
      'plugins[2].onFailure.llm.temperature',
      'plugins[2].onFailure.llm.tools[0].serverId',
      'plugins[2].onFailure.tts',
    ])
  })

  describe('unknown keys', () => {
    it.each([
      {
        where: 'at the top',
        schema: patchSchema,
        value: { firstMesage: 'x' },
        path: 'firstMesage',
        nearest: 'firstMessage',
      },
      {
        where: 'in a block',
        schema: patchSchema,
        value: { tts: { voice: 'x' } },
        path: 'tts.voice',
        nearest: 'voiceId',
      },
      {
        where: 'in a nullable block',
        schema: snapshotSchema,
        value: { tts: { sped: 1 } },
        path: 'tts.sped',
        nearest: 'speed',
      },
      {
        where: 'in a list',
        schema: patchSchema,
        value: { llm: { messages: [{ role: 'user', contents: 'x' }] } },
        path: 'llm.messages[0].contents',
        nearest: 'content',
      },
      {
        where: 'in a tool',
        schema: patchSchema,
        value: { llm: { tools: [{ type: 'function', name: 'a', descripton: 'x' }] } },
        path: 'llm.tools[0].descripton',
        nearest: 'description',
      },
      {
        where: 'in a record',
        schema: configSchema,
        value: { assistants: { x: { greeting: 'x', firstMesage: 'y' } } },
        path: 'assistants.x.firstMesage',
        nearest: 'firstMessage',
      },
      {
        where: 'in a record with names of ours',
        schema: configSchema,
        value: { budgets: { contribut: 5 } },
        path: 'budgets.contribut',
        nearest: 'contribute',
      },
      {
        where: 'among dialects',
        schema: patchSchema,
        value: { native: { snak: {} } },
        path: 'native.snak',
        nearest: 'snake',
      },
      {
        where: 'below a default',
        schema: configSchema,
        value: { server: { prot: 1 } },
        path: 'server.prot',
        nearest: 'port',
      },
      {
        where: 'below a union',
        schema: configSchema,
        value: { plugins: [{ use: 'x', onFailure: { patch: { firstMesage: 'x' } } }] },
        path: 'plugins[0].onFailure.patch.firstMesage',
        nearest: 'firstMessage',
      },
      {
        where: 'of an entry',
        schema: configSchema,
        value: { plugins: [{ use: 'x', budgetMS: 3 }] },
        path: 'plugins[0].budgetMS',
        nearest: 'budgetMs',
      },
    ])('$where are named with the nearest one', ({ schema, value, path, nearest }) => {
      const issue = issueAt(check(schema, value), path)
      expect(issue?.hint).toContain(`${nearest}?`)
    })

    it('are named with all that is allowed where none is near', () => {
      const [issue] = check(rejectionSchema, { reject: 'x', because: 'y' })
      expect(issue).toMatchObject({ path: ['because'], hint: 'allowed: reject, reason' })
    })

    it('of Object.prototype are no names of ours', () => {
      const value = JSON.parse('{"constructor":1,"llm":{"__proto__":1},"native":{"toString":{}}}')
      const found = check(patchSchema, value)
      expect(found.map(({ path }) => formatPath(path)).sort()).toEqual([
        'constructor',
        'llm.__proto__',
        'native.toString',
      ])
    })
  })

  describe('unions', () => {
    it.each([
      { what: 'the type that fits', value: { secrets: ['short'] }, paths: ['secrets[0]'] },
      { what: 'the keys that fit', value: { auth: { pathToken: 'short' } }, paths: ['auth.pathToken'] },
      {
        what: 'the key that is nearest',
        value: { plugins: [{ use: 'x', onFailure: { rejct: 'x' } }] },
        paths: ['plugins[0].onFailure.reject', 'plugins[0].onFailure.rejct'],
      },
      {
        what: 'a union in a union',
        value: { plugins: [{ use: 'x', onFailure: { reject: { nl: '' } } }] },
        paths: ['plugins[0].onFailure.reject.nl'],
      },
      {
        what: 'a map by language',
        value: { assistant: { firstMessage: { nl: 3 } } },
        paths: ['assistant.firstMessage.nl'],
      },
      {
        what: 'budgets per hook',
        value: { plugins: [{ use: 'x', budgetMs: { screen: 'x' } }] },
        paths: ['plugins[0].budgetMs.screen'],
      },
    ])('choose $what', ({ value, paths }) => {
      expect(check(configSchema, value).map(({ path }) => formatPath(path))).toEqual(paths)
    })

    it('name the keys of all alternatives when any may be meant', () => {
      expect(check(configSchema, { auth: { token: 'x' } })).toEqual([
        { path: ['auth', 'token'], message: 'is not a known key', hint: 'allowed: bearer, pathToken' },
      ])
    })

    it.each([
      { value: { secrets: 3 }, path: 'secrets', words: ['text', 'list'] },
      {
        value: { plugins: [{ use: 'x', onFailure: 'retry' }] },
        path: 'plugins[0].onFailure',
        words: ['"skip"', 'object'],
      },
      { value: { assistant: { stt: { language: 3 } } }, path: 'assistant.stt.language', words: ['"multi"', 'text'] },
      {
        value: { assistant: { llm: { tools: [{ type: 'hang-up' }] } } },
        path: 'assistant.llm.tools[0].type',
        words: ['"end-call"', '"native"'],
      },
    ])('say what they take when nothing fits: $words', ({ value, path, words }) => {
      const issue = issueAt(check(configSchema, value), path)
      for (const word of words) expect(issue?.message).toContain(word)
    })
  })

  it('names no value', () => {
    const secret = '+31612345678'
    const values = [
      { firstMessage: { nl: 3, [secret]: 'x' }, llm: secret, tts: { speed: secret } },
      { llm: { tools: [{ type: secret }], messages: [{ role: secret, content: 3 }] } },
      { maxDurationSeconds: 31612345678, webhookUrl: secret, webhookEvents: [secret], voicemailDetection: secret },
      { variables: { name: { secret } }, assistantId: secret.repeat(50), native: secret },
    ]
    for (const value of values) {
      const found = check(patchSchema, value)
      expect(found.length).toBeGreaterThan(1)
      for (const { message, hint } of found) expect(`${message} ${hint}`).not.toMatch(/31612345678/)
    }
  })

  it('takes the issues of any Standard Schema', () => {
    const issues = [{ message: 'too odd' }, { message: 'x', path: ['a', { key: 'b' }, 0, Symbol('s')] }]
    expect(issuesOf(issues, {}, ['with'])).toEqual([
      { path: ['with'], message: 'too odd' },
      { path: ['with', 'a', 'b', 0, 'Symbol(s)'], message: 'x' },
    ])
  })

  it('takes the unions of an older zod', () => {
    const issues = [{ code: 'invalid_union', unionErrors: [], path: ['a'], message: 'Invalid input' }]
    expect(issuesOf(issues, {})).toEqual([{ path: ['a'], message: 'Invalid input' }])
  })

  it('survives a schema of which it knows nothing', () => {
    const schema = z.lazy(() => z.strictObject({ a: z.bigint().or(z.literal(3n)) }))
    expect(check(schema, { b: 1, a: 'x' }).map(({ path }) => path)).toEqual([['a'], ['b']])
  })
})

describe('words of the platform', () => {
  const draft: Draft = {
    firstMessage: 'x',
    llm: {
      provider: 'p',
      model: 'm',
      messages: [{ role: 'user', content: 'x' }],
      maxTokens: 5,
      reasoningEffort: 'high',
    },
    stt: { provider: 'p', model: 'm', language: 'nl', keyterms: ['x'] },
    tts: { provider: 'p', voiceId: 'v', similarityBoost: 1, useSpeakerBoost: true },
    analysisPlan: { minMessages: 2, structuredData: { enabled: true, messages: [] } },
    speech: {
      endCallMessage: 'x',
      endCallPhrases: ['xx'],
      backgroundAudio: { enabled: true },
      pronunciation: [],
      silence: { finalMessage: 'x', firstCheckSeconds: 3, intervalSeconds: 3, maxAttempts: 2 },
      turnTaking: {
        endpointingMinDelaySeconds: 1,
        endpointingMaxDelaySeconds: 1,
        interruptionMinDurationSeconds: 1,
        interruptionMinWords: 1,
        falseInterruptionTimeoutSeconds: 1,
      },
    },
    autonomousSilenceHandling: true,
    silenceTimeoutSeconds: 5,
    voicemailDetection: true,
    voicemailMessage: 'x',
    webhookUrl: 'https://example.net',
    webhookSecret: 'x',
    webhookEvents: [],
    metadata: {},
  }

  it.each([camel, snake, legacy])(
    'of the $name dialect are refused, and following the hints leads to ours',
    (dialect) => {
      const assistant = dialect.encode(draft).body.assistant
      expect(check(snapshotSchema, assistant)).not.toEqual([])
      const mended = mend(mend(mend(assistant)))
      expect(check(snapshotSchema, mended)).toEqual([])
      expect(draft).toMatchObject(mended)
    },
  )

  it.each([
    { value: { llm: { max_completion_tokens: 5 } }, ours: 'maxTokens' },
    { value: { llm: { maxOutputTokens: 5 } }, ours: 'maxTokens' },
    { value: { llm: { reasoning_effort: 'x' } }, ours: 'reasoningEffort' },
    { value: { tts: { voice_id: 'x' } }, ours: 'voiceId' },
    { value: { tts: { similarity_boost: 1 } }, ours: 'similarityBoost' },
    { value: { analysisPlan: { structured_data_plan: {} } }, ours: 'structuredData' },
    { value: { analysisPlan: { minMessagesThreshold: 1 } }, ours: 'minMessages' },
    { value: { speech: { turn_taking: {} } }, ours: 'turnTaking' },
    { value: { speech: { turnTaking: { endpointing_min_delay: 1 } } }, ours: 'endpointingMinDelaySeconds' },
    { value: { speech: { turnTaking: { endpointingMaxDelay: 1 } } }, ours: 'endpointingMaxDelaySeconds' },
    { value: { speech: { turnTaking: { interruption_min_duration: 1 } } }, ours: 'interruptionMinDurationSeconds' },
    { value: { speech: { turnTaking: { interruption_min_words: 1 } } }, ours: 'interruptionMinWords' },
    { value: { speech: { turnTaking: { false_interruption_timeout: 1 } } }, ours: 'falseInterruptionTimeoutSeconds' },
    { value: { llm: { tools: [{ type: 'mcp', mcp_server_id: 'x' }] } }, ours: 'serverId' },
    { value: { llm: { tools: [{ type: 'function', async_response: 'x' }] } }, ours: 'message' },
    { value: { assistant_id: 'x' }, ours: 'assistantId' },
    { value: { agent_id: 'x' }, ours: 'assistantId' },
    { value: { max_duration_seconds: 5 }, ours: 'maxDurationSeconds' },
  ])('are refused with $ours: $value', ({ value, ours }) => {
    expect(check(snapshotSchema, value).map(({ hint }) => hint)).toContainEqual(
      expect.stringContaining(`did you mean ${ours}?`),
    )
  })

  it('are refused in a rejection too', () => {
    expect(check(rejectionSchema, { error: 'Dag' })).toContainEqual(
      expect.objectContaining({ hint: expect.stringContaining('did you mean reject?') }),
    )
  })
})

describe('nearestName', () => {
  it.each([
    { name: 'firstmessage', known: ['firstMessage'], expected: 'firstMessage' },
    { name: 'first-message', known: ['firstMessage'], expected: 'firstMessage' },
    { name: 'time_zone', known: ['time_zones', 'timeZone'], expected: 'timeZone' },
    { name: 'voice', known: ['voiceId', 'tts'], expected: 'tts' },
    { name: 'voice', known: ['voice', 'tts'], expected: 'voice' },
    { name: 'sst', known: ['llm', 'stt'], expected: 'stt' },
    { name: 'on', known: ['to', 'llm'], expected: undefined },
    { name: 'greeting', known: ['firstMessage', 'llm'], expected: undefined },
    { name: 'constructor', known: ['firstMessage'], expected: undefined },
    { name: '__proto__', known: ['firstMessage'], expected: undefined },
    { name: '', known: ['llm'], expected: undefined },
    { name: 'x', known: [], expected: undefined },
  ])('of $known is $expected for "$name"', ({ name, known, expected }) => {
    expect(nearestName(name, known)).toBe(expected)
  })
})

function check(schema: z.ZodType, value: unknown, path?: readonly (string | number)[]): Issue[] {
  const result = schema.safeParse(value)
  return result.success ? [] : issuesOf(result.error.issues, schema, path)
}

/** Gives unknown keys the names that the hints say. */
function mend(value: unknown): object {
  const mended = structuredClone(value) as Record<string, unknown>
  for (const { path, hint } of check(snapshotSchema, mended)) {
    const parent = path.slice(0, -1).reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], mended)
    const [key, ours] = [String(path.at(-1)), /did you mean (\w+)\?/.exec(hint ?? '')?.[1]]
    const fields = parent as Record<string, unknown>
    if (ours === undefined) continue
    fields[ours] = fields[key]
    delete fields[key]
  }
  return mended
}

function issueAt(issues: readonly Issue[], path: string): Issue | undefined {
  return issues.find((issue) => formatPath(issue.path) === path)
}
