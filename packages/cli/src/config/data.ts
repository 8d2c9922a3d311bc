import type { Issue } from '@preanswer/core'
import { isMap, isPair, isSeq, LineCounter, type Node, type ParsedNode, parseDocument, type YAMLError } from 'yaml'
import type { ConfigSource, SourceIssue } from './source.ts'

/** A place in a file, both counted from 1. */
export interface Position {
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
  const locate = (path: Issue['path']) => position(offsetOf(document.contents, path))
  const issues = [...document.errors, ...document.warnings].map((error) => syntaxIssue(error, position))
  if (issues.length > 0) return { value: undefined, issues, locate }
  try {
    const value: unknown = document.toJS({ maxAliasCount }) ?? {}
    // throws where an alias stands inside its own anchor
    JSON.stringify(value)
    return { value, issues: [], locate }
  } catch {
    const message = `an alias without its anchor, inside its own, or more than ${maxAliasCount} of them`
    return { value: undefined, issues: [{ path: [], message, hint: 'write the values out' }], locate }
  }
}

function syntaxIssue(error: YAMLError, position: (offset: number) => Position): SourceIssue {
  const message = error.message.replace(/(?<= sequence) .*|:? ?".*"/s, '')
  const hints: Partial<Record<typeof error.code, string>> = {
    DUPLICATE_KEY: 'keep one of the two',
    MULTIPLE_DOCS: 'keep one document in the file, without `---` between',
    TAG_RESOLVE_FAILED: 'write plain values, without a tag',
    BAD_SCALAR_START: 'put the value in quotes',
    BLOCK_AS_IMPLICIT_KEY: 'put the value in quotes, or start a new line',
    TAB_AS_INDENT: 'indent with blanks',
  }
  return {
    path: [],
    message: error.code === 'MULTIPLE_DOCS' ? 'more than one document' : message,
    hint: hints[error.code] ?? 'mend the syntax at this place',
    position: position(error.pos[0]),
  }
}

function offsetOf(contents: ParsedNode | null, path: Issue['path']): number {
  let node: Node | null = contents
  let offset = node?.range?.[0] ?? 0
  for (const key of path) {
    const item: unknown = isMap(node)
      ? node.items.find((pair) => String(pair.key) === String(key))
      : isSeq(node)
        ? node.items[Number(key)]
        : undefined
    if (item === undefined) break
    // a key is where people look for an entry of a map
    offset = startOf(isPair(item) ? item.key : item) ?? offset
    node = (isPair(item) ? item.value : item) as Node | null
  }
  return offset
}

function startOf(node: unknown): number | undefined {
  return (node as { range?: readonly number[] } | null)?.range?.[0]
}
