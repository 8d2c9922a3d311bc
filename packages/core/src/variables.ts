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
  const result = text.replace(placeholder, (whole, name: string) => {
    if (reserved.has(name)) return whole
    if (Object.hasOwn(values, name)) {
      filled = true
      return cleanValue(values[name])
    }
    unknown.push(name)
    return unknownNames === 'stay' ? whole : ''
  })
  // a dropped placeholder leaves no double blank and none before a comma
  const tidy = unknown.length > 0 && unknownNames === 'drop' ? result.replace(/ +(?=[ ,.!?;:])/g, '').trim() : result
  return { text: tidy, filled, unknown }
}

/** Without control characters and placeholders, one line, at most 500 characters. */
function cleanValue(value: unknown): string {
  const text = String(value)
    .normalize('NFC')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .replace(/\{\{|\}\}/g, '')
  return Array.from(text).slice(0, maximumLength).join('').trim()
}
