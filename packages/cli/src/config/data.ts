import type { Issue } from '@preanswer/core'
import { isMap, isPair, isScalar, isSeq, LineCounter, type ParsedNode, parseDocument, type Range } from 'yaml'
import { codeFrame, type Span } from './code-frame.ts'
import type { ConfigSource, SourceIssue } from './source.ts'
import { syntaxIssues } from './syntax.ts'

/** A place in a file, line and column counted from 1. */
export interface Position {
  /** Absolute, where it is another than the config's */
  readonly file?: string
  readonly line: number
  readonly column: number
}

/** More aliases than any config needs; a file that multiplies itself needs thousands. */
const maxAliasCount = 50

/**
 * Parses YAML 1.2, of which JSON is a part. Duplicate keys, unknown tags and aliases without number are refused. No
 * message quotes the file: it may hold secrets.
 */
export function parseData(text: string): ConfigSource {
  const lines = new LineCounter()
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    stringKeys: true,
    uniqueKeys: true,
    // pretty errors quote the line
    prettyErrors: false,
    lineCounter: lines,
  })
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset)
    return { line, column: col }
  }
  const spanAt = ({ path, span }: SourceIssue) => span ?? spanOf(document.contents, path)
  const place: Pick<ConfigSource, 'locate' | 'frame'> = {
    locate: (issue) => position(spanAt(issue)[0]),
    frame: (issue, mayShow) => codeFrame(text, document, spanAt(issue), mayShow),
  }
  const issues = syntaxIssues(text, document)
  if (issues.length > 0) return { value: undefined, issues, ...place }
  try {
    const value: unknown = document.toJS({ maxAliasCount }) ?? {}
    // throws where an alias stands inside its own anchor
    JSON.stringify(value)
    return { value, issues: [], ...place }
  } catch {
    const message = `an alias inside its own anchor, or more than ${maxAliasCount} aliases`
    return { value: undefined, issues: [{ path: [], message, hint: 'write the values out' }], ...place }
  }
}

/** What is meant by a path: a key with its value where that is a scalar, or its nearest parent that is there. */
function spanOf(contents: ParsedNode | null, path: Issue['path']): Span {
  let node: unknown = contents
  let start = rangeOf(node)?.[0] ?? 0
  let end = start
  for (const key of path) {
    const item: unknown = isMap(node)
      ? node.items.find((pair) => String(pair.key) === String(key))
      : isSeq(node)
        ? node.items[Number(key)]
        : undefined
    if (item === undefined) break
    node = isPair(item) ? item.value : item
    // a key is where people look for an entry of a map
    const [from, to] = rangeOf(isPair(item) ? item.key : item) ?? [start, end]
    start = from
    end = isScalar(node) ? (rangeOf(node)?.[1] ?? to) : isPair(item) ? to : from
  }
  return [start, end]
}

function rangeOf(node: unknown): Range | null | undefined {
  return (node as { range?: Range | null } | null)?.range
}
