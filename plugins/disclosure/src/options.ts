import { e164, languageTag } from '@preanswer/core'
import { z } from 'zod'

const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })

const country = z
  .string()
  .refine(isCountry, 'not a country in ISO 3166-1 alpha-2, like NL (Greece is GR, the European Union is none)')

const rules = z.strictObject({ country, recorded: z.boolean().optional(), ai: z.boolean().optional() })

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
  texts: z.strictObject({ ai: texts, recording: texts }).partial().default({}),
  equivalents: z.strictObject({ ai: phrases, recording: phrases }).partial().default({}),
  byDialedNumber: z.record(e164, z.union([z.literal(false), rules.partial()])).default({}),
})

function isCountry(code: string): boolean {
  return /^[A-Z]{2}$/.test(code) && !['EU', 'EZ', 'UN', 'UK', 'ZZ'].includes(code) && regions.of(code) !== undefined
}
