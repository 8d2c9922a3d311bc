import { conformance } from '@preanswer/testing/vitest'
import { returningCaller } from './returning-caller.ts'

conformance(returningCaller, {
  module: new URL('./returning-caller.ts', import.meta.url),
  options: { names: { '+31612345678': 'Ms Jansen' } },
})
