import { conformance } from '@preanswer/testing/vitest'
import { languageByCountryCode } from './index.ts'

conformance(languageByCountryCode, {
  module: new URL('../dist/index.js', import.meta.url),
  options: {
    languages: {
      nl: { firstMessage: 'Goedendag!' },
      de: { firstMessage: 'Guten Tag!', tts: { voiceId: 'anna' } },
      fr: { firstMessage: 'Bonjour !', stt: { language: 'fr' } },
    },
    countries: { BE: ['fr', 'nl'] },
  },
})
