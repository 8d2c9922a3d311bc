import { e164, languageTag } from '@preanswer/core'
import { z } from 'zod'

const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })

const country = z
  .string()
  .refine(isCountry, 'not a country in ISO 3166-1 alpha-2, like NL (Greece is GR, the European Union is none)')

const rules = z.strictObject({
  country: country.meta({ unit: 'ISO 3166-1 alpha-2', description: "the country of the line, not the caller's" }),
  recorded: z
    .boolean()
    .optional()
    .meta({ absent: '`false`', description: 'whether the calls are recorded; then it is said, in every country' }),
  ai: z
    .boolean()
    .optional()
    .meta({ absent: 'by the country', description: 'whether to say that one speaks with an AI' }),
})

// a placeholder would make it impossible to tell whether a greeting says it already
const text = z
  .string()
  .trim()
  .min(1)
  .max(300)
  .regex(/^[^{}]*$/, 'must hold no braces')
const texts = z.record(languageTag, text)
const phrases = z.array(z.string().max(300).regex(/\p{L}/u, 'needs a letter')).max(100)

/** Options of `disclosure`. `byDialedNumber` says what differs on a line; `false`: nothing is said there. */
export const optionsSchema = rules.extend({
  texts: z.strictObject({ ai: texts, recording: texts }).partial().default({}).meta({
    shape: '`{ ai, recording }`, each by language',
    absent: 'built in for en, nl, de, fr',
    unit: 'keys in BCP 47',
    description: 'in place of the built-in texts, or in more languages',
  }),
  equivalents: z.strictObject({ ai: phrases, recording: phrases }).partial().default({}).meta({
    shape: '`{ ai, recording }`, each a list',
    description: 'phrases in a greeting that say it already, in other words',
  }),
  byDialedNumber: z
    .record(e164, z.union([z.literal(false), rules.partial()]))
    .default({})
    .meta({
      shape: '`{ country, recorded, ai }` or `false`',
      unit: 'keys in E.164',
      description: 'what differs for calls to a number; `false`: nothing is said there',
    }),
})

function isCountry(code: string): boolean {
  return /^[A-Z]{2}$/.test(code) && !['EU', 'EZ', 'UN', 'UK', 'ZZ'].includes(code) && regions.of(code) !== undefined
}
