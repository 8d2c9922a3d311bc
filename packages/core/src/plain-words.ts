import type { z } from 'zod'

/** What zod found wrong, in plain words. A text that the schema's author wrote stays. */
export function inPlainWords(issue: z.core.$ZodIssue): string {
  // in zod's own words the texts begin so
  if (!/^(?:Invalid|Too (?:small|big)|Unrecognized)/.test(issue.message)) return issue.message
  switch (issue.code) {
    case 'invalid_type':
      return /received undefined$/.test(issue.message)
        ? `is missing: ${oneOf(nounsOf(issue))}`
        : `expected ${oneOf(nounsOf(issue))}`
    case 'invalid_value':
      return `expected ${oneOf(nounsOf(issue))}`
    case 'too_small':
      return `must ${boundOf(issue.origin, 'at least', issue.minimum, issue.inclusive ?? true, 'more than')}`
    case 'too_big':
      return `must ${boundOf(issue.origin, 'at most', issue.maximum, issue.inclusive ?? true, 'less than')}`
    case 'invalid_format':
      return issue.format === 'url'
        ? 'not an address, like https://example.com/path'
        : `not in the format ${issue.format}`
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`
    default:
      return issue.message.replace(/^Invalid input: /, '')
  }
}

/** What may stand in place of a value of the wrong kind: `a whole number`; `"legacy"`, `"camel"`, `"snake"`. */
export function nounsOf(issue: z.core.$ZodIssueInvalidType | z.core.$ZodIssueInvalidValue): readonly string[] {
  if (issue.code === 'invalid_type') return [nouns[issue.expected] ?? `a ${issue.expected}`]
  return issue.values.map((value) => (typeof value === 'string' ? JSON.stringify(value) : String(value)))
}

/** `a, b or c`. */
export function oneOf(alternatives: readonly string[]): string {
  const last = alternatives.at(-1) ?? ''
  return alternatives.length < 2 ? last : `${alternatives.slice(0, -1).join(', ')} or ${last}`
}

const nouns: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
  never: 'nothing',
}

function boundOf(origin: string, within: string, bound: number | bigint, inclusive: boolean, beyond: string): string {
  const limit = `${inclusive ? within : beyond} ${bound}`
  if (origin === 'string') return Number(bound) === 1 ? 'not be empty' : `have ${limit} characters`
  if (origin === 'array' || origin === 'set') return `have ${limit} ${Number(bound) === 1 ? 'item' : 'items'}`
  return `be ${limit}`
}
