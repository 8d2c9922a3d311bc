import { languageTag, llmPatch, sttPatch, ttsPatch } from '@preanswer/core'
import { z } from 'zod'
import { unknownCountries } from './country.ts'

/** What the assistant is told for one language; all of it or, with a block that would not be whole, nothing of it. */
const languagePatch = z
  .strictObject({
    firstMessage: z.string().trim().min(1).max(4_000),
    stt: sttPatch,
    tts: ttsPatch,
    llm: llmPatch,
  })
  .partial()

const bestFirst = z.array(languageTag).min(1).max(20)

// YAML reads an unquoted +3287 as a number, and a key loses its plus
const start = z.string().regex(/^\+[1-9]\d{0,14}$/, 'not the beginning of a number in E.164, in quotes: "+3287"')

const providerKey = z.string().min(1).max(200)
const byProvider = z.record(providerKey, z.array(languageTag).min(1).max(500))

/** Options of `languageByCountryCode`. */
export const optionsSchema = z
  .strictObject({
    /** By BCP 47 tag: what to change when the call is held in that language */
    languages: z
      .record(languageTag, languagePatch)
      .refine((patches) => Object.keys(patches).length > 0, 'needs at least one language')
      .optional(),
    /** By ISO 3166-1 alpha-2: languages in place of the plugin's own, best first */
    countries: z
      .record(z.string(), bestFirst)
      .superRefine(async (countries, context) => {
        for (const code of await unknownCountries(Object.keys(countries))) {
          const message = 'not a country that a number can belong to; ISO 3166-1 alpha-2 in capitals, like GB'
          context.addIssue({ code: 'custom', path: [code], message })
        }
      })
      .optional(),
    /** By the beginning of the number: languages before those of the country, best first */
    areas: z.record(start, bestFirst).optional(),
    /** By provider, or `provider/model`: what it understands or speaks, in place of the plugin's own list */
    providers: z.strictObject({ stt: byProvider, tts: byProvider }).partial().optional(),
  })
  .prefault({})

export type LanguagePatch = z.output<typeof languagePatch>
export type LanguagePatches = Readonly<Record<string, LanguagePatch>>
