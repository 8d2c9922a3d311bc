import type { StandardSchemaV1 } from '@standard-schema/spec'
import { closest, distance } from 'fastest-levenshtein'
import type { z } from 'zod'
import type { Issue } from './errors.ts'
import { inPlainWords, nounsOf, oneOf } from './plain-words.ts'
import { platformWords } from './wire/words.ts'

type Path = readonly (string | number)[]

/**
 * Problems that a schema found, each with its path, the allowed names where a key is unknown, and the nearest one.
 * Holds no values: what was found is named by its type.
 *
 * @param schema The schema that found them; it knows the allowed names
 * @param path Where the checked value stands
 */
export function issuesOf(issues: readonly StandardSchemaV1.Issue[], schema: unknown, path: Path = []): Issue[] {
  return explainAll(issues, [schema], path)
}

/**
 * The known name that is meant by an unknown one: the same in another spelling, ours for a word of the platform, or the
 * one most like it.
 *
 * @returns `undefined` when none is near enough to be meant
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined
  const wanted = squeeze(name)
  const plain = known.map(squeeze)
  const ours = Object.hasOwn(platformWords, wanted) ? platformWords[wanted] : undefined
  if (ours !== undefined && known.includes(ours) && !plain.includes(wanted)) return ours
  const best = closest(wanted, plain)
  const farthest = wanted.length < 4 ? 1 : Math.max(2, Math.floor(wanted.length / 3))
  return distance(wanted, best) <= farthest ? known[plain.indexOf(best)] : undefined
}

/**
 * The schemas that may stand at a key, or an index, below others: several below a union, none below what is not zod's. What
 * takes anything, or checks it by hand, has itself below.
 */
export function schemasBelow(schemas: readonly unknown[], key: string | number): readonly unknown[] {
  return schemas.flatMap(alternativesOf).flatMap((parent) => {
    const { shape, element, valueType, type } = definitionOf(parent) ?? {}
    if (type === 'unknown' || type === 'any' || type === 'custom') return [parent]
    const child = shape !== undefined && Object.hasOwn(shape, key) ? shape[key] : (element ?? valueType)
    return child === undefined ? [] : [child]
  })
}

/** A schema of zod, what it wraps to make it optional or the like, and the alternatives of a union: all that check one value. */
export function layersOf(schema: unknown): readonly z.core.$ZodType[] {
  const definition = rawDefinitionOf(schema)
  if (definition === undefined) return []
  const { innerType, in: input, options = [] } = definition
  return [schema as z.core.$ZodType, ...[innerType, input, ...options].flatMap(layersOf)]
}

/** The keys that an object may have, or a record whose keys are an enum: of a union those of all its alternatives. */
export function keysOf(schema: unknown): string[] {
  const keys = alternativesOf(schema).flatMap((alternative) => {
    const definition = definitionOf(alternative)
    return Object.keys(definition?.shape ?? definitionOf(definition?.keyType)?.entries ?? {})
  })
  return [...new Set(keys)]
}

/** The schemas of all that may stand in what a schema checks. */
export function childrenOf(schema: unknown): readonly unknown[] {
  return alternativesOf(schema).flatMap((alternative) => {
    const { shape = {}, element, valueType } = definitionOf(alternative) ?? {}
    return [...Object.values(shape), element, valueType].filter((child) => child !== undefined)
  })
}

function squeeze(name: string): string {
  return name.replace(/[_-]/g, '').toLowerCase()
}

/** @param schemas Those that may stand where the issues start */
function explainAll(issues: readonly StandardSchemaV1.Issue[], schemas: readonly unknown[], path: Path): Issue[] {
  return issues.flatMap((issue) => {
    const below = (issue.path ?? []).map((segment) => toKey(typeof segment === 'object' ? segment.key : segment))
    if (!('code' in issue)) return [{ path: [...path, ...below], message: issue.message }]
    // what comes from zod says more than the standard asks for
    return explain(issue as unknown as z.core.$ZodIssue, schemasAt(schemas, below), [...path, ...below])
  })
}

function explain(issue: z.core.$ZodIssue, schemas: readonly unknown[], path: Path): Issue[] {
  if (issue.code === 'unrecognized_keys') {
    const known = [...new Set(schemas.flatMap(keysOf))]
    return issue.keys.map((key) => ({ path: [...path, key], message: 'is not a known key', ...hintFor(key, known) }))
  }
  if (issue.code === 'invalid_key') return [{ path, message: issue.issues[0]?.message ?? issue.message }]
  if (issue.code === 'invalid_union') return explainUnion(issue, schemas, path)
  const isNoObject = issue.code === 'invalid_type' && issue.expected === 'object'
  return [{ path, message: inPlainWords(issue), ...(isNoObject ? keysHint(schemas) : {}) }]
}

/** Of the alternatives, the one that was meant: whose own type fits, and whose problems are fewest. */
function explainUnion(issue: z.core.$ZodIssueInvalidUnion, schemas: readonly unknown[], path: Path): Issue[] {
  // a zod of the third generation has another name for them
  const errors = issue.errors ?? []
  const options = schemas.map((schema) => definitionOf(schema)?.options).find((list) => list?.length === errors.length)
  const fitting = errors
    .map((problems, index) => ({ problems, option: options?.[index] }))
    .filter(({ problems }) => !problems.some((problem) => problem.path.length === 0 && isOfAnotherType(problem)))
    .map((alternative) => ({ ...alternative, distance: distanceOf(alternative.problems, alternative.option) }))
  const nearest = Math.min(...fitting.map((alternative) => alternative.distance))
  const [meant, ...others] = fitting.filter((alternative) => alternative.distance === nearest)
  if (meant === undefined) {
    return [{ path, message: expectations(errors.flat(), schemas) ?? issue.message, ...keysHint(schemas) }]
  }
  const strangers = meant.problems.filter(({ code }) => code === 'unrecognized_keys')
  // when several may be meant, what they ask for is no help, but the names they know are
  if (others.length === 0 || strangers.length === 0) return explainAll(meant.problems, [meant.option], path)
  return explainAll(strangers, [meant.option, ...others.map(({ option }) => option)], path)
}

/** How far a value is from an alternative: a problem each, and half a one more for a key that it has no name like. */
function distanceOf(problems: readonly z.core.$ZodIssue[], option: unknown): number {
  const known = keysOf(option)
  const strangers = problems.flatMap((problem) =>
    problem.code === 'unrecognized_keys' && problem.path.length === 0 ? problem.keys : [],
  )
  return problems.length + strangers.filter((key) => nearestName(key, known) === undefined).length / 2
}

function isOfAnotherType(issue: z.core.$ZodIssue): boolean {
  return issue.code === 'invalid_type' || issue.code === 'invalid_value'
}

/** What the alternatives ask for; `undefined` when they do not say. */
function expectations(issues: readonly z.core.$ZodIssue[], schemas: readonly unknown[]): string | undefined {
  const wanted = issues.filter(({ path }) => path.length === 0).flatMap(expectation)
  // a discriminated union without a match says nothing but where its literals stand
  const literals = schemas.flatMap((schema) => definitionOf(schema)?.values ?? []).map((value) => JSON.stringify(value))
  const all = [...new Set([...wanted, ...literals])]
  return all.length === 0 ? undefined : `expected ${oneOf(all)}`
}

function expectation(issue: z.core.$ZodIssue): readonly string[] {
  return issue.code === 'invalid_type' || issue.code === 'invalid_value' ? nounsOf(issue) : [inPlainWords(issue)]
}

/** Which keys an object has, where they are few; what else is a guess of ours. */
function keysHint(schemas: readonly unknown[]): { hint?: string } {
  const keys = [...new Set(schemas.flatMap(keysOf))]
  return keys.length === 0 || keys.length > 8 ? {} : { hint: `the keys of an object here: ${keys.join(', ')}` }
}

function hintFor(key: string, known: readonly string[]): { hint: string } | undefined {
  if (known.length === 0) return undefined
  const nearest = nearestName(key, known)
  return { hint: nearest === undefined ? `allowed: ${known.join(', ')}` : `did you mean ${nearest}?` }
}

/** The schemas that may stand at a path below others. */
function schemasAt(schemas: readonly unknown[], path: Path): readonly unknown[] {
  return path.reduce(schemasBelow, schemas)
}

/** What a union may be; everything else is itself. */
function alternativesOf(schema: unknown): readonly unknown[] {
  return definitionOf(schema)?.options?.flatMap(alternativesOf) ?? [schema]
}

/** What zod knows of a schema, told by its keys, as a plugin may have a zod of its own. */
interface Definition {
  readonly type?: string
  readonly shape?: Readonly<Record<string, unknown>>
  readonly element?: unknown
  readonly keyType?: unknown
  readonly valueType?: unknown
  readonly options?: readonly unknown[]
  readonly entries?: Readonly<Record<string, unknown>>
  readonly values?: readonly unknown[]
  readonly innerType?: unknown
  readonly in?: unknown
}

/** Looks through the wrappers that make a schema optional or give it a default. */
function definitionOf(schema: unknown): Definition | undefined {
  const definition = rawDefinitionOf(schema)
  const inner = definition?.innerType ?? definition?.in
  return inner === undefined ? definition : definitionOf(inner)
}

function rawDefinitionOf(schema: unknown): Definition | undefined {
  return (schema as { _zod?: { def?: Definition } } | undefined)?._zod?.def
}

function toKey(key: PropertyKey): string | number {
  return typeof key === 'number' ? key : String(key)
}
