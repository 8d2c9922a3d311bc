import { isDeepStrictEqual } from 'node:util'
import { type ErrorCode, formatPath, type Issue } from '@preanswer/core'
import { colorsOf } from '../terminal.ts'
import { adviceFor } from './advice.ts'
import { isWord } from './code-frame.ts'
import type { Position } from './data.ts'
import { withoutFollowUps } from './follow-ups.ts'
import { type MayShow, mayShowOf, valueAt } from './may-show.ts'
import type { ConfigSource, SourceIssue } from './source.ts'

/** How the problems of a config are shown. */
export interface ReportOptions {
  /** With plugins in place of their names; absent where the file cannot be read: no value is shown then */
  readonly config?: unknown
  /** What they have in common, in `docs/errors.md`; `PREANSWER_CONFIG_INVALID` where absent */
  readonly code?: ErrorCode
}

/**
 * The problems of a config for people, in the order of the file: place, path, what is wrong, what was found, the lines
 * around it, what to do, and where to read more.
 *
 * @param file Absolute path of the config
 */
export function reportProblems(
  file: string,
  source: ConfigSource,
  issues: readonly SourceIssue[],
  { config, code = 'PREANSWER_CONFIG_INVALID' }: ReportOptions = {},
): string {
  const mayShow = config === undefined ? undefined : mayShowOf(config)
  const { bold, cyan, dim, red } = colorsOf(process.stderr)
  const placed = withoutFollowUps(issues, config).map((issue) => ({ ...issue, position: source.locate(issue) }))
  const sorted = placed.toSorted((a, b) => byPlace(a.position, b.position) || byPath(a.path, b.path))
  const problems = sorted.map((issue, index) => {
    const { path, message, position } = issue
    const isPlaceOfNext = position !== undefined && isDeepStrictEqual(position, sorted[index + 1]?.position)
    const place = position === undefined ? file : `${position.file ?? file}:${position.line}:${position.column}`
    const found = describeFound(source.value, path, message, mayShow)
    const hint = adviceFor(issue, valueAt(source.value, path)) ?? issue.hint
    return [
      path.length === 0 ? bold(place) : `${bold(place)}  ${formatPath(path.map(withoutNumber))}`,
      `  ${message}${found === undefined ? '' : `; found ${found}`}`,
      ...(isPlaceOfNext ? [] : source.frame(issue, mayShow)).map(
        (line) => `  ${/^ +\| *\^+$/.test(line) ? red(line) : dim(line)}`,
      ),
      ...(hint === undefined ? [] : [`  ${cyan('→')} ${hint}`]),
      '',
    ]
  })
  const count = placed.length === 1 ? '1 problem' : `${placed.length} problems`
  return [...problems.flat(), `${count} in the config. ${explanationOf(code)}`].join('\n')
}

/** The config's own file first, then those of lines by their names. */
function byPlace(one: Position | undefined, other: Position | undefined): number {
  const [file, otherFile] = [one?.file ?? '', other?.file ?? '']
  if (file !== otherFile) return file < otherFile ? -1 : 1
  return (one?.line ?? 0) - (other?.line ?? 0) || (one?.column ?? 0) - (other?.column ?? 0)
}

/** In code there are no places. */
function byPath(one: Issue['path'], other: Issue['path']): number {
  return formatPath(one).localeCompare(formatPath(other), 'en', { numeric: true })
}

/** Where people can read about an error. */
export function explanationOf(code: ErrorCode): string {
  return `More: https://github.com/preanswer/preanswer/blob/main/docs/errors.md#${code.toLowerCase()}`
}

/** A key of a path, as it may be shown: it may be a phone number. */
export function withoutNumber(key: string | number): string | number {
  return typeof key === 'string' && /\d{7}/.test(key) ? '[number]' : key
}

/** What the file holds at a path, as far as it may be told; `undefined` when nothing stands there. */
function describeFound(
  value: unknown,
  path: Issue['path'],
  message: string,
  mayShow: MayShow | undefined,
): string | undefined {
  const found = path.length === 0 ? undefined : valueAt(value, path)
  if (found === undefined || !/^(?:expected|not|must) /.test(message)) return undefined
  if (found === null || typeof found === 'boolean') return String(found)
  // an unquoted phone number is a number to YAML
  if (typeof found === 'number') return Math.abs(found) < 1e6 ? String(found) : 'a large number'
  if (typeof found === 'string') return mayShow?.(path) && isWord(found) ? JSON.stringify(found) : 'a text'
  // what an object or a list lacks is in the message
  if (typeof found === 'object' && !message.startsWith('expected ')) return undefined
  if (Array.isArray(found)) return `a list of ${found.length}`
  return typeof found === 'function' ? 'a function' : 'an object'
}
