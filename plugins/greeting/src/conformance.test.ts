import { conformance } from '@preanswer/testing/vitest'
import { greeting } from './index.ts'

conformance(greeting, {
  module: new URL('../dist/index.js', import.meta.url),
  options: {
    texts: {
      nl: ['{{salutation}} {{customer.firstName}}, u spreekt met De Linde.', '{{salutation}}, u spreekt met De Linde.'],
      en: [{ hours: '22:00-06:00', text: 'You are calling late.' }, '{{salutation}} {{customer.name | dear guest}}.'],
    },
    salutations: { en: { '00:00-24:00': 'Hello' } },
    timeZone: 'Europe/Amsterdam',
  },
})
