import { type NumberForm, type NumberForms, numberForms } from './numbers.ts'

/** `{e164}`, `{digits}`, `{national}`, `{significant}`. */
const placeholder = new RegExp(`\\{(${numberForms.join('|')})\\}`, 'g')

/** Whether a text has a place for the number. */
export function hasPlace(text: string): boolean {
  return text.search(placeholder) >= 0
}

/** Puts the number into a URL, percent-encoded: `+31…` becomes `%2B31…`. */
export function fillUrl(template: string, forms: NumberForms): string {
  return template.replace(placeholder, (_, form: NumberForm) => encodeURIComponent(forms[form]))
}

/** Puts the number into all texts of a JSON value. */
export function fillJson(template: unknown, forms: NumberForms): unknown {
  if (typeof template === 'string') return template.replace(placeholder, (_, form: NumberForm) => forms[form])
  if (Array.isArray(template)) return template.map((item) => fillJson(item, forms))
  if (typeof template !== 'object' || template === null) return template
  return Object.fromEntries(Object.entries(template).map(([key, item]) => [key, fillJson(item, forms)]))
}

/** A query whose places are parameters: the number is never part of its text. */
export interface ParameterizedQuery {
  readonly text: string
  /** The values of the parameters, in order */
  parametersOf(forms: NumberForms): string[]
}

/** No number belongs to more customers than this; what comes after it is not read. */
const maximumHits = 20

/**
 * Makes a query of a template. It becomes part of another one, which limits the rows and takes nothing but reading.
 *
 * @param name How the database writes parameter `index`, counted from 1: `$1`
 */
export function parameterize(template: string, name: (index: number) => string): ParameterizedQuery {
  const used: NumberForm[] = []
  const query = template.replace(placeholder, (_, form: NumberForm) => {
    if (!used.includes(form)) used.push(form)
    return name(used.indexOf(form) + 1)
  })
  return {
    // a comment at the end must not swallow what follows
    text: `SELECT * FROM (\n${query.replace(/[\s;]+$/, '')}\n) AS found LIMIT ${maximumHits}`,
    parametersOf: (forms) => used.map((form) => forms[form]),
  }
}
