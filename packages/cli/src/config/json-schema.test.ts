import type { PluginDefinition } from '@preanswer/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { configJsonSchema } from './json-schema.ts'

describe('configJsonSchema', () => {
  it('has the options of a plugin, those of zod and of others that can say them', () => {
    const size = z.int().describe('in litres')
    expect(optionsOf(z.strictObject({ size }))).toMatchObject({
      properties: { size: { type: 'integer', description: 'in litres' } },
      required: ['size'],
      additionalProperties: false,
    })
    expect(optionsOf(saying({ type: 'object', properties: { a: { $ref: '#/$defs/a' } }, $defs: { a: {} } }))).toEqual({
      type: 'object',
      properties: { a: { $ref: '#/definitions/options-0/$defs/a' } },
      $defs: { a: {} },
    })
  })

  it('admits anything where a schema cannot be said, and nothing where there are no options', () => {
    expect(optionsOf(saying(undefined))).toEqual({})
    expect(optionsOf(undefined)).toBe(false)
  })

  it('takes a reference to the environment where a text has a shape, and not for the name of a key', () => {
    const shape = z.string().regex(/^a/)
    expect(
      optionsOf(z.strictObject({ shape, any: z.string(), by: z.record(z.string().regex(/^b/), z.int()) })),
    ).toMatchObject({
      properties: {
        shape: { anyOf: [{ pattern: '^a' }, { $ref: '#/definitions/reference' }] },
        any: { type: 'string' },
        by: { propertyNames: { type: 'string', pattern: '^b' } },
      },
    })
  })

  it('asks for `with` where an option has to be there', () => {
    expect(branchOf(z.strictObject({ a: z.string() })).required).toEqual(['with'])
    expect(branchOf(z.strictObject({ a: z.string().optional() })).required).toBeUndefined()
  })
})

type Options = PluginDefinition['options']

function schemaOf(options: Options) {
  const schema = configJsonSchema([{ names: ['tank', '@preanswer/plugin-tank'], definition: { options } }])
  return schema as { definitions: Record<string, { allOf: { if: unknown; then: { required?: string[] } }[] }> }
}

function optionsOf(options: Options): unknown {
  return schemaOf(options).definitions['options-0']
}

function branchOf(options: Options): { required?: string[] } {
  return schemaOf(options).definitions.entry?.allOf[0]?.then ?? {}
}

/** A schema of another library, with the JSON Schema that it says itself as. */
function saying(said: object | undefined): NonNullable<Options> {
  const jsonSchema = said === undefined ? undefined : { input: () => said }
  return {
    '~standard': { version: 1, vendor: 'other', validate: (value: unknown) => ({ value }), jsonSchema },
  } as NonNullable<Options>
}
