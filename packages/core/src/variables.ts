import { cleanLine, cutAtCharacter } from './speech-text.ts'

/** The platform fills these itself; they are never ours. */
const reserved = new Set(['schema', 'transcript', 'endedReason', 'ended_reason'])

const placeholder = /\{\{\s*([A-Za-z_][\w.-]*)\s*\}\}/g

/** Longest value that is put into a text; names and dates are shorter. */
const maximumLength = 500

export type VariableValues = Readonly<Record<string, string | number | boolean>>

export interface Rendered {
  readonly text: string
  /** Whether a placeholder was filled */
  readonly filled: boolean
  /** Names that have no value */
  readonly unknown: readonly string[]
}

/**
 * Fills `{{name}}` placeholders. Values are cleaned and never evaluated; the platform's own placeholders stay.
 *
 * @param unknownNames Whether a placeholder without a value stays in the text or is dropped
 */
export function renderVariables(text: string, values: VariableValues, unknownNames: 'stay' | 'drop'): Rendered {
  if (!text.includes('{{')) return { text, filled: false, unknown: [] }
  const unknown: string[] = []
  let filled = false
  let result = ''
  let at = 0
  for (const { 0: whole, 1: name = '', index } of text.matchAll(placeholder)) {
    result += text.slice(at, index)
    at = index + whole.length
    if (reserved.has(name)) result += whole
    else if (Object.hasOwn(values, name)) {
      filled = true
      result += cleanValue(values[name])
    } else {
      unknown.push(name)
      if (unknownNames === 'stay') result += whole
      else [result, at] = closeGap(result, text, at)
    }
  }
  return { text: result + text.slice(at), filled, unknown }
}

/** A dropped placeholder leaves no double blank, none before a comma and none at the start of a line. */
function closeGap(before: string, text: string, at: number): [before: string, at: number] {
  if (before === '' || before.endsWith('\n')) return [before, text[at] === ' ' ? at + 1 : at]
  return before.endsWith(' ') && /[\s,.!?;:]|^$/.test(text[at] ?? '') ? [before.slice(0, -1), at] : [before, at]
}

/** One line of at most 500 characters. Without braces, so that no value reads as a placeholder. */
function cleanValue(value: unknown): string {
  return cutAtCharacter(cleanLine(String(value)).replace(/[{}]+/g, ''), maximumLength).trim()
}
