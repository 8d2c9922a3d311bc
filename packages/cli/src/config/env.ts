import type { Issue } from '@preanswer/core'

/** Values of environment variables by name, as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>

/** A config in which the references are replaced, and the references that could not be. */
export interface Expanded {
  readonly value: unknown
  readonly issues: readonly Issue[]
  /** What came from the environment: not to be printed */
  readonly values: readonly string[]
}

const reference = /\$\$\{|\$\{(?:([A-Za-z_]\w*)(?::-([^}]*))?\})?/g

/**
 * Replaces `${NAME}` and `${NAME:-default}` in every string value; `$${` stands for `${`. An empty variable counts as
 * missing. What cannot be replaced stays as it is, and no issue holds a value.
 */
export function expandReferences(value: unknown, environment: Environment): Expanded {
  const issues: Issue[] = []
  const values: string[] = []

  function walk(item: unknown, path: Issue['path']): unknown {
    if (typeof item === 'string') return expand(item, path)
    if (Array.isArray(item)) return item.map((element, index) => walk(element, [...path, index]))
    if (typeof item !== 'object' || item === null) return item
    // `fromEntries` defines properties, so a key named __proto__ stays a key
    return Object.fromEntries(Object.entries(item).map(([key, element]) => [key, walk(element, [...path, key])]))
  }

  function expand(text: string, path: Issue['path']): string {
    return text.replace(reference, (found: string, name: string | undefined, fallback: string | undefined) => {
      if (found === '$${') return '${'
      if (name === undefined) {
        issues.push({
          path,
          message: '`${` begins a reference that does not end as one',
          hint: `write \${NAME} or \${NAME:-default}, and $\${ where \${ itself is meant`,
        })
        return found
      }
      const given = (Object.hasOwn(environment, name) ? environment[name] : undefined) ?? ''
      if (given !== '') {
        values.push(given)
        return given
      }
      if (fallback !== undefined) return fallback
      issues.push({
        path,
        message: `the environment variable ${name} is not set`,
        hint: `set ${name}, or give a default: \${${name}:-…}`,
      })
      return found
    })
  }

  return { value: walk(value, []), issues, values }
}
