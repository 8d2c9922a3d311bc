import { languageTag } from '@preanswer/core'
import { z } from 'zod'
import { type Salutations, salutationsFor } from './salutations.ts'
import { mentions, parseTemplate, type Template } from './template.ts'
import { createMinuteOfDay, type HourSpan, parseHours } from './time-of-day.ts'

/** What a config says under `with`. */
export interface GreetingOptions {
  /** Texts by language (BCP 47), best first: the first that fits the hour and has all its values is spoken */
  readonly texts: Readonly<Record<string, readonly (string | { readonly hours: string; readonly text: string })[]>>
  /** What `{{salutation}}` says, by language and part of the day; built in for nl, en, de and fr */
  readonly salutations?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined
  /** IANA; the call's, else the line's where absent */
  readonly timeZone?: string | undefined
}

/** One way to greet. */
export interface Variant {
  /** When it is said; at any hour where absent */
  readonly hours?: HourSpan
  readonly template: Template
}

/** All ways to greet in one language. */
export interface Wording {
  readonly variants: readonly Variant[]
  readonly salutations: Salutations
}

/** What `setup` gets. */
export interface CheckedOptions {
  readonly wordings: ReadonlyMap<string, Wording>
  readonly timeZone?: string | undefined
}

const hours = z.string().refine((text) => parseHours(text) !== undefined, 'not a part of the day, like 06:00-12:00')

const template = z.string().transform((text, context) => {
  const parsed = parseTemplate(text)
  if ('parts' in parsed) return parsed
  for (const message of parsed.problems) context.addIssue({ code: 'custom', message })
  return z.NEVER
})

const variant = z.union([
  template.transform((parsed): Variant => ({ template: parsed })),
  z
    .strictObject({ hours: hours.transform((text) => parseHours(text) as HourSpan), text: template })
    .transform((given): Variant => ({ hours: given.hours, template: given.text })),
])

const salutation = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^{}]*$/, 'must hold no braces')

const salutationTable = z.record(
  languageTag,
  z.record(hours, salutation).refine((table) => Object.keys(table).length > 0, 'needs at least one part of the day'),
)

/** Reads the options; each problem has its path. */
export const optionsSchema: z.ZodType<CheckedOptions, GreetingOptions> = z
  .strictObject({
    texts: z
      .record(languageTag, z.array(variant).min(1).max(50))
      .refine((texts) => Object.keys(texts).length > 0, 'needs at least one language')
      .meta({
        shape: 'lists by language',
        unit: 'keys in BCP 47',
        description:
          'of a list, the first text is spoken that fits the hour and has a value for each of its placeholders',
      }),
    salutations: salutationTable.default({}).meta({
      shape: 'texts by part of the day, by language',
      absent: 'built in for nl, en, de, fr',
      unit: '`06:00-12:00`',
      description: 'what `{{salutation}}` says; a language given here replaces the built-in one',
    }),
    timeZone: z
      .string()
      .refine((zone) => createMinuteOfDay()(zone, 0) !== undefined, 'not an IANA time zone, like Europe/Amsterdam')
      .optional()
      .meta({ unit: 'IANA', absent: "the call's, else the line's", description: 'the zone of the hours' }),
  })
  .transform(({ texts, salutations: own, timeZone }, context) => {
    const wordings = new Map<string, Wording>()
    for (const [language, variants] of Object.entries(texts)) {
      const salutations = salutationsFor(language, own)
      const index = variants.findIndex(({ template }) => mentions(template, 'salutation'))
      if (index >= 0 && salutations.length === 0) {
        const message = `has {{salutation}}, and there is none in ${language}: write some in \`salutations\``
        context.addIssue({ code: 'custom', path: ['texts', language, index], message })
      }
      wordings.set(language, { variants, salutations })
    }
    return { wordings, timeZone }
  })
