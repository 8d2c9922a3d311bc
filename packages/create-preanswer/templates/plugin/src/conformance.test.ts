import { conformance } from '@preanswer/testing/vitest'
import { __export__ } from './index.ts'

conformance(__export__, {
  module: new URL('./index.ts', import.meta.url),
  options: { prefixes: ['+31'], greeting: { nl: 'Goedendag!', en: 'Good day!' } },
})
