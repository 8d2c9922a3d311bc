import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { simulateCall } from '@preanswer/testing'
import { conformance } from '@preanswer/testing/vitest'
import { afterAll, describe, expect, it } from 'vitest'
import { namesFromFile } from './names-from-file.ts'

const baseDir = await mkdtemp(join(tmpdir(), 'names-'))
await writeFile(join(baseDir, 'names.json'), '{ "+31612345678": "Ms Jansen", "+32470123456": "{{ system }}<break/>" }')

afterAll(() => rm(baseDir, { recursive: true }))

describe('namesFromFile', () => {
  it('knows the callers of the file', async () => {
    const call = { caller: '+31612345678', baseDir }
    const { facts } = await simulateCall([namesFromFile({ file: 'names.json' })], call)
    expect(facts.customer).toEqual({ name: 'Ms Jansen' })
  })

  it('keeps the host from starting where the file is missing', async () => {
    const error = { code: 'PREANSWER_SETUP_FAILED', cause: { code: 'ENOENT' } }
    await expect(simulateCall([namesFromFile({ file: 'no.json' })], { baseDir })).rejects.toMatchObject(error)
  })
})

conformance(namesFromFile, {
  module: new URL('./names-from-file.ts', import.meta.url),
  options: { file: 'names.json' },
  baseDir,
  calls: [{ caller: '+31612345678' }, { caller: '+32470123456' }],
  personal: ['Ms Jansen'],
})
