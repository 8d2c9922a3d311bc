import { definePlugin, languageTag, llmPatch, sttPatch, ttsPatch } from '@preanswer/core'
import { z } from 'zod'
import { isWhole } from './blocks.ts'
import { loadCountryFinder, unknownCountries } from './country.ts'
import { isSameLanguage, languagesOf, servingTag } from './languages.ts'

/** What the assistant is told for one language; all of it or, with a block that would not be whole, nothing of it. */
const languagePatch = z
  .strictObject({
    firstMessage: z.string().trim().min(1).max(4_000),
    stt: sttPatch,
    tts: ttsPatch,
    llm: llmPatch,
  })
  .partial()

const options = z
  .strictObject({
    /** By BCP 47 tag: what to change when the call is held in that language */
    languages: z
      .record(languageTag, languagePatch)
      .refine((patches) => Object.keys(patches).length > 0, 'needs at least one language')
      .optional(),
    /** By ISO 3166-1 alpha-2: languages in place of the plugin's own, best first */
    countries: z
      .record(z.string(), z.array(languageTag).min(1).max(20))
      .superRefine(async (countries, context) => {
        for (const code of await unknownCountries(Object.keys(countries))) {
          const message = 'not a country that a number can belong to; ISO 3166-1 alpha-2 in capitals, like GB'
          context.addIssue({ code: 'custom', path: [code], message })
        }
      })
      .optional(),
  })
  .prefault({})

/** Finds the caller's country and languages from the number, and answers in the one that the call is held in. */
export const languageByCountryCode = definePlugin({
  name: 'language-by-country-code',
  options,
  provides: ['country', 'languages'],
  async setup(hooks, { languages: patches, countries = {} }) {
    const countryOf = await loadCountryFinder()
    // the first look-up takes 4 ms
    languagesOf('NL')

    hooks.identify.tap({ budgetMs: 10 }, ({ call, line, note }) => {
      if (call.caller === undefined) return
      const country = countryOf(call.caller)
      if (country === undefined) return note('country-unknown')
      const candidates = countries[country] ?? languagesOf(country)
      // a language that nobody has set up must not become the language of the call
      const spoken = patches && [...Object.keys(patches), line.language, ...(line.languages ?? [])]
      const languages = candidates.filter((language) => !spoken || spoken.some((tag) => isSameLanguage(tag, language)))
      if (languages.length > 0) return { country, languages }
      note('language-not-spoken')
      return { country }
    })

    if (patches === undefined) return
    hooks.contribute.tap({ budgetMs: 5 }, ({ facts, line, assistant, note }) => {
      if (facts.language === undefined) return
      const tag = servingTag(Object.keys(patches), facts.language, line.language)
      const patch = tag === undefined ? undefined : patches[tag]
      if (patch === undefined)
        return isSameLanguage(line.language, facts.language) ? undefined : note('language-not-configured')
      return isWhole(patch, assistant) ? patch : note('language-incomplete')
    })
  },
})
