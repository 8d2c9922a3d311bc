import type { Facts } from '@preanswer/core'
import type { MadeUpNumbers } from './made-up.ts'

/** Replaces what is personal, the same way wherever it stands. */
export interface Redactor {
  /** The facts of a call, without what tells who it is */
  readonly facts: Facts
  /** Other data of the same call: a copy in which numbers are made up, and what the facts held of the caller is replaced */
  redact(value: unknown): unknown
}

/** Facts of the core that say nothing about a single person. */
const harmless = ['country', 'languages', 'language', 'timeZone', 'openingHours']

/** What stands for a caller. A first name stands in the name, as it mostly does. */
const standIns = { name: 'Kim Example', firstName: 'Kim', id: 'customer-1' } as const

/** Larger numbers may be somebody's: of a customer, of an order. */
const largestNumber = 9_999

/**
 * @param words Texts that stand in the config: an operator chose them, so that they are no secret of a caller
 */
export function createRedactor(facts: Facts, words: ReadonlySet<string>, numbers: MadeUpNumbers): Redactor {
  const { customer, ...others } = facts
  const { tier, language, attributes, ...person } = customer ?? {}
  const replaced = new Map<string, string>()
  for (const [key, value] of Object.entries(person)) {
    if (typeof value === 'string') replaced.set(value, standIns[key as keyof typeof standIns] ?? `${key}-1`)
  }
  const unknown = Object.entries(others).filter(([key]) => !harmless.includes(key))
  for (const text of textsIn([attributes, unknown.map(([, value]) => value)])) {
    if (!words.has(text) && !replaced.has(text)) replaced.set(text, `text-${replaced.size + 1}`)
  }
  const personal = patternOf([...replaced.keys()])

  function redactText(text: string): string {
    const named = personal === undefined ? text : text.replace(personal, (found) => replaced.get(found) ?? found)
    return named.replace(numberLike, (found) => (isoDate.test(found) ? found : numbers.inPlaceOfText(found)))
  }

  function redact(value: unknown): unknown {
    if (typeof value === 'string') return redactText(value)
    if (Array.isArray(value)) return value.map(redact)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [redactText(key), redact(item)]))
  }

  const known = {
    ...Object.fromEntries(Object.entries(others).filter(([key]) => harmless.includes(key))),
    ...(withoutLargeNumbers(redact(Object.fromEntries(unknown))) as object),
    ...(customer === undefined
      ? {}
      : {
          customer: {
            ...(redact(person) as object),
            ...(tier === undefined ? {} : { tier }),
            ...(language === undefined ? {} : { language }),
            ...(attributes === undefined ? {} : { attributes: withoutLargeNumbers(redact(attributes)) }),
          },
        }),
  }
  return { facts: known as Facts, redact }
}

/** Digits that could be a phone number, with what people write between them. */
const numberLike = /\+?\p{Nd}(?:[\s()./_\p{Pd}]{0,3}\p{Nd}){6,}/gu

/** Dates look like it. */
const isoDate = /\d{4}-\d\d-\d\d/

/** Finds any of these texts as whole words, the longest first. */
function patternOf(texts: readonly string[]): RegExp | undefined {
  const sorted = texts.filter((text) => text.trim().length > 1).toSorted((one, other) => other.length - one.length)
  if (sorted.length === 0) return undefined
  const escaped = sorted.map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${escaped.join('|')})(?![\\p{L}\\p{N}])`, 'gu')
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(textsIn)
}

function withoutLargeNumbers(value: unknown): unknown {
  if (typeof value === 'number') return Math.abs(value) > largestNumber ? largestNumber : value
  if (Array.isArray(value)) return value.map(withoutLargeNumbers)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutLargeNumbers(item)]))
}
