import type { JsonSchema } from './keywords.ts'
import type { Problem } from './plain.ts'

/** What the subset has no place for. `oneOf` is not in the list of the documentation, and refused all the same. */
const unsupported = ['allOf', 'oneOf', 'not', 'if', 'then', 'else', 'dependentRequired', 'dependentSchemas']

const maximumLevels = 10
const maximumEnumValues = 1_000

/**
 * What keeps a schema out of the subset that models take for structured output: every object closed with
 * `additionalProperties: false`, every property required, no composition but `anyOf`. Expects a schema that was checked.
 *
 * @see https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
 */
export function findUnstrict(schema: JsonSchema): readonly Problem[] {
  const found: Problem[] = []
  const counts = { enumValues: 0 }
  search(schema, [], 0)
  if (schema.anyOf !== undefined) found.unshift({ path: [], message: 'has `anyOf` at the top' })
  if (counts.enumValues > maximumEnumValues)
    found.push({ path: [], message: `has over ${maximumEnumValues} enum values` })
  return found

  function search(node: unknown, path: Problem['path'], outerLevels: number): void {
    if (!isRecord(node)) {
      if (typeof node === 'boolean') found.push({ path, message: 'has no `type`' })
      return
    }
    const types = [node.type].flat()
    const isObject = types.includes('object') || isRecord(node.properties)
    const levels = outerLevels + (isObject ? 1 : 0)
    const complain = (message: string) => found.push({ path, message })
    if (isObject) for (const message of objectProblems(node)) complain(message)
    if (levels === maximumLevels + 1 && isObject) complain(`is nested over ${maximumLevels} levels deep`)
    if (types.includes('array') && node.items === undefined) complain('has no `items`')
    if (!['type', '$ref', 'anyOf', 'enum', 'const', ...unsupported].some((key) => key in node))
      complain('has no `type`')
    for (const key of unsupported) if (key in node) complain(`has \`${key}\``)
    if (Array.isArray(node.enum)) counts.enumValues += node.enum.length
    for (const [childPath, child] of childrenOf(node)) search(child, [...path, ...childPath], levels)
  }
}

function objectProblems(node: JsonSchema): readonly string[] {
  const required: unknown[] = Array.isArray(node.required) ? node.required : []
  const optional = Object.keys(isRecord(node.properties) ? node.properties : {}).filter(
    (name) => !required.includes(name),
  )
  return [
    ...(node.additionalProperties === false ? [] : ['lacks `additionalProperties: false`']),
    ...(optional.length === 0 ? [] : [`does not require ${optional.join(', ')}`]),
  ]
}

/** The schemas within a schema, one step down. */
function childrenOf(node: JsonSchema): readonly (readonly [Problem['path'], unknown])[] {
  const named = ['properties', '$defs', 'definitions'].flatMap((key) => {
    const children = node[key]
    return isRecord(children) ? Object.entries(children).map(([name, child]) => [[key, name], child] as const) : []
  })
  const listed = ['anyOf', 'oneOf', 'allOf', 'items', 'prefixItems'].flatMap((key) => {
    const children = node[key]
    return Array.isArray(children) ? children.map((child: unknown, index) => [[key, index], child] as const) : []
  })
  return [...named, ...listed, ...(isRecord(node.items) ? [[['items'], node.items] as const] : [])]
}

function isRecord(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
