import type { PluginDefinition } from '@preanswer/core'
import { z } from 'zod'
import { fileSchema } from './command.ts'

/** A JSON Schema of draft 7, which the language servers of YAML and of JSON know best. */
export type JsonSchema = boolean | { readonly [keyword: string]: unknown }

/** A plugin that an entry may name. */
export interface NamedPlugin {
  /** What `use` may say to mean it; editors offer the first */
  readonly names: readonly string[]
  readonly definition: Pick<PluginDefinition, 'options'>
}

/**
 * The JSON Schema of a config file: its keys, the plugins by name, and the options of each. Wherever a text stands, a
 * reference to the environment may. What depends on two keys, or takes code to tell, a JSON Schema cannot say.
 */
export function configJsonSchema(plugins: readonly NamedPlugin[]): JsonSchema {
  const { $schema, definitions, ...config } = toJsonSchema(fileSchema)
  const { entry = {}, ...shared } = definitions as Readonly<Record<string, Keywords>>
  const options = plugins.map(({ definition }, index) => optionsJsonSchema(definition, optionsKey(index)))
  return {
    $schema,
    title: 'preanswer config',
    ...mapKeywords(config, admitReferences),
    definitions: {
      reference: {
        type: 'string',
        pattern: '\\$\\{[A-Za-z_]\\w*(?::-[^}]*)?\\}',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: how configs refer to it
        description: 'A value from the environment: ${NAME}, or ${NAME:-default}',
      },
      entry: mapKeywords(entryJsonSchema(entry, plugins, options), admitReferences),
      ...mapValues(shared, admitReferences),
      ...Object.fromEntries(options.map((schema, index) => [optionsKey(index), admitReferences(schema)])),
    },
  }
}

type Keywords = Readonly<Record<string, unknown>>

/** An entry, whose `with` depends on its `use`. */
function entryJsonSchema(entry: Keywords, plugins: readonly NamedPlugin[], options: readonly JsonSchema[]): Keywords {
  const properties = entry.properties as Readonly<Record<string, Keywords>>
  const use = {
    description: properties.use?.description,
    anyOf: [
      ...(plugins.length === 0 ? [] : [{ enum: plugins.flatMap(({ names }) => names.slice(0, 1)) }]),
      // a path, or a package whose name does not say that it is a plugin
      { type: 'string', pattern: '^(?:\\.{1,2}|[A-Za-z]:)?[/\\\\]|^file:|^@[^/]+/[^/]' },
    ],
  }
  const branches = plugins.map(({ names }, index) => ({
    if: { properties: { use: { enum: names } }, required: ['use'] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { properties: { with: { $ref: `#/definitions/${optionsKey(index)}` } }, ...requiredWith(options[index]) },
  }))
  return { ...entry, properties: { ...properties, use }, allOf: branches }
}

/** Where a plugin has an option that has to be there, `with` has to. */
function requiredWith(options: JsonSchema | undefined): Keywords {
  const required = typeof options === 'object' ? options.required : undefined
  return Array.isArray(required) && required.length > 0 ? { required: ['with'] } : {}
}

function optionsKey(index: number): string {
  return `options-${index}`
}

/** What a plugin's own schema says of its options, with its definitions inside; anything where it cannot say it. */
function optionsJsonSchema({ options }: NamedPlugin['definition'], key: string): JsonSchema {
  if (options === undefined) return false
  try {
    const { $schema: _, ...schema } =
      '_zod' in options ? toJsonSchema(options as unknown as z.ZodType) : ownWords(options)
    return movedTo(`/definitions/${key}`, schema)
  } catch {
    return true
  }
}

function toJsonSchema(schema: z.ZodType): Keywords {
  return z.toJSONSchema(schema, {
    target: 'draft-07',
    io: 'input',
    unrepresentable: 'any',
    reused: 'ref',
    // what only the tables of our READMEs show is no JSON Schema
    override({ jsonSchema }) {
      const { unit, description } = jsonSchema
      if (typeof unit === 'string') jsonSchema.description = [description, unit].filter(Boolean).join('; ')
      for (const key of ['unit', 'shape', 'absent']) delete jsonSchema[key]
    },
  })
}

/** Standard JSON Schema: how other libraries than zod say their schemas. */
function ownWords(options: NonNullable<PluginDefinition['options']>): Keywords {
  const { jsonSchema } = options['~standard'] as { jsonSchema?: { input(options: { target: string }): Keywords } }
  return jsonSchema === undefined ? {} : jsonSchema.input({ target: 'draft-07' })
}

/** The same schema, its references to itself mended for a place inside another one. */
function movedTo<Part>(place: string, part: Part): Part {
  if (typeof part !== 'object' || part === null) return part
  if (Array.isArray(part)) return part.map((item) => movedTo(place, item)) as Part
  const moved = Object.entries(part).map(([key, item]) => {
    const isOwn = key === '$ref' && typeof item === 'string' && item.startsWith('#')
    return [key, isOwn ? `#${place}${item.slice(1)}` : movedTo(place, item)]
  })
  return Object.fromEntries(moved)
}

/** Admits a reference to the environment wherever more than any text is asked for. */
function admitReferences(schema: JsonSchema): JsonSchema {
  if (typeof schema === 'boolean') return schema
  const { oneOf, ...others } = mapKeywords(schema, admitReferences)
  // with a reference in it, a value may be several of them
  const whole = oneOf === undefined ? others : { ...others, anyOf: oneOf }
  const [remarks, rules] = [
    pick(whole, (keyword) => remarkable.has(keyword)),
    pick(whole, (keyword) => !remarkable.has(keyword)),
  ]
  const isText = rules.type === 'string' || typeof rules.const === 'string' || Array.isArray(rules.enum)
  if (!isText || Object.keys(rules).join() === 'type') return whole
  return { ...remarks, anyOf: [rules, { $ref: '#/definitions/reference' }] }
}

/** Keywords that say something and ask for nothing. */
const remarkable = new Set(['title', 'description', 'default', 'writeOnly'])

function pick(schema: Keywords, isWanted: (keyword: string) => boolean): Keywords {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => isWanted(keyword)))
}

/** Keywords that hold schemas of values. Names of keys and conditions are none: references do not stand there. */
const single = ['additionalProperties', 'items', 'contains', 'not', 'then']
const lists = ['anyOf', 'oneOf', 'allOf', 'items']
const maps = ['properties', 'patternProperties', 'definitions', '$defs']

/** A schema with those below it changed. */
function mapKeywords(schema: Keywords, change: (inner: JsonSchema) => JsonSchema): Keywords {
  const changed = Object.entries(schema).map(([keyword, value]) => {
    if (Array.isArray(value)) return [keyword, lists.includes(keyword) ? value.map(change) : value]
    if (maps.includes(keyword)) return [keyword, mapValues(value as Readonly<Record<string, JsonSchema>>, change)]
    return [keyword, single.includes(keyword) ? change(value as JsonSchema) : value]
  })
  return Object.fromEntries(changed)
}

function mapValues(
  schemas: Readonly<Record<string, JsonSchema>>,
  change: (inner: JsonSchema) => JsonSchema,
): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries(Object.entries(schemas).map(([key, inner]) => [key, change(inner)]))
}
