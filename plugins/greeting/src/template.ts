/** A text with holes in it, ready to be filled. */
export interface Template {
  readonly parts: readonly (string | Placeholder)[]
}

/** One hole. */
export interface Placeholder {
  /** `salutation`, `customer.firstName`, `facts.openTickets` */
  readonly name: string
  /** Said where there is no value; without it the text cannot be used then */
  readonly fallback?: string
}

/** Longest template in characters: two minutes of speech. */
const maximumLength = 1_500

const maximumPlaceholders = 20

const customerFields = ['id', 'name', 'firstName', 'tier', 'language']

/** The platform fills these in an analysis plan, and nowhere else. */
const platformNames = ['schema', 'transcript', 'endedReason', 'ended_reason']

/**
 * Reads a template. `{{salutation}}`, `{{customer.…}}` and `{{facts.…}}` become holes, also with a default:
 * `{{customer.firstName | there}}`. All other names are variables of the host and stay as they are.
 *
 * @returns The template, or what is wrong with it
 */
export function parseTemplate(text: string): Template | { readonly problems: readonly string[] } {
  if (text.length > maximumLength) return { problems: [`is longer than ${maximumLength} characters`] }
  const problems: string[] = []
  const parts: (string | Placeholder)[] = []
  // what stands between braces is every second piece
  text.split(/\{\{(.*?)\}\}/s).forEach((piece, index) => {
    if (index % 2 === 1) parts.push(readPlaceholder(piece, problems))
    else if (/\{\{|\}\}/.test(piece)) problems.push('has double braces that do not match: write `{{name}}`')
    else if (piece !== '') parts.push(piece)
  })
  const holes = parts.filter((part) => typeof part !== 'string')
  if (text.trim() === '') problems.push('is empty')
  if (holes.length > maximumPlaceholders) problems.push(`has more than ${maximumPlaceholders} placeholders`)
  return problems.length > 0 ? { problems: [...new Set(problems)] } : { parts }
}

/** The filled text; `undefined` when a placeholder has neither a value nor a default. */
export function fillTemplate({ parts }: Template, lookUp: (name: string) => string | undefined): string | undefined {
  let text = ''
  for (const part of parts) {
    const filled = typeof part === 'string' ? part : (lookUp(part.name) ?? part.fallback)
    if (filled === undefined) return undefined
    text += filled
  }
  return text
}

/** Names that must have a value: the template is not used without them. */
export function neededBy({ parts }: Template): readonly string[] {
  return parts.flatMap((part) => (typeof part === 'string' || part.fallback !== undefined ? [] : [part.name]))
}

/** Whether a template has this name in it, with or without a default. */
export function mentions({ parts }: Template, name: string): boolean {
  return parts.some((part) => typeof part !== 'string' && part.name === name)
}

function readPlaceholder(inner: string, problems: string[]): string | Placeholder {
  const [, name, bar, given = ''] = /^\s*([A-Za-z_][\w.-]*)\s*(?:(\|)([^{}|"]*))?$/.exec(inner) ?? []
  const whole = `{{${inner.slice(0, 60)}}}`
  const fallback = given.trim()
  if (name === undefined) problems.push(`has ${whole}, which is no placeholder: write {{name}} or {{name | default}}`)
  else if (bar !== undefined && fallback === '') {
    problems.push(`has ${whole} with an empty default: write a text without the placeholder after this one`)
  } else if (/^(?:salutation$|customer\.|facts\.)/.test(name)) {
    problems.push(...nameProblems(name))
    return bar === undefined ? { name } : { name, fallback }
  } else if (platformNames.includes(name)) problems.push(`has ${whole}, which nobody fills in in a greeting`)
  else if (bar !== undefined) {
    problems.push(`has ${whole}: the host fills in {{${name}}} from its variables, so it cannot have a default here`)
  }
  return `{{${inner}}}`
}

function nameProblems(name: string): readonly string[] {
  const [scope, field = '', ...deeper] = name.split('.')
  if (/\.(?:\.|$)/.test(name)) return [`has {{${name}}}, whose name is cut short`]
  if (scope !== 'customer') return []
  const isKnown = field === 'attributes' ? deeper.length > 0 : customerFields.includes(field) && deeper.length === 0
  const known = [...customerFields.map((one) => `customer.${one}`), 'customer.attributes.…'].join(', ')
  return isKnown ? [] : [`has {{${name}}}, which does not exist; there are ${known}`]
}
