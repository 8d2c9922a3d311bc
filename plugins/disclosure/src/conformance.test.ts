import { conformance } from '@preanswer/testing/vitest'
import { disclosure } from './index.ts'

conformance(disclosure, {
  module: new URL('../dist/index.js', import.meta.url),
  options: { country: 'NL', recorded: true, texts: { ai: { nl: 'U spreekt met een computer.' } } },
})
