import { conformance } from '@preanswer/testing/vitest'
import { abTest } from './index.ts'

conformance(abTest, {
  module: new URL('../dist/index.js', import.meta.url),
  options: {
    experiment: 'short-greeting',
    variants: { usual: { weight: 50 }, short: { weight: 50, patch: { firstMessage: 'Hi!' } } },
  },
})
