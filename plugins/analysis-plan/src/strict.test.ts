import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createHost } from '@preanswer/core'
import { describe, expect, it } from 'vitest'
import { analysisPlan } from './index.ts'
import { findUnstrict } from './strict.ts'

const closed = { additionalProperties: false }

describe('findUnstrict', () => {
  it.each([
    { what: 'a property that is not required', node: object({ a: text }, { required: [] }), path: '' },
    { what: 'an open object', node: object({ a: text }, { additionalProperties: true }), path: '' },
    { what: 'an open object below', node: object({ a: { type: 'object', ...closed } }), count: 0 },
    { what: 'an object that may be null', node: object({ a: { type: ['object', 'null'] } }), path: 'properties.a' },
    { what: 'an object without a type', node: object({ a: { properties: {}, ...closed } }), path: 'properties.a' },
    {
      what: 'an object in a list',
      node: object({ a: { type: 'array', items: { type: 'object' } } }),
      path: 'properties.a.items',
    },
    {
      what: 'an object in a list of fixed length',
      node: object({ a: { type: 'array', items: [text, { type: 'object' }] } }),
      path: 'properties.a.items.1',
    },
    {
      what: 'an object in a choice',
      node: object({ a: { anyOf: [text, { type: 'object' }] } }),
      path: 'properties.a.anyOf.1',
    },
    {
      what: 'an object in a definition',
      node: object({ a: text }, { $defs: { b: { type: 'object' } } }),
      path: '$defs.b',
    },
    {
      what: 'an object in an older definition',
      node: object({ a: text }, { definitions: { b: { type: 'object' } } }),
      path: 'definitions.b',
    },
    { what: 'a list of anything', node: object({ a: { type: 'array' } }), path: 'properties.a' },
    { what: 'anything', node: object({ a: {} }), path: 'properties.a' },
    { what: 'anything, in short', node: object({ a: true }), path: 'properties.a' },
    { what: 'a choice at the top', node: object({ a: text }, { anyOf: [text] }), path: '' },
    { what: 'exactly one of', node: object({ a: { oneOf: [text] } }), path: 'properties.a' },
    { what: 'all of', node: object({ a: { allOf: [text] } }), path: 'properties.a' },
    { what: 'ten levels', node: nested(10), count: 0 },
    { what: 'eleven levels', node: nested(11), path: nestedPath(11) },
    { what: '1,000 enum values', node: object({ a: { type: 'integer', enum: numbers(1_000) } }), count: 0 },
    { what: '1,001 enum values', node: object({ a: { type: 'integer', enum: numbers(1_001) } }), path: '' },
    {
      what: 'choices, references, constants, constraints',
      node: object({ a: { anyOf: [text, { $ref: '#' }] }, b: { const: 1 }, c: { type: 'number', minimum: 1 } }),
      count: 0,
    },
  ])('finds $what at "$path"', ({ node, path, count = 1 }) => {
    const found = findUnstrict(node)
    expect(found).toHaveLength(count)
    if (count > 0) expect(found.map((problem) => problem.path.join('.'))).toEqual([path])
  })

  it('finds all at once, at any depth', () => {
    const inner = { type: 'object', properties: { b: { not: text } } }
    expect(findUnstrict(object({ a: inner }, { if: text })).map(({ path }) => path.join('.'))).toEqual([
      '',
      'properties.a',
      'properties.a',
      'properties.a.properties.b',
    ])
  })
})

/** Cases of others, where the machine has them: github.com/UnitVectorY-Labs/jsonschemaprofiles */
const file = join(
  import.meta.dirname,
  '../../../../shared/testdata/bucketing-and-schemas/openai-schema-profile-cases.json',
)

describe.skipIf(!existsSync(file))('analysisPlan, with the cases of the subset', () => {
  interface Case {
    readonly file: string
    readonly expect: 'valid' | 'invalid'
    readonly schema: Record<string, unknown>
  }
  const { rows }: { rows: readonly Case[] } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { rows: [] }

  it.each(rows)('finds $file $expect', async ({ schema, expect: expected }) => {
    expect((await remarksOn(schema)) > 0 ? 'invalid' : 'valid').toBe(expected)
  })
})

/** How much the plugin has to say: a refusal counts too. */
async function remarksOn(schema: Record<string, unknown>): Promise<number> {
  try {
    const host = await createHost({ unsigned: true, plugins: [analysisPlan({ schema })] })
    await host.close()
    return host.findings.filter(({ path }) => path?.[0] === 'plugins').length
  } catch {
    return 1
  }
}

const text = { type: 'string' }

/** A strict object with these properties, but for what else is said. */
function object(properties: Record<string, unknown>, keywords: object = {}): Record<string, unknown> {
  return { type: 'object', properties, required: Object.keys(properties), ...closed, ...keywords }
}

function nested(levels: number): Record<string, unknown> {
  return levels === 1 ? object({ x: text }) : object({ x: nested(levels - 1) })
}

function nestedPath(levels: number): string {
  return Array.from({ length: levels - 1 }, () => 'properties.x').join('.')
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index)
}
