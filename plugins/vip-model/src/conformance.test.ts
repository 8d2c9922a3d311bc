import { mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { callerFrom } from '@preanswer/testing'
import { conformance } from '@preanswer/testing/vitest'
import { afterAll } from 'vitest'
import { vipModel } from './index.ts'

const baseDir = mkdtempSync(join(tmpdir(), 'preanswer-conformance-'))
writeFileSync(join(baseDir, 'gold.csv'), `${callerFrom('NL')}\n+4420*\n`)
afterAll(() => rm(baseDir, { recursive: true }))

conformance(vipModel, {
  module: new URL('../dist/index.js', import.meta.url),
  options: {
    tiers: {
      gold: { file: 'gold.csv', patch: { llm: { model: 'gpt-5.4' }, maxDurationSeconds: 1_800 } },
      silver: {
        prefixes: ['+49'],
        patch: { firstMessage: { de: 'Schön, dass Sie anrufen!', en: 'Good to hear you!' } },
      },
    },
  },
  baseDir,
})
