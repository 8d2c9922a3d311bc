import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import type { Issue } from '@preanswer/core'
import { type Environment, type Expanded, expandReferences } from './env.ts'
import { type ConfigSource, isData, readSource, type SourceIssue } from './source.ts'

/** A config with its lines, wherever they stand, and the environment filled in. */
export interface GatheredLines extends Expanded {
  /** The whole, as its files say it */
  readonly source: ConfigSource
  readonly issues: readonly SourceIssue[]
  /** Absolute: the paths that it names, which may be folders or not be there, and the files with lines in them */
  readonly files: readonly string[]
}

/**
 * Reads the lines that stand in files of their own: `lines: ./lines`, or such paths among other lines. A folder means each of
 * its YAML and JSON files, in the order of their names; a file has one line or a list of them. What is wrong with a file is
 * the problem of its line.
 *
 * @param file Absolute path of the config
 * @param source What it says
 * @param expanded The same with the environment filled in
 */
export async function gatherLines(
  file: string,
  source: ConfigSource,
  expanded: Expanded,
  environment: Environment,
): Promise<GatheredLines> {
  const { value } = expanded
  const written = isRecord(value) ? value.lines : undefined
  const items: readonly unknown[] = Array.isArray(written) ? written : [written]
  if (!isRecord(value) || !items.some((item) => typeof item === 'string')) return { ...expanded, source, files: [] }

  const named = items.flatMap((item) => (typeof item === 'string' ? resolve(dirname(file), item) : []))
  const issues: SourceIssue[] = []
  const lines: ReadLine[] = []
  for (const [index, item] of items.entries()) {
    if (typeof item === 'string') {
      const found = await filesAt(resolve(dirname(file), item))
      if ('message' in found)
        issues.push({ path: ['lines'], ...found, message: `${JSON.stringify(item)} ${found.message}` })
      else for (const path of found.files) lines.push(...(await readLines(path, environment)))
    } else lines.push(inline(source, expanded, index))
  }
  const whole = combine(source, lines)
  const elsewhere = expanded.issues.filter(({ path }) => path[0] !== 'lines' || path.length < 2)
  return {
    source: whole,
    value: { ...value, lines: lines.map((line) => line.value) },
    issues: [
      ...elsewhere,
      ...issues,
      ...lines.flatMap((line, index) =>
        line.issues.map((issue) => ({ ...issue, path: ['lines', index, ...issue.path] })),
      ),
    ],
    values: [...expanded.values, ...lines.flatMap(({ values }) => values)],
    files: [...new Set([...named, ...lines.flatMap((line) => line.file ?? [])])],
  }
}

/** A line as it was read. */
interface ReadLine extends Expanded {
  /** Each from the top of the line */
  readonly issues: readonly SourceIssue[]
  /** Absolute; `undefined` in the config itself */
  readonly file?: string
  readonly source: ConfigSource
  /** Of the line, from the top of its source */
  readonly top: Issue['path']
}

const endings = ['.yaml', '.yml', '.json']

async function filesAt(path: string): Promise<{ files: string[] } | { message: string; hint: string }> {
  try {
    if (!(await stat(path)).isDirectory()) return { files: [path] }
    const names = (await readdir(path)).filter((name) => endings.includes(extname(name)) && !name.startsWith('.'))
    if (names.length > 0) return { files: names.toSorted().map((name) => join(path, name)) }
    return { message: 'has no files with lines in it', hint: `a line is a file that ends in ${endings.join(', ')}` }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      return { message: 'is not there', hint: 'a path starts from the folder of the config' }
    }
    return { message: `cannot be read (${code ?? 'unknown'})`, hint: 'let the host read it' }
  }
}

/** A file that cannot be read at all is one line of which nothing is known. */
async function readLines(file: string, environment: Environment): Promise<ReadLine[]> {
  const source = await readSource(file).catch((error: NodeJS.ErrnoException) => unreadable(error))
  const common = { file, source, values: [] }
  const base = basename(file, extname(file))
  if (source.issues.length > 0) return [{ ...common, value: { name: base }, issues: source.issues, top: [] }]
  const items: readonly unknown[] = Array.isArray(source.value) ? source.value : [source.value]
  return items.map((item, index) => {
    const expanded = isData(file) ? expandReferences(item, environment) : { value: item, issues: [], values: [] }
    const name = items.length === 1 ? base : `${base}-${index + 1}`
    const value = isRecord(expanded.value) ? { name, ...expanded.value } : expanded.value
    return { ...common, ...expanded, value, top: Array.isArray(source.value) ? [index] : [] }
  })
}

function unreadable({ code = 'unknown' }: NodeJS.ErrnoException): ConfigSource {
  const issues = [{ path: [], message: `the file cannot be read (${code})`, hint: 'let the host read it' }]
  return { value: undefined, issues, locate: () => undefined, frame: () => [] }
}

function inline(source: ConfigSource, { value, issues }: Expanded, index: number): ReadLine {
  const below = issues.filter(({ path }) => path[0] === 'lines' && path[1] === index)
  return {
    source,
    value: (value as { lines: readonly unknown[] }).lines[index],
    issues: below.map((issue) => ({ ...issue, path: issue.path.slice(2) })),
    values: [],
    top: ['lines', index],
  }
}

/** One source of several files: what is asked of a line is asked of the file that it stands in. */
function combine(source: ConfigSource, lines: readonly ReadLine[]): ConfigSource {
  const at = <Asked extends SourceIssue>(issue: Asked) => {
    const [top, index, ...below] = issue.path
    const line = top === 'lines' && typeof index === 'number' ? lines[index] : undefined
    return line === undefined ? { source, issue } : { ...line, issue: { ...issue, path: [...line.top, ...below] } }
  }
  const places = new Map<ConfigSource, Map<string, number>>()
  for (const [index, line] of lines.entries()) {
    const known = places.get(line.source) ?? new Map<string, number>()
    places.set(line.source, known.set(line.top.join(), index))
  }
  /** Where a path in the source of a line stands in the whole. */
  const inWhole = (from: ConfigSource, path: Issue['path']): Issue['path'] => {
    const depth = from === source ? 2 : Number(Array.isArray(from.value))
    const index = places.get(from)?.get(path.slice(0, depth).join())
    return index === undefined ? path : ['lines', index, ...path.slice(depth)]
  }
  return {
    value: { ...(source.value as object), lines: lines.map(writtenOf) },
    issues: source.issues,
    locate(asked) {
      const { source: from, issue, file } = { file: undefined, ...at(asked) }
      const position = from.locate(issue)
      return position && file !== undefined ? { ...position, file } : position
    },
    frame(asked, mayShow) {
      const { source: from, issue } = at(asked)
      return from.frame(issue, mayShow && ((path) => mayShow(inWhole(from, path))))
    },
  }
}

function writtenOf({ source, top }: ReadLine): unknown {
  return top.reduce<unknown>((inside, key) => (inside as Record<string | number, unknown>)[key], source.value)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
