import { type Alias, CST, type Document, Lexer, visit, type YAMLError } from 'yaml'
import { markers, type Span } from './code-frame.ts'
import type { SourceIssue } from './source.ts'

/**
 * What is wrong with the syntax of YAML or JSON, in plain words that quote nothing of the file. Of what follows from the
 * first mistake nothing is said.
 */
export function syntaxIssues(text: string, document: Document.Parsed): SourceIssue[] {
  const errors = [...document.errors, ...document.warnings].toSorted((one, other) => one.pos[0] - other.pos[0])
  const [first, ...others] = errors
  if (first === undefined) return aliasIssues(document)
  const independent = others.filter(({ code }) => code === 'DUPLICATE_KEY' || code === 'TAG_RESOLVE_FAILED')
  return [first, ...independent].map((error) => ({ path: [], span: error.pos, ...explain(error, text) }))
}

type Explained = Pick<SourceIssue, 'message' | 'hint' | 'span'>

function explain(error: YAMLError, text: string): Explained {
  const known = explanations[error.code]
  if (known !== undefined) return { message: known[0], hint: known[1] }
  const opened = /closing|must be sufficiently indented and end with|end with a|Expected .* to end/i.test(error.message)
  const span = opened ? unclosed(text) : undefined
  if (span !== undefined) {
    const [character] = text.slice(...span)
    return {
      message: `${character} is opened here and never closed`,
      hint: `close it with ${closing[character ?? '']}`,
      span,
    }
  }
  if (/^Missing ,/.test(error.message)) {
    return { message: 'a comma is missing before this', hint: 'write a comma after what stands before it' }
  }
  return {
    message: 'is not indented like what it belongs to',
    hint: 'begin it below the first letter of its neighbours; what belongs to a key is indented further than the key',
  }
}

const closing: Readonly<Record<string, string>> = { '"': '"', "'": "'", '[': ']', '{': '}' }

const explanations: Partial<Record<YAMLError['code'], readonly [message: string, hint: string]>> = {
  BAD_DQ_ESCAPE: ['an escape with a backslash that is none', 'write \\\\ for a backslash, or use single quotes'],
  BAD_SCALAR_START: ['a text without quotes cannot begin with this character', 'put the value in quotes'],
  BLOCK_AS_IMPLICIT_KEY: [
    'a second colon in one line',
    'put a value with a colon in it into quotes; a key of its own takes a new line',
  ],
  DUPLICATE_KEY: ['this key stands here for the second time', 'keep one of the two'],
  KEY_OVER_1024_CHARS: ['a key without an end', 'write a colon after the key, or put the text in quotes'],
  MULTILINE_IMPLICIT_KEY: ['a line without a colon', 'write `key: value`; a text of several lines takes quotes'],
  MULTIPLE_DOCS: ['a second document begins here', 'keep one in the file, without `---` between'],
  NON_STRING_KEY: ['a key that is no text', 'write the key as plain text'],
  TAB_AS_INDENT: ['a tab at the beginning of a line', 'indent with blanks'],
  TAG_RESOLVE_FAILED: [
    'a tag, which has no meaning in a config',
    'write the plain value; a secret comes from the environment',
  ],
  UNEXPECTED_TOKEN: ['nothing can stand here', 'put the whole value before it in quotes, or remove this'],
}

/** The first quote, bracket or brace without its end. */
function unclosed(text: string): Span | undefined {
  const open: number[] = []
  let offset = 0
  for (const lexeme of new Lexer().lex(text)) {
    const type = CST.tokenType(lexeme) ?? ''
    if (markers.has(type)) continue
    const isQuoted = type === 'double-quoted-scalar' || type === 'single-quoted-scalar'
    if (isQuoted && (lexeme.length < 2 || lexeme.at(-1) !== lexeme[0])) return [offset, offset + 1]
    if (type === 'flow-map-start' || type === 'flow-seq-start') open.push(offset)
    if (type === 'flow-map-end' || type === 'flow-seq-end') open.pop()
    offset += lexeme.length
  }
  const [start] = open
  return start === undefined ? undefined : [start, start + 1]
}

/** Aliases to nothing; the library tells of them only when values are made. */
function aliasIssues(document: Document.Parsed): SourceIssue[] {
  const issues: SourceIssue[] = []
  visit(document, {
    Alias(_key, alias: Alias) {
      if (alias.resolve(document) !== undefined) return
      const [start = 0, end = start] = alias.range ?? []
      const message = 'an alias (`*name`) whose anchor (`&name`) does not stand before it'
      issues.push({ path: [], message, hint: 'correct the name, or write the value out', span: [start, end] })
    },
  })
  return issues
}
