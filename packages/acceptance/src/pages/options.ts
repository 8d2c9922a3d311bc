import { type PluginDefinition, readPlugin } from '@preanswer/core'
import { z } from 'zod'
import { tableOf } from './table.ts'

/** What a schema says of one option: JSON Schema, and what only tables show. */
interface Said {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Said[]
  readonly items?: Said
  readonly properties?: Readonly<Record<string, Said>>
  readonly additionalProperties?: Said | boolean
  readonly required?: readonly string[]
  readonly default?: unknown
  readonly description?: string
  /** In place of the type, where that is not easily read */
  readonly shape?: string
  /** Of a number or a text, where the name does not say it */
  readonly unit?: string
  /** What holds where the option is absent and has no default */
  readonly absent?: string
}

/** The table of a plugin's options. `at` names those below an option: `holidays`, `calendars.*`; the top is `top`. */
export async function pluginOptions(plugin: string, at: readonly string[] = ['top']): Promise<string> {
  const exported: Readonly<Record<string, unknown>> = await import(`@preanswer/plugin-${plugin}`)
  const [definition] = Object.values(exported).flatMap((value) => readPlugin(value)?.definition ?? [])
  return optionsTable(definition?.options, at)
}

/** The table of the keys of an object schema of zod. */
export function optionsTable(schema: PluginDefinition['options'], at: readonly string[]): string {
  const options = { io: 'input', unrepresentable: 'any' } as const
  const whole = z.toJSONSchema(schema as unknown as z.ZodType, options) as Said
  return tableOf(
    ['name', 'type', 'unit', 'default', 'meaning'],
    at.flatMap((path) => rowsOf(whole, path === 'top' ? [] : path.split('.'))),
  )
}

function rowsOf(whole: Said, path: readonly string[]): string[][] {
  const { properties = {}, required = [] } = path.reduce(below, whole)
  return Object.entries(properties).map(([key, option]) => {
    const name = [...path, key].join('.')
    const unit = option.unit ?? (key.endsWith('Ms') ? 'ms' : key.endsWith('Seconds') ? 's' : '–')
    return [
      `\`${name}\``,
      option.shape ?? typeOf(option),
      unit,
      defaultOf(option, required.includes(key)),
      option.description ?? '',
    ]
  })
}

/** The schema of a key; `*` is any key of a record, or any item of a list. */
function below(schema: Said, key: string): Said {
  const alternatives = schema.anyOf ?? [schema]
  const found = alternatives.flatMap(({ properties, additionalProperties, items }) =>
    key === '*' ? [items ?? additionalProperties] : [properties?.[key]],
  )
  const child = found.find((one) => typeof one === 'object')
  if (child === undefined) throw new Error(`the options have nothing at ${key}`)
  return child
}

const nouns: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  object: 'object',
  array: 'list',
}

function typeOf({ type, enum: words, const: word, anyOf, items, properties, additionalProperties }: Said): string {
  if (words !== undefined) return oneOf(words.map(quote))
  if (word !== undefined) return quote(word)
  if (anyOf !== undefined) return oneOf([...new Set(anyOf.map(typeOf))])
  if (items !== undefined) return `list of ${typeOf(items)}`
  if (properties !== undefined) return 'object'
  if (typeof additionalProperties === 'object') return `record of ${typeOf(additionalProperties)}`
  return typeof type === 'string' ? (nouns[type] ?? type) : 'anything'
}

function defaultOf({ default: preset, absent }: Said, isRequired: boolean): string {
  if (isRequired) return 'required'
  if (absent !== undefined || preset === undefined) return absent ?? 'none'
  if (typeof preset === 'object' && preset !== null && Object.keys(preset).length === 0) return 'none'
  return typeof preset === 'number' ? preset.toLocaleString('en') : quote(preset)
}

function quote(value: unknown): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``
}

function oneOf(alternatives: readonly string[]): string {
  const last = alternatives.at(-1) ?? ''
  return alternatives.length < 2 ? last : `${alternatives.slice(0, -1).join(', ')} or ${last}`
}
