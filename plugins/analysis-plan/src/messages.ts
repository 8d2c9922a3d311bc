import type { Problem } from './plain.ts'

export interface AnalysisMessage {
  readonly role: 'system' | 'user'
  readonly content: string
}

/** Languages that we ask in. */
export type AskedIn = 'nl' | 'en'

/**
 * What is asked where options say nothing. The platform fills in `{{schema}}` and `{{transcript}}`.
 *
 * @param absent What the model does with what the call does not tell: an own schema may leave it out, a template has null
 */
export function usualMessages(language: AskedIn, absent: 'left-out' | 'null'): readonly AnalysisMessage[] {
  const { task, answer, transcript, ...ways } = texts[language]
  return [
    { role: 'system', content: `${task} ${ways[absent]} ${answer}\n\n{{schema}}` },
    { role: 'user', content: `${transcript}\n\n{{transcript}}` },
  ]
}

const texts = {
  en: {
    task: 'You read the transcript of a phone call and fill in a form about it. Use only what was said in the call.',
    'left-out': 'Where the call does not tell, leave the property out, unless the schema requires it.',
    null: 'Where the call does not tell, write null. Write free text in English.',
    answer: 'Answer with one JSON object that fits this JSON Schema, and with nothing else:',
    transcript: 'The transcript of the call:',
  },
  nl: {
    task: 'Je leest het transcript van een telefoongesprek en vult er een formulier over in. Gebruik alleen wat er is gezegd.',
    'left-out': 'Laat weg wat het gesprek niet vertelt, tenzij het schema het vereist.',
    null: 'Vul null in waar het gesprek niets vertelt. Schrijf vrije tekst in het Nederlands.',
    answer: 'Antwoord met één JSON-object dat aan dit JSON Schema voldoet, en met niets anders:',
    transcript: 'Het transcript van het gesprek:',
  },
} as const

const placeholders = new Set(['{{schema}}', '{{transcript}}', '{{endedReason}}'])

/**
 * What is probably a slip in messages: placeholders that the platform does not fill in, and no `{{transcript}}`
 * anywhere. Paths start at the list.
 */
export function findMessageSlips(messages: readonly AnalysisMessage[]): readonly Problem[] {
  const unknown = messages.flatMap(({ content }, index) =>
    (content.match(/\{\{.*?\}\}/g) ?? [])
      .filter((placeholder) => !placeholders.has(placeholder))
      .map((placeholder) => ({
        path: [index, 'content'],
        message: `holds ${placeholder}, which the platform does not fill in; it knows ${[...placeholders].join(', ')}`,
      })),
  )
  if (messages.some(({ content }) => content.includes('{{transcript}}'))) return unknown
  return [...unknown, { path: [], message: 'hold no {{transcript}}: the model would not see the call' }]
}
