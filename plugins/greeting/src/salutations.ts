import { covers, type HourSpan, parseHours } from './time-of-day.ts'

/** What one says at a time of the day; the first span that covers it counts. */
export type Salutations = readonly (HourSpan & { readonly text: string })[]

/** By language, by part of the day: what config says, and what is built in. */
export type SalutationTable = Readonly<Record<string, Readonly<Record<string, string>>>>

/** Built in, by language. */
export const builtInSalutations: SalutationTable = {
  nl: { '06:00-12:00': 'Goedemorgen', '12:00-18:00': 'Goedemiddag', '18:00-06:00': 'Goedenavond' },
  en: { '06:00-12:00': 'Good morning', '12:00-18:00': 'Good afternoon', '18:00-06:00': 'Good evening' },
  de: { '06:00-11:00': 'Guten Morgen', '11:00-18:00': 'Guten Tag', '18:00-06:00': 'Guten Abend' },
  fr: { '06:00-18:00': 'Bonjour', '18:00-06:00': 'Bonsoir' },
}

/** The salutations for texts in a language (BCP 47): its own, else those of its base; empty where there are none. */
export function salutationsFor(language: string, own: SalutationTable): Salutations {
  const table = find(own, language) ?? find(builtInSalutations, language) ?? {}
  return Object.entries(table).flatMap(([hours, text]) => {
    const span = parseHours(hours)
    return span === undefined ? [] : [{ ...span, text }]
  })
}

/** What one says at this minute of the day; nothing when the minute is not known. */
export function salutationAt(salutations: Salutations, minute: number | undefined): string | undefined {
  return salutations.find((span) => covers(span, minute))?.text
}

/** Whether there is one at every hour. */
export function coversDay(salutations: Salutations): boolean {
  return Array.from({ length: 1_440 }, (_, minute) => minute).every(
    (minute) => salutationAt(salutations, minute) !== undefined,
  )
}

function find(table: SalutationTable, language: string): SalutationTable[string] | undefined {
  const wanted = language.toLowerCase()
  const entries = Object.entries(table).map(([tag, texts]) => [tag.toLowerCase(), texts] as const)
  const [, texts] =
    entries.find(([tag]) => tag === wanted) ?? entries.find(([tag]) => tag === wanted.split('-', 1)[0]) ?? []
  return texts
}
