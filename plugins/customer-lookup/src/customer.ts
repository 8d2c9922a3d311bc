import { type Customer, languageTag, speakableValue } from '@preanswer/core'
import { valuesAt } from './fields.ts'
import type { Numbers } from './numbers.ts'

/** Where the fields of a customer stand in a record. Of several paths each is looked at. */
export interface Fields {
  /** Where the record's numbers stand: one of them has to be the caller's */
  readonly number?: readonly string[] | undefined
  readonly id?: string | undefined
  /** Several are joined by a blank */
  readonly name?: readonly string[] | undefined
  readonly firstName?: string | undefined
  readonly tier?: string | undefined
  readonly language?: string | undefined
  /** By the name of the attribute */
  readonly attributes?: Readonly<Record<string, string>> | undefined
}

/** What a lookup came to. */
export interface Found {
  /** Absent when nobody is known */
  readonly customer?: Customer
  /** Remarks for the trace */
  readonly notes: readonly string[]
}

/** Finds the customer in the records that a source has under a caller's number. */
export type CustomerReader = (records: readonly unknown[], number: string) => Found

/** Longest texts, in characters. */
const limits = { id: 200, tier: 100, attribute: 500 }

/**
 * Makes a reader. What it returns is clean: names as they may be spoken, everything else within limits. A value that is
 * not fit is left out with a note.
 *
 * @param tiers The words that count as a tier; any where absent
 */
export function createReader(fields: Fields, numbers: Numbers, tiers?: readonly string[]): CustomerReader {
  const isOwn = (record: unknown, number: string) =>
    fields.number?.some((path) => valuesAt(record, path).some((written) => numbers.normalize(written) === number)) ??
    true

  // the first text takes milliseconds
  speakableValue('a')

  return (records, number) => {
    const own = records.filter((record) => isOwn(record, number))
    if (own.length === 0) return { notes: [records.length === 0 ? 'miss' : 'number-differs'] }
    const notes = new Set<string>(['hit'])
    if (own.length > 1) notes.add('several-hits')
    const customer = agreed(own.map((record) => readCustomer(record, fields, tiers, notes)))
    return Object.keys(customer).length === 0 ? { notes: [...notes] } : { customer, notes: [...notes] }
  }
}

function readCustomer(
  record: unknown,
  fields: Fields,
  tiers: readonly string[] | undefined,
  notes: Set<string>,
): Customer {
  function read(field: string, paths: readonly string[], clean: (text: string) => string | undefined) {
    const texts = paths.flatMap((path) => valuesAt(record, path).slice(0, 1).map(textOf))
    if (texts.length === 0) return undefined
    const value = clean(texts.join(' '))
    if (value === undefined) notes.add(`${field}-dropped`)
    return value
  }
  const tierOf = (text: string) => {
    const tier = speakableOrFigure(text, limits.tier)
    return tier === undefined || tiers === undefined || tiers.includes(tier) ? tier : undefined
  }
  const path = (name: 'id' | 'firstName' | 'tier' | 'language') => (fields[name] === undefined ? [] : [fields[name]])

  return withoutUndefined({
    id: read('id', path('id'), (text) => (text.length <= limits.id && /^\P{C}+$/u.test(text) ? text : undefined)),
    name: read('name', fields.name ?? [], (text) => speakableValue(text)),
    firstName: read('first-name', path('firstName'), (text) => speakableValue(text)),
    tier: read('tier', path('tier'), tierOf),
    language: read('language', path('language'), languageOf),
    attributes: readAttributes(record, fields.attributes ?? {}, notes),
  })
}

function readAttributes(
  record: unknown,
  paths: Readonly<Record<string, string>>,
  notes: Set<string>,
): Readonly<Record<string, unknown>> | undefined {
  const found = Object.entries(paths).flatMap(([name, path]) => {
    const [value] = valuesAt(record, path)
    if (value === undefined) return []
    if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return [[name, value]]
    const text = speakableOrFigure(textOf(value), limits.attribute)
    if (text === undefined) notes.add('attribute-dropped')
    return text === undefined ? [] : [[name, text]]
  })
  return found.length === 0 ? undefined : Object.fromEntries(found)
}

/** What several records say alike. Where they differ, or one is silent, nothing is known. */
function agreed([first = {}, ...others]: readonly Customer[]): Customer {
  const same = (key: string, read: (customer: Customer) => Readonly<Record<string, unknown>> | undefined) =>
    others.every((other) => read(other)?.[key] === read(first)?.[key])
  const { attributes, ...rest } = first
  const texts = Object.entries(rest).filter(([key]) => same(key, (customer) => ({ ...customer })))
  const shared = Object.entries(attributes ?? {}).filter(([key]) => same(key, (customer) => customer.attributes))
  return { ...Object.fromEntries(texts), ...(shared.length === 0 ? {} : { attributes: Object.fromEntries(shared) }) }
}

/** A text without letters, such as a date or an amount, is no name but does no harm. */
function speakableOrFigure(text: string, maximum: number): string | undefined {
  const figure = text.trim()
  if (figure.length <= maximum && /^[\d+\-.,:/%€$£ TZ]+$/.test(figure)) return figure
  return speakableValue(text, maximum)
}

/** BCP 47 of what CRMs write: `nl`, `nl-NL`, `nl_NL`. */
function languageOf(text: string): string | undefined {
  try {
    const [tag] = Intl.getCanonicalLocales(text.trim().replaceAll('_', '-'))
    return languageTag.safeParse(tag).success ? tag : undefined
  } catch {
    return undefined
  }
}

function textOf(value: unknown): string {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString()
  if (typeof value === 'object' || Number.isNaN(value)) return ''
  return String(value)
}

function withoutUndefined<T extends object>(value: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as never
}
