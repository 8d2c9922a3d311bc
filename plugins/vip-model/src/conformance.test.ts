import { callerFrom } from '@preanswer/testing'
import { conformance } from '@preanswer/testing/vitest'
import { vipModel } from './index.ts'

conformance(vipModel, {
  module: new URL('../dist/index.js', import.meta.url),
  options: {
    tiers: {
      gold: { callers: [callerFrom('NL')], patch: { llm: { model: 'gpt-5.4' }, maxDurationSeconds: 1_800 } },
      silver: {
        prefixes: ['+49'],
        patch: { firstMessage: { de: 'Schön, dass Sie anrufen!', en: 'Good to hear you!' } },
      },
    },
  },
})
