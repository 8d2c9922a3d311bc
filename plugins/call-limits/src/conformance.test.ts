import { conformance } from '@preanswer/testing/vitest'
import { callLimits } from './index.ts'

conformance(callLimits, {
  module: new URL('../dist/index.js', import.meta.url),
  options: {
    timeZone: 'Europe/Amsterdam',
    limits: [
      { tiers: ['gold'], maxDurationSeconds: 1_800 },
      { hours: { 'mon-fri': ['09:00-17:00'] }, maxDurationSeconds: 900 },
      { maxDurationSeconds: 300 },
    ],
  },
})
