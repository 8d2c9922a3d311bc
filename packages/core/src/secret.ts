import { z } from 'zod'
import { maskNumbers } from './log.ts'
import { childrenOf, layersOf, schemasBelow } from './validate.ts'

/** What stands in place of a value that is not shown. */
export const hidden = '[hidden]'

/**
 * Marks an option as secret: a token, a password, an address that may hold one. The command, the inspector and what they
 * write show `[hidden]` in place of it and of all that is below it. In a JSON Schema it is `writeOnly`.
 */
export function secret<Schema extends z.ZodType>(schema: Schema): Schema {
  return schema.meta({ writeOnly: true })
}

/** Tells whether a schema, one that it wraps or one of its alternatives is marked as secret. */
export function isSecret(schema: unknown): boolean {
  // all copies of zod in a process share this registry
  return layersOf(schema).some((layer) => z.globalRegistry.get(layer)?.writeOnly === true)
}

/**
 * Tells whether people may be shown the text or number at a path: the schema knows the place, and neither a mark nor the name
 * of a key on the way says that it is secret. Where an object with a secret in it is expected, a text may be that secret.
 *
 * @param schema What checks the whole. Where it is not zod's, nothing may be shown
 */
export function isShowable(schema: unknown, path: readonly (string | number)[]): boolean {
  let schemas: readonly unknown[] = [schema]
  for (const key of path) {
    if (hides(schemas, key)) return false
    schemas = schemasBelow(schemas, key)
  }
  return schemas.length > 0 && !schemas.some(holdsSecret)
}

/**
 * A copy of a config, or of a plugin's options, for people to see: what is not `isShowable` is `[hidden]`, phone numbers are
 * `[number]`, and what is not plain data is named by its kind.
 */
export function withoutSecrets(value: unknown, schema: unknown): unknown {
  return redact(value, [schema])
}

function holdsSecret(schema: unknown): boolean {
  return isSecret(schema) || childrenOf(schema).some(holdsSecret)
}

function redact(value: unknown, schemas: readonly unknown[]): unknown {
  if (value === undefined || value === null || typeof value === 'boolean') return value
  if (schemas.length === 0 || schemas.some(isSecret)) return hidden
  if (typeof value === 'string') return maskNumbers(value)
  if (typeof value === 'number') return Math.abs(value) < 1e6 ? value : '[number]'
  if (typeof value !== 'object') return `[${typeof value}]`
  const below = (key: string | number) => (hides(schemas, key) ? [] : schemasBelow(schemas, key))
  if (Array.isArray(value)) return value.map((item, index) => redact(item, below(index)))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [maskNumbers(key), redact(item, below(key))]))
}

function hides(schemas: readonly unknown[], key: string | number): boolean {
  return schemas.some(isSecret) || (typeof key === 'string' && soundsSecret(key))
}

/** What an author forgot to mark. */
function soundsSecret(key: string): boolean {
  return /secret|token|password|authorization|bearer|credential|(?:^|[_-]|api|private)key$/i.test(key)
}
