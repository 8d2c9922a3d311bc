import { definePlugin } from '@preanswer/core'
import { areaFinder } from './areas.ts'
import { loadCountryFinder } from './country.ts'
import { languagesOf } from './languages.ts'
import { createOffers, findConcerns } from './offer.ts'
import { optionsSchema } from './options.ts'
import { spokenLanguages } from './spoken-languages.ts'

/** Candidates that the host takes. */
const maximumLanguages = 20

/** Finds the caller's country and languages from the number, and answers in the one that the call is held in. */
export const languageByCountryCode = definePlugin({
  name: 'language-by-country-code',
  options: optionsSchema,
  provides: ['country', 'languages'],
  async setup(hooks, { languages: patches, countries = {}, areas = {}, providers = {} }, { report }) {
    const countryOf = await loadCountryFinder()
    const languagesOfArea = areaFinder(areas)
    const setup = { patches, spoken: spokenLanguages(providers) }
    const offerIn = createOffers(setup)
    // the first look-up takes 4 ms
    languagesOf('NL')
    for (const finding of findConcerns(setup)) report(finding)

    hooks.identify.tap({ budgetMs: 10 }, ({ call, line, assistant, note }) => {
      if (call.caller === undefined) return
      const country = countryOf(call.caller)
      if (country === undefined) return note('country-unknown')
      const likely = [...languagesOfArea(call.caller), ...(countries[country] ?? languagesOf(country, call.caller))]
      // a language that cannot be spoken must not become the language of the call
      const offers = [...new Set(likely)].map((language) => ({
        language,
        ...offerIn(language, line, assistant),
      }))
      const languages = offers.flatMap(({ language, obstacle }) => (obstacle === undefined ? [language] : []))
      if (languages.length > 0) return { country, languages: languages.slice(0, maximumLanguages) }
      for (const obstacle of new Set(offers.flatMap((offer) => offer.obstacle ?? []))) note(obstacle)
      return { country }
    })

    if (patches === undefined) return
    hooks.contribute.tap({ budgetMs: 5 }, ({ facts, line, assistant, note }) => {
      if (facts.language === undefined) return
      const { patch, obstacle } = offerIn(facts.language, line, assistant)
      if (obstacle !== undefined) return note(obstacle)
      return patch
    })
  },
})
