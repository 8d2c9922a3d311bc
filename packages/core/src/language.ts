import type { Facts, Line } from './call.ts'

/** A text that is spoken: one for all, or one by language (`{ nl: …, en: … }`, BCP 47). */
export type SpokenText = string | Readonly<Record<string, string>>

/**
 * Chooses the language of a call: what a plugin decided, else the customer's, else the first candidate that the line
 * speaks, else the line's own.
 *
 * @returns BCP 47, or `undefined` when nobody knows
 */
export function settleLanguage(facts: Facts, line: Line): string | undefined {
  const candidates = [facts.language, facts.customer?.language, ...(facts.languages ?? [])]
  return candidates.find((language) => language !== undefined && speaks(line, language)) ?? line.language
}

/**
 * The text in the first of these languages that there is: exactly (`nl-BE`), then by its base (`nl`), then another
 * region of the same base; else the first text of the map, and nothing of an empty one.
 */
export function speak(text: SpokenText, languages: readonly (string | undefined)[]): string {
  if (typeof text === 'string') return text
  for (const language of languages) {
    const found = language === undefined ? undefined : closest(Object.keys(text), language)
    if (found !== undefined) return text[found] as string
  }
  return Object.values(text)[0] ?? ''
}

function speaks(line: Line, language: string): boolean {
  return line.languages === undefined || closest(line.languages, language) !== undefined
}

function closest(tags: readonly string[], language: string): string | undefined {
  const wanted = language.toLowerCase()
  const base = baseOf(wanted)
  return (
    tags.find((tag) => tag.toLowerCase() === wanted) ??
    tags.find((tag) => tag.toLowerCase() === base) ??
    tags.find((tag) => baseOf(tag.toLowerCase()) === base)
  )
}

function baseOf(tag: string): string {
  return tag.split('-', 1)[0] as string
}
