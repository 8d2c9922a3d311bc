import { type Facts, speakableValue } from '@preanswer/core'

/** What people write into a field for a name when they have none. */
const notNames = new Set(
  `null undefined nil nan none n/a unknown anonymous test onbekend anoniem unbekannt anonym inconnu anonyme`.split(' '),
)

/** What is known under a name: `isFound` tells a value that is not fit to be spoken from none at all. */
export interface Value {
  readonly text: string | undefined
  readonly isFound: boolean
}

/**
 * Looks a name up in the facts: `customer.firstName`, `facts.openTickets`. Text is spoken only when it is fit for that,
 * a whole number as it is, and nothing else.
 */
export function factValue(facts: Facts, name: string): Value {
  const path = (name.startsWith('facts.') ? name.slice('facts.'.length) : name).split('.')
  const value = path.reduce<unknown>(property, facts)
  const isMissing = value === undefined || value === null || value === ''
  return isMissing ? { text: undefined, isFound: false } : { text: spoken(value), isFound: true }
}

function property(parent: unknown, key: string): unknown {
  if (typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, key)) return undefined
  return (parent as Record<string, unknown>)[key]
}

function spoken(value: unknown): string | undefined {
  if (Number.isSafeInteger(value)) return String(value)
  const text = speakableValue(value)
  return text === undefined || notNames.has(text.toLowerCase()) ? undefined : text
}
