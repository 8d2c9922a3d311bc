import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { checkSchema } from './json-schema.ts'

const intent = { intent: { type: 'string', enum: ['appointment', 'question'] } }

describe('checkSchema', () => {
  it.each([
    { what: 'a plain schema', schema: { type: 'object', properties: intent, required: ['intent'] } },
    { what: 'formats and patterns of any kind', schema: withProperty({ format: 'iban', pattern: '\\-' }) },
    { what: 'a boolean schema', schema: withProperty(true) },
    {
      what: 'references within',
      schema: { ...withProperty({ $ref: '#/definitions/a' }), definitions: { a: { type: 'string' } } },
    },
    { what: 'draft-07 by name', schema: withDraft('http://json-schema.org/draft-07/schema#') },
    { what: 'draft 2019-09', schema: withDraft('https://json-schema.org/draft/2019-09/schema') },
    { what: 'draft 2020-12', schema: withDraft('https://json-schema.org/draft/2020-12/schema') },
    { what: 'what zod makes of its own schemas', schema: z.toJSONSchema(z.object({ booked: z.boolean() })) },
    { what: '60 levels', schema: nested(60) },
  ])('accepts $what', async ({ schema }) => {
    expect(await checkSchema(schema)).toEqual({ problems: [], remarks: [] })
  })

  const circle: Record<string, unknown> = { type: 'object', properties: {} }
  circle.properties = { circle }
  let shared: object = {}
  for (let level = 0; level < 40; level += 1) shared = { left: shared, right: shared }

  it.each([
    { what: 'nothing', schema: undefined, path: [] },
    { what: 'null', schema: null, path: [] },
    { what: 'a list', schema: [], path: [] },
    { what: 'another type', schema: { type: 'array', items: {} }, path: ['type'] },
    { what: 'no properties', schema: { type: 'object' }, path: ['properties'] },
    { what: 'properties that are a list', schema: { type: 'object', properties: [intent] }, path: ['properties'] },
    { what: 'an empty record of properties', schema: { type: 'object', properties: {} }, path: ['properties'] },
    { what: 'an unknown type', schema: withProperty({ type: 'text' }), path: ['properties', 'x', 'type'] },
    { what: 'a type for a schema', schema: withProperty('string'), path: ['properties', 'x'] },
    {
      what: 'a keyword with a wrong value in a list',
      schema: withProperty({ anyOf: [{}, { minLength: -1 }] }),
      path: ['properties', 'x', 'anyOf', 1, 'minLength'],
    },
    {
      what: 'a mistake below a name with a slash and a tilde',
      schema: { type: 'object', properties: { 'a/b~c': { minimum: '1' } } },
      path: ['properties', 'a/b~c', 'minimum'],
    },
    {
      what: 'a mistake below a name of digits',
      schema: { type: 'object', properties: { 0: { minimum: '1' } } },
      path: ['properties', '0', 'minimum'],
    },
    {
      what: 'a mistake by the rules of its own draft',
      schema: { ...withDraft('https://json-schema.org/draft/2020-12/schema'), items: [] },
      path: ['items'],
    },
    { what: 'a reference to nowhere', schema: withProperty({ $ref: '#/definitions/a' }), path: [] },
    { what: 'a reference to another server', schema: withProperty({ $ref: 'https://example.com/a.json' }), path: [] },
    { what: 'a broken pattern', schema: withProperty({ pattern: '[' }), path: [] },
    { what: 'an unknown draft', schema: withDraft('http://json-schema.org/draft-04/schema#'), path: ['$schema'] },
    { what: 'a function', schema: withProperty({ default: () => 1 }), path: ['properties', 'x', 'default'] },
    { what: 'a number without end', schema: withProperty({ maximum: 1 / 0 }), path: ['properties', 'x', 'maximum'] },
    { what: 'a date', schema: withProperty({ default: new Date(0) }), path: ['properties', 'x', 'default'] },
    { what: '__proto__', schema: JSON.parse('{"type":"object","properties":{"__proto__":{}}}'), path: ['properties'] },
    { what: 'a circle', schema: circle, path: ['properties', 'circle', 'properties'] },
    { what: '61 levels', schema: nested(61), path: ['properties', 'x', 'properties'] },
    {
      what: 'too many values',
      schema: withProperty({ enum: Array.from({ length: 10_000 }, (_, item) => item) }),
      path: [],
    },
    { what: 'parts shared without end', schema: withProperty({ default: shared }), path: [] },
  ])('refuses $what at $path', async ({ schema, path }) => {
    const { problems } = await checkSchema(schema)
    expect(problems.map((problem) => problem.path)).toEqual([path])
  })

  it('finds all mistakes at once, each place once', async () => {
    const { problems } = await checkSchema({
      type: 'object',
      properties: { a: { type: 'text' }, b: { minLength: 'x' } },
    })
    expect(problems.map(({ path }) => path.join('.'))).toEqual(['properties.a.type', 'properties.b.minLength'])
  })

  it.each([
    { what: 'an unknown keyword', schema: withProperty({ type: 'string', requried: true }), about: 'requried' },
    {
      what: 'a required property that is not declared',
      schema: { type: 'object', properties: intent, required: ['intend'] },
      about: 'intend',
    },
  ])('accepts $what with one remark', async ({ schema, about }) => {
    const { problems, remarks } = await checkSchema(schema)
    expect({ problems, count: remarks.length }).toEqual({ problems: [], count: 1 })
    expect(remarks[0]).toContain(about)
  })

  it('keeps nothing from one schema to the next', async () => {
    const first = { $id: 'https://example.com/a', ...withProperty({ odd: 1 }) }
    const second = { $id: 'https://example.com/a', ...withProperty({ type: 'string' }) }
    expect((await checkSchema(first)).remarks).toHaveLength(1)
    expect(await checkSchema(second)).toEqual({ problems: [], remarks: [] })
  })
})

function withProperty(x: unknown): Record<string, unknown> {
  return { type: 'object', properties: { x } }
}

function withDraft($schema: string): Record<string, unknown> {
  return { $schema, type: 'object', properties: intent }
}

/** A schema whose innermost object stands so many levels deep. */
function nested(levels: number): Record<string, unknown> {
  let schema: Record<string, unknown> = levels % 2 === 0 ? { type: 'object', properties: {} } : { type: 'string' }
  for (let depth = levels % 2 === 0 ? 2 : 1; depth < levels; depth += 2) schema = withProperty(schema)
  return schema
}
