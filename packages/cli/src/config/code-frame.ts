import { CST, type Document, isMap, isScalar, isSeq, Lexer } from 'yaml'
import type { MayShow } from './may-show.ts'

/** A place in a text: offsets of its first character, and of the first one after it. */
export type Span = readonly [start: number, end: number]

/** Lines shown above and below the one that is meant. */
const context = 2

/** The longest line that is shown; what stands left of a longer one is cut. */
const maximumLine = 110

/**
 * The lines around a place of a config in YAML or JSON, with a mark under it. Structure and keys are shown, and the values
 * that may be: words under options that are known and not secret. Everything else is `…`.
 *
 * @param mayShow Nothing but structure and keys is shown where absent
 */
export function codeFrame(text: string, document: Document.Parsed, [start, end]: Span, mayShow?: MayShow): string[] {
  const isShown = shownCharacters(text, document, mayShow)
  const lineStarts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)]
  const marked = lineStarts.findLastIndex((offset) => offset <= start)
  const first = Math.max(0, marked - context)
  const last = Math.min(lineStarts.length - (text.endsWith('\n') ? 2 : 1), marked + context)
  const width = String(last + 1).length
  const frame: string[] = []
  for (let line = first; line <= Math.max(last, marked); line += 1) {
    const [from = 0, to = text.length + 1] = [lineStarts[line], lineStarts[line + 1]]
    const number = String(line + 1).padStart(width)
    const shown = cover(text, from, to - 1, isShown)
    const cut = line === marked ? Math.max(0, column(shown, Math.min(end, to - 1)) - maximumLine) : 0
    frame.push(`${line === marked ? '>' : ' '} ${number} | ${shown.text.slice(cut, cut + maximumLine)}`.trimEnd())
    if (line !== marked) continue
    const [left, right] = [column(shown, start), column(shown, Math.min(end, to - 1))]
    frame.push(
      `  ${' '.repeat(width)} | ${' '.repeat(Math.max(0, left - cut))}${'^'.repeat(Math.max(1, right - Math.max(left, cut)))}`,
    )
  }
  return frame
}

/** A line as it is shown, and where each of its characters went. */
interface CoveredLine {
  readonly text: string
  readonly from: number
  readonly columns: readonly number[]
}

function cover(text: string, from: number, to: number, isShown: readonly boolean[]): CoveredLine {
  const columns: number[] = []
  let shown = ''
  for (let offset = from; offset < to; offset += 1) {
    columns.push(shown.length)
    if (isShown[offset]) shown += text[offset] === '\t' ? ' ' : text[offset]
    else if (offset === from || isShown[offset - 1]) shown += '…'
  }
  return { text: shown.trimEnd(), from, columns: [...columns, shown.length] }
}

function column({ columns, from, text }: CoveredLine, offset: number): number {
  return columns[Math.min(offset - from, columns.length - 1)] ?? text.length
}

/** For each character whether it is shown: all that structures the file, then what keys and values may be. */
function shownCharacters(text: string, document: Document.Parsed, mayShow: MayShow | undefined): boolean[] {
  const isShown: boolean[] = []
  let isValue = false
  for (const lexeme of new Lexer().lex(text)) {
    const type = CST.tokenType(lexeme) ?? ''
    if (!markers.has(type)) {
      for (let index = 0; index < lexeme.length; index += 1) isShown.push(!isValue && structural.has(type))
    }
    // whatever it looks like, what follows this marker is a value
    isValue = type === 'scalar'
  }
  const reveal = (node: unknown, path: readonly (string | number)[]): void => {
    if (isSeq(node)) for (const [index, item] of node.items.entries()) reveal(item, [...path, index])
    if (isMap(node)) {
      for (const { key, value } of node.items) {
        show(key, (written) => isKey(written, mayShow))
        reveal(value, [...path, String(isScalar(key) ? key.value : key)])
      }
    }
    show(node, (written) => isReference(written) || (mayShow?.(path) === true && isWord(written)))
  }
  const show = (node: unknown, isAllowed: (written: string) => boolean) => {
    const [from, to] = (isScalar(node) && node.range) || [0, 0]
    if (isAllowed(text.slice(from, to))) isShown.fill(true, from, to)
  }
  reveal(document.contents, [])
  return isShown
}

/** Lexemes that stand for no character. */
export const markers: ReadonlySet<string> = new Set(['doc-mode', 'flow-error-end', 'scalar'])

const structural = new Set([
  ...['byte-order-mark', 'space', 'newline', 'doc-start', 'doc-end', 'comma', 'block-scalar-header'],
  ...[
    'seq-item-ind',
    'explicit-key-ind',
    'map-value-ind',
    'flow-map-start',
    'flow-map-end',
    'flow-seq-start',
    'flow-seq-end',
  ],
])

/** Where the file is broken, a value may look like a key: only what looks like one of ours is shown then. */
function isKey(written: string, mayShow: MayShow | undefined): boolean {
  return mayShow === undefined ? /^["']?[A-Za-z-]{1,40}["']?$/.test(written) : isWord(written)
}

/** A reference to the environment tells a name, and no value. */
function isReference(written: string): boolean {
  return /^["']?\$\{\w+\}["']?$/.test(written)
}

/** A value, or a key, without a blank in it and without digits that could be a phone number. */
export function isWord(text: string): boolean {
  const dates = text.replaceAll(/\b(?:19|20)\d\d-[01]\d-[0-3]\d\b/g, 'date')
  return text.length <= 60 && /^\S*$/.test(dates) && !/\d(?:[()./_\p{Pd}]{0,3}\d){5}/u.test(dates)
}
