import type { SpokenText } from '@preanswer/core'

/** What a closed text may say of the moment; what is not known takes its clause with it. */
export interface ClosedValues {
  readonly nextOpening?: string | undefined
  readonly holiday?: string | undefined
}

/** The names of the placeholders in a text. */
export function placeholdersIn(text: string): string[] {
  return [...text.matchAll(/\{\{\s*([\w.-]+)\s*\}\}/g)].map(([, name = '']) => name)
}

/** The texts themselves, with their languages. */
export function templatesIn(text: SpokenText): [language: string | undefined, template: string][] {
  return typeof text === 'string' ? [[undefined, text]] : Object.entries(text)
}

/** Fills a text, or each text of a map by its language. */
export function fillSpokenText(text: SpokenText, fill: (template: string, language?: string) => string): SpokenText {
  if (typeof text === 'string') return fill(text)
  return Object.fromEntries(Object.entries(text).map(([language, template]) => [language, fill(template, language)]))
}

/**
 * Fills `{{nextOpening}}` and `{{holiday}}`. The clause around one that has no value is left out: back to the comma,
 * colon, semicolon or dash before it and on to the next one, or to the end of the sentence; a clause that begins a
 * sentence takes the whole sentence with it. So `We are closed, and open again {{nextOpening}}.` becomes
 * `We are closed.`
 */
export function fillText(template: string, values: ClosedValues): string {
  let text = template
  for (const [name, placeholder] of placeholders) {
    for (let found = placeholder.exec(text); found !== null; found = placeholder.exec(text)) {
      const value = values[name]
      const before = text.slice(0, found.index)
      const after = text.slice(found.index + found[0].length)
      text = value === undefined ? withoutClause(before, after) : before + value.replaceAll('{', '') + after
    }
  }
  return text
}

const placeholders = [
  ['nextOpening', /\{\{\s*nextOpening\s*\}\}/],
  ['holiday', /\{\{\s*holiday\s*\}\}/],
] as const

function withoutClause(before: string, after: string): string {
  const sentenceStart = endOf(lastMatch(/[.!?]\s+/g, before))
  const sentenceStop = indexIn(after, /[.!?](?=\s|$)/)
  const comma = lastMatch(separators, before.slice(sentenceStart))
  if (comma === undefined) {
    return `${before.slice(0, sentenceStart)}${after.slice(sentenceStop + 1).trimStart()}`.trim()
  }
  const clauseStop = Math.min(indexIn(after, new RegExp(separators.source)), sentenceStop)
  return before.slice(0, sentenceStart + comma.index) + after.slice(clauseStop)
}

/** What stands between clauses; not the colon of a time. */
const separators = /[,;:](?=\s)|\s[–—-](?=\s)/g

function lastMatch(pattern: RegExp, text: string): RegExpExecArray | undefined {
  return [...text.matchAll(pattern)].at(-1)
}

function endOf(match: RegExpExecArray | undefined): number {
  return match === undefined ? 0 : match.index + match[0].length
}

/** Where a pattern is found first, else the end. */
function indexIn(text: string, pattern: RegExp): number {
  const index = text.search(pattern)
  return index < 0 ? text.length : index
}
