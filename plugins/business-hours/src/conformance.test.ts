import { conformance } from '@preanswer/testing/vitest'
import { businessHours } from './index.ts'

conformance(businessHours, {
  module: new URL('../dist/index.js', import.meta.url),
  options: {
    timeZone: 'Europe/Amsterdam',
    hours: { 'mon-fri': ['09:00-17:30'] },
    holidays: { country: 'NL' },
    closed: {
      reject: {
        nl: 'We zijn gesloten. We zijn {{nextOpening}} weer open.',
        en: 'We are closed. We open again {{nextOpening}}.',
      },
    },
  },
})
