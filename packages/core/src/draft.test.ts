import { describe, expect, expectTypeOf, it } from 'vitest'
import type { z } from 'zod'
import {
  type Draft,
  e164,
  factsSchema,
  languageTag,
  type Patch,
  patchSchema,
  type Rejection,
  rejectionSchema,
  type Snapshot,
  snapshotSchema,
  spokenText,
  variables,
} from './draft.ts'
import { formatPath } from './errors.ts'
import { issuesOf } from './validate.ts'

describe('e164', () => {
  it.each(['+31612345678', '+1234567', '+123456789012345'])('takes %s', (value) => {
    expect(e164.safeParse(value).success).toBe(true)
  })

  it.each([
    '31612345678',
    '+0612345678',
    '+31 612345678',
    '+123456',
    '+1234567890123456',
    '+31612345678\n',
    31612345678,
  ])('refuses %j', (value) => {
    expect(e164.safeParse(value).success).toBe(false)
  })
})

describe('languageTag', () => {
  it.each(['nl', 'nl-BE', 'zh-Hant-TW', 'gsw', 'es-419'])('takes %s', (value) => {
    expect(languageTag.safeParse(value).success).toBe(true)
  })

  it.each(['', 'n', 'dutch', 'nl_BE', 'nl-', 'multi', '*', '__proto__', 'nl\n'])('refuses %j', (value) => {
    expect(languageTag.safeParse(value).success).toBe(false)
  })
})

describe('spokenText', () => {
  it('is trimmed, in every language', () => {
    expect(spokenText.parse(' Dag ')).toBe('Dag')
    expect(spokenText.parse({ nl: ' Dag ', 'en-GB': 'Hello' })).toEqual({ nl: 'Dag', 'en-GB': 'Hello' })
  })

  it.each([
    { value: ' ' },
    { value: {} },
    { value: { nl: '' } },
    { value: { dutch: 'Dag' } },
    { value: 'x'.repeat(4_001) },
    { value: ['Dag'] },
  ])('is not $value', ({ value }) => {
    expect(spokenText.safeParse(value).success).toBe(false)
  })
})

describe('rejectionSchema', () => {
  it.each([
    { value: { reject: 'Wij zijn gesloten' } },
    { value: { reject: { nl: 'Gesloten', en: 'Closed' }, reason: 'closed' } },
    { value: { reject: 'x', reason: 'closed-2026' } },
  ])('takes $value', ({ value }) => {
    expect(rejectionSchema.parse(value)).toEqual(value)
  })

  it.each([
    { value: {}, path: 'reject' },
    { value: { reject: 3 }, path: 'reject' },
    { value: { reject: {} }, path: 'reject' },
    { value: { reject: { nederlands: 'x' } }, path: 'reject.nederlands' },
    { value: { reject: 'x', reason: 'Closed today' }, path: 'reason' },
    { value: { reject: 'x', reason: 'x'.repeat(65) }, path: 'reason' },
    { value: { reject: 'x', error: 'x' }, path: 'error' },
  ])('refuses $value', ({ value, path }) => {
    expect(pathsOf(rejectionSchema, value)).toEqual([path])
  })
})

describe('factsSchema', () => {
  it('takes the well-known facts, and any others', () => {
    const facts = {
      country: 'NL',
      languages: ['nl', 'fy'],
      language: 'nl',
      timeZone: 'Europe/Amsterdam',
      customer: { id: '1', firstName: 'Anna', tier: 'gold', language: 'fy', attributes: { since: [2020] } },
      loyalty: { points: 3 },
    }
    expect(factsSchema.parse(facts)).toEqual(facts)
  })

  it.each([
    { value: { country: 'nl' }, path: 'country' },
    { value: { languages: 'nl' }, path: 'languages' },
    { value: { languages: ['nl_NL'] }, path: 'languages[0]' },
    { value: { customer: { language: 'dutch' } }, path: 'customer.language' },
    { value: { customer: { number: 'x' } }, path: 'customer.number' },
    { value: { customer: 'Anna' }, path: 'customer' },
  ])('refuses $value', ({ value, path }) => {
    expect(pathsOf(factsSchema, value)).toEqual([path])
  })
})

describe('patchSchema', () => {
  it.each([
    { value: { error: 'Dag' }, path: 'error' },
    { value: { native: { snake: { error: 'Dag' } } }, path: 'native' },
    { value: { llm: { native: { camel: { error: 'Dag' } } } }, path: 'llm.native' },
    { value: { firstMessage: ' ' }, path: 'firstMessage' },
    { value: { tts: null }, path: 'tts' },
    { value: { maxDurationSeconds: 0 }, path: 'maxDurationSeconds' },
    { value: { maxDurationSeconds: 1.5 }, path: 'maxDurationSeconds' },
    { value: { webhookUrl: 'javascript:alert(1)' }, path: 'webhookUrl' },
    { value: { variables: { 'first name': 'x' } }, path: 'variables."first name"' },
    { value: { variables: { name: null } }, path: 'variables.name' },
    { value: { llm: { prompt: '' } }, path: 'llm.prompt' },
    { value: { llm: { tools: [{ type: 'function', name: '1a', description: 'x' }] } }, path: 'llm.tools[0].name' },
    { value: { llm: { messages: [{ role: 'tool', content: 'x' }] } }, path: 'llm.messages[0].role' },
  ])('refuses $value', ({ value, path }) => {
    expect(pathsOf(patchSchema, value)).toEqual([path])
  })

  it('gives the prompt before the messages, in whatever order they are written', () => {
    const { llm } = patchSchema.parse({ llm: { messages: [], prompt: 'x', provider: 'y' } })
    expect(Object.keys(llm ?? {})).toEqual(['provider', 'prompt', 'messages'])
  })
})

describe('variables', () => {
  it('leaves out __proto__, which no object has of its own', () => {
    const parsed = variables.parse(JSON.parse('{"__proto__":"x","constructor":"y"}'))
    expect(Object.keys(parsed)).toEqual(['constructor'])
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype)
  })
})

describe('snapshotSchema', () => {
  it('takes null for the voice of a realtime model, and keeps it', () => {
    expect(snapshotSchema.parse({ tts: null })).toEqual({ tts: null })
  })

  it.each([
    { what: 'variables, which are the host’s', value: { variables: { a: 'b' } }, path: 'variables' },
    { what: 'a Date', value: { metadata: { since: new Date(0) } }, path: 'metadata.since' },
    { what: 'a function', value: { llm: { native: { snake: { x: () => 1 } } } }, path: 'llm.native.snake.x' },
    { what: 'a key __proto__', value: { metadata: { a: JSON.parse('{"__proto__":{}}') } }, path: 'metadata.a' },
    {
      what: 'more text than a call can carry',
      value: { llm: { messages: Array.from({ length: 6 }, () => ({ role: 'user', content: 'x'.repeat(100_000) })) } },
      path: 'llm.messages[5]',
    },
  ])('refuses $what at start, since each call copies it', ({ value, path }) => {
    expect(pathsOf(snapshotSchema, value)).toEqual([path])
  })

  it('refuses what throws when it is read', () => {
    const metadata = {
      a: {
        get b() {
          throw new Error('mine')
        },
      },
    }
    expect(pathsOf(snapshotSchema, { metadata })).toEqual([''])
  })
})

describe('types', () => {
  it('say what authors may write and read', () => {
    expectTypeOf({ firstMessage: { nl: 'Dag' }, llm: { prompt: 'x' } }).toExtend<Patch>()
    expectTypeOf<Patch['tts']>().not.toExtend<null>()
    expectTypeOf<null>().toExtend<Snapshot['tts']>()
    expectTypeOf<Draft['firstMessage']>().toEqualTypeOf<string | undefined>()
    expectTypeOf<{ reject: string }>().toExtend<Rejection>()
    // @ts-expect-error a patch knows no such key
    const wrong: Patch = { greeting: 'Dag' }
    expect(wrong).toBeDefined()
  })
})

function pathsOf(schema: z.ZodType, value: unknown): string[] {
  const result = schema.safeParse(value)
  return result.success ? [] : issuesOf(result.error.issues, schema).map(({ path }) => formatPath(path))
}
