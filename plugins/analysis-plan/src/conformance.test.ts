import { conformance } from '@preanswer/testing/vitest'
import { analysisPlan } from './index.ts'

conformance(analysisPlan, {
  module: new URL('../dist/index.js', import.meta.url),
  options: { template: 'appointment', minMessages: 3 },
})
