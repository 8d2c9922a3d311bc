import type { JsonSchema } from './keywords.ts'

/**
 * A Standard Schema that can say itself as a JSON Schema: one of zod, of ArkType, or of valibot with
 * `toStandardJsonSchema`.
 *
 * @see https://standardschema.dev/json-schema
 */
export interface StandardJsonSchema {
  readonly '~standard': {
    readonly jsonSchema: { readonly input: (options: { readonly target: string }) => Record<string, unknown> }
  }
}

/** Whether a value is a Standard Schema, able to say itself as a JSON Schema or not. Some are functions. */
export function isStandardSchema(value: unknown): boolean {
  return ((typeof value === 'object' && value !== null) || typeof value === 'function') && '~standard' in value
}

/**
 * The JSON Schema of what a Standard Schema takes: that is what has to be filled in. In draft-07, or in 2020-12 where the
 * library only knows that.
 *
 * @throws What the library throws when it has no words for a part of the schema
 * @returns `undefined` when the library has no words at all
 */
export function toJsonSchema(schema: StandardJsonSchema): JsonSchema | undefined {
  const converter: Partial<StandardJsonSchema['~standard']['jsonSchema']> | undefined = schema['~standard'].jsonSchema
  if (typeof converter?.input !== 'function') return undefined
  try {
    // draft-07 is what an absent $schema means
    const { $schema: _, ...plain } = converter.input({ target: 'draft-07' })
    return plain
  } catch {
    return converter.input({ target: 'draft-2020-12' })
  }
}
