import { callerFrom } from '@preanswer/testing'
import { conformance } from '@preanswer/testing/vitest'
import { callerScreening } from './index.ts'

conformance(callerScreening, {
  module: new URL('../dist/index.js', import.meta.url),
  options: {
    allow: { callers: [callerFrom('NL')] },
    deny: { prefixes: ['+49'], reject: 'We cannot take your call.' },
    withheld: { reject: { nl: 'Belt u met uw nummer.', en: 'Please call with your number.' } },
    countries: { allow: ['NL', 'BE', 'GB', 'US', 'DE', 'AT', 'CH'] },
    rate: { calls: 5, minutes: 10 },
    reject: 'Please write to us.',
  },
})
