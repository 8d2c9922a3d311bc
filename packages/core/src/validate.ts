import type { StandardSchemaV1 } from '@standard-schema/spec'
import { closest, distance } from 'fastest-levenshtein'
import type { z } from 'zod'
import type { Issue } from './errors.ts'

/**
 * Problems that a schema found, each with its path, the allowed names where a key is unknown, and the nearest one.
 * Holds no values: what was found is named by its type.
 *
 * @param schema The schema that found them; it knows the allowed names
 * @param path Where the checked value stands
 */
export function issuesOf(
  issues: readonly StandardSchemaV1.Issue[],
  schema: unknown,
  path: readonly (string | number)[] = [],
): Issue[] {
  return issues.flatMap((issue) => {
    const below = (issue.path ?? []).map((segment) => toKey(typeof segment === 'object' ? segment.key : segment))
    if (!('code' in issue)) return [{ path: [...path, ...below], message: issue.message }]
    // what comes from zod says more than the standard asks for
    return explain(issue as unknown as z.core.$ZodIssue, schemaAt(schema, below), [...path, ...below])
  })
}

/**
 * The known name that is most like an unknown one.
 *
 * @returns `undefined` when none is near enough to be meant
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined
  const wanted = name.replaceAll('_', '').toLowerCase()
  const plain = known.map((item) => item.toLowerCase())
  const best = closest(wanted, plain)
  return distance(wanted, best) <= Math.max(2, Math.floor(wanted.length / 3)) ? known[plain.indexOf(best)] : undefined
}

function explain(issue: z.core.$ZodIssue, schema: unknown, path: readonly (string | number)[]): Issue[] {
  if (issue.code === 'unrecognized_keys') {
    const known = keysOf(schema)
    return issue.keys.map((key) => ({ path: [...path, key], message: 'is not a known key', ...hintFor(key, known) }))
  }
  if (issue.code === 'invalid_key') return [{ path, message: issue.issues[0]?.message ?? issue.message }]
  if (issue.code === 'invalid_union') return explainUnion(issue, schema, path)
  return [{ path, message: issue.message.replace(/^Invalid input: /, '') }]
}

/** Of the alternatives, the one that was meant: whose own type fits, and whose problems are fewest. */
function explainUnion(
  issue: z.core.$ZodIssueInvalidUnion,
  schema: unknown,
  path: readonly (string | number)[],
): Issue[] {
  const options = definitionOf(schema)?.options ?? []
  const meant = issue.errors
    .map((errors, index) => ({ errors, option: options[index] }))
    .filter(({ errors }) => !errors.some((error) => error.path.length === 0 && isOfAnotherType(error)))
    .sort((one, other) => one.errors.length - other.errors.length)[0]
  if (meant !== undefined && meant.errors.length > 0) return issuesOf(meant.errors, meant.option, path)
  const wanted = [
    ...new Set(
      issue.errors
        .flat()
        .filter((error) => error.path.length === 0)
        .map(expectation),
    ),
  ]
  return [{ path, message: wanted.length === 0 ? issue.message : `expected ${wanted.join(', or ')}` }]
}

function isOfAnotherType(issue: z.core.$ZodIssue): boolean {
  return issue.code === 'invalid_type' || issue.code === 'invalid_value'
}

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return issue.expected
  if (issue.code === 'invalid_value') return issue.values.map((value) => JSON.stringify(value)).join(', or ')
  return issue.message
}

function hintFor(key: string, known: readonly string[]): { hint: string } | undefined {
  if (known.length === 0) return undefined
  const nearest = nearestName(key, known)
  const allowed = `allowed: ${known.join(', ')}`
  return { hint: nearest === undefined ? allowed : `did you mean ${nearest}? ${allowed}` }
}

function keysOf(schema: unknown): string[] {
  return Object.keys(definitionOf(schema)?.shape ?? {})
}

/** The schema that stands at a path of another; `undefined` for schemas that are not zod's. */
function schemaAt(schema: unknown, path: readonly (string | number)[]): unknown {
  let at: unknown = schema
  for (const key of path) {
    const definition = definitionOf(at)
    at = definition?.shape?.[key] ?? definition?.element ?? definition?.valueType
  }
  return at
}

/** What zod knows of an object, array, record or union; told by its keys, as a plugin may have a zod of its own. */
interface Definition {
  readonly shape?: Readonly<Record<string, unknown>>
  readonly element?: unknown
  readonly valueType?: unknown
  readonly options?: readonly unknown[]
  readonly innerType?: unknown
  readonly in?: unknown
}

/** Looks through the wrappers that make a schema optional or give it a default. */
function definitionOf(schema: unknown): Definition | undefined {
  const definition = (schema as { _zod?: { def?: Definition } } | undefined)?._zod?.def
  const inner = definition?.innerType ?? definition?.in
  return inner === undefined ? definition : definitionOf(inner)
}

function toKey(key: PropertyKey): string | number {
  return typeof key === 'number' ? key : String(key)
}
