import { formatPath, type Issue } from '@preanswer/core'
import { nearest } from './installed.ts'
import type { ConfigSource, SourceIssue } from './source.ts'

/**
 * The problems of a config for people, in the order of the file: place, path, what is wrong, what was found, what to do.
 * Of what was found only the kind is told, unless the value cannot be a secret or a phone number.
 *
 * @param file Absolute path of the config
 */
export function reportProblems(file: string, source: ConfigSource, issues: readonly SourceIssue[]): string {
  const placed = issues.map((issue) => ({ ...issue, position: issue.position ?? source.locate(issue.path) }))
  const sorted = placed.toSorted((a, b) => (a.position?.line ?? 0) - (b.position?.line ?? 0))
  const lines = sorted.map(({ path, message, hint, position }) => {
    const place = position === undefined ? file : `${file}:${position.line}:${position.column}`
    const found = describeFound(source.value, path, message)
    const heading = path.length === 0 ? place : `${place}  ${formatPath(path.map(withoutNumber))}`
    const advice = [hint ?? adviceFor(source.value, path, message)].flat().filter((line) => line !== undefined)
    return [
      heading,
      `  ${message}${found === undefined ? '' : `; found ${found}`}`,
      ...advice.map((line) => `  → ${line}`),
    ]
  })
  const count = issues.length === 1 ? '1 problem' : `${issues.length} problems`
  return [...lines.flat(), '', `${count} in the config.`].join('\n')
}

/** A key of a path, as it may be shown: it may be a phone number. */
export function withoutNumber(key: string | number): string | number {
  return typeof key === 'string' && /\d{7}/.test(key) ? '[number]' : key
}

/** Keys of the host whose texts are never secret, so that a message may quote them. */
const quotable = new Set(['defaultDialect', 'language', 'languages', 'timeZone', 'isolate', 'onFailure', 'name'])

/** What the file holds at a path, as far as it may be told; `undefined` when nothing stands there. */
function describeFound(value: unknown, path: Issue['path'], message: string): string | undefined {
  const found = path.length === 0 ? undefined : valueAt(value, path)
  // the key of an unknown key, the name of a plugin and the name of a variable are in the message
  if (found === undefined || path.at(-1) === 'use' || /known key|environment variable/.test(message)) return undefined
  if (found === null || typeof found === 'boolean') return String(found)
  // an unquoted phone number is a number to YAML
  if (typeof found === 'number') return Math.abs(found) < 1e6 ? String(found) : 'a large number'
  if (typeof found === 'string') return isQuotable(path) && found.length <= 60 ? JSON.stringify(found) : 'a text'
  if (Array.isArray(found)) return `a list of ${found.length}`
  return typeof found === 'function' ? 'a function' : 'an object'
}

function isQuotable(path: Issue['path']): boolean {
  const [top, , key] = path
  if (top === 'plugins') return path.length === 3 && quotable.has(String(key))
  return quotable.has(String(top))
}

/** What to do where nobody said it: the nearest allowed word, or quotes around a number that should be a text. */
function adviceFor(value: unknown, path: Issue['path'], message: string): string | undefined {
  const found = valueAt(value, path)
  if (typeof found === 'number' && /expected string/.test(message)) return 'put the value in quotes'
  if (typeof found !== 'string') return undefined
  const allowed = [...message.matchAll(/"([^"]+)"/g)].map((match) => match[1] as string)
  const near = nearest(found, allowed)
  return near === undefined ? undefined : `did you mean ${JSON.stringify(near)}?`
}

function valueAt(value: unknown, path: Issue['path']): unknown {
  return path.reduce<unknown>((inside, key) => {
    if (typeof inside !== 'object' || inside === null || !Object.hasOwn(inside, key)) return undefined
    return (inside as Record<string | number, unknown>)[key]
  }, value)
}
