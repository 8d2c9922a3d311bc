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
    languages: z
      .record(languageTag, languagePatch)
      .refine((patches) => Object.keys(patches).length > 0, 'needs at least one language')
      .optional()
      .meta({
        shape: 'by language: `{ firstMessage?, stt?, tts?, llm? }`',
        unit: 'BCP 47',
        description:
          'what changes when the call is held in that language; `{}` says that the assistant speaks it as it is',
      }),
    countries: z
      .record(z.string(), bestFirst)
      .superRefine(async (countries, context) => {
        for (const code of await unknownCountries(Object.keys(countries))) {
          const message = 'not a country that a number can belong to; ISO 3166-1 alpha-2 in capitals, like GB'
          context.addIssue({ code: 'custom', path: [code], message })
        }
      })
      .optional()
      .meta({
        shape: 'by country: list of languages, best first',
        unit: 'ISO 3166-1 alpha-2; BCP 47',
        absent: "the plugin's own",
        description: "what people in a country speak, in place of the plugin's own list, areas included",
      }),
    areas: z.record(start, bestFirst).optional().meta({
      shape: 'by beginning of the number: list of languages',
      unit: 'E.164, quoted: `"+3287"`; BCP 47',
      description: 'what people in an area speak, before what the country does; the longest beginning counts',
    }),
    providers: z.strictObject({ stt: byProvider, tts: byProvider }).partial().optional().meta({
      shape: '`{ stt?, tts? }`, by provider: list of languages',
      unit: '`deepgram` or `elevenlabs/eleven_v3`; BCP 47',
      absent: "the plugin's own",
      description: "what a recogniser or a voice speaks, in place of the plugin's own list",
    }),
  })
  .prefault({})

export type LanguagePatch = z.output<typeof languagePatch>
export type LanguagePatches = Readonly<Record<string, LanguagePatch>>
