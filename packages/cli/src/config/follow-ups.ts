import { type Issue, keysOf, readPlugin } from '@preanswer/core'
import { valueAt } from './may-show.ts'

/**
 * One problem for one mistake: an option written beside `with` belongs into it, and what is missing, or not whole, because of
 * a misplaced or misspelt key is not said besides.
 *
 * @param config With plugins in place of their names
 */
export function withoutFollowUps<One extends Issue>(issues: readonly One[], config: unknown): One[] {
  const causes = issues.filter(isUnknownKey).map((issue) => ({ ...issue, ...misplaced(issue, config) }))
  return issues.flatMap((issue) => {
    if (isUnknownKey(issue)) return causes.filter(({ path }) => path === issue.path)
    return causes.some((cause) => follows(issue, cause)) ? [] : [issue]
  })
}

interface Cause extends Issue {
  /** The place at which a key was meant to stand */
  readonly meant?: Issue['path']
}

function isUnknownKey({ message }: Issue): boolean {
  return message === 'is not a known key'
}

/** An option of the plugin that stands where the keys of an entry stand. */
function misplaced({ path }: Issue, config: unknown): Pick<Cause, 'hint' | 'meant'> {
  const [key = '', entry] = [path.at(-1), path.slice(0, -1)]
  const options = readPlugin(valueAt(config, [...entry, 'use']))?.definition.options
  const isOption = options !== undefined && keysOf(options).includes(String(key))
  return isOption ? { hint: 'it is an option of the plugin: move it under `with`', meant: [...entry, 'with', key] } : {}
}

function follows({ path, message }: Issue, { path: cause, hint, meant }: Cause): boolean {
  const isMissing = message.startsWith('is missing')
  if (meant !== undefined) return isMissing && isSame(path, meant)
  const name = /^did you mean ([^?]+)\?/.exec(hint ?? '')?.[1]
  if (name === undefined) return false
  const parent = cause.slice(0, -1)
  return isSame(path, parent) || (isMissing && isSame(path, [...parent, name]))
}

function isSame(one: Issue['path'], other: Issue['path']): boolean {
  return one.length === other.length && one.every((key, at) => key === other[at])
}
