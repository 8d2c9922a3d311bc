import type { Problem } from './plain.ts'

export interface AnalysisMessage {
  readonly role: 'system' | 'user'
  readonly content: string
}

/** What is asked where options say nothing. The platform fills in `{{schema}}` and `{{transcript}}`. */
export const defaultMessages: readonly AnalysisMessage[] = [
  {
    role: 'system',
    content:
      'You read the transcript of a phone call and fill in a form about it. Use only what was said in the call. ' +
      'Where the call does not tell, leave the property out, unless the schema requires it. ' +
      'Answer with one JSON object that fits this JSON Schema, and with nothing else:\n\n{{schema}}',
  },
  { role: 'user', content: 'The transcript of the call:\n\n{{transcript}}' },
]

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
