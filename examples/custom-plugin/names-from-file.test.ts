import { fileURLToPath } from 'node:url'
import { callerFrom, simulateCall, withheld } from '@preanswer/testing'
import { conformance } from '@preanswer/testing/vitest'
import { describe, expect, it } from 'vitest'
import { namesFromFile } from './names-from-file.ts'

const baseDir = fileURLToPath(new URL('.', import.meta.url))
const options = { file: 'names.json' }

describe('namesFromFile', () => {
  it.each([
    { who: 'a caller in the file', caller: callerFrom('NL'), name: 'Ms Jansen' },
    { who: 'somebody else', caller: callerFrom('GB'), name: undefined },
    { who: 'a caller who withholds the number', caller: withheld, name: undefined },
  ])('knows $who as $name', async ({ caller, name }) => {
    const { facts } = await simulateCall([namesFromFile(options)], { caller, baseDir })
    expect(facts.customer?.name).toBe(name)
  })

  it('refuses to start without its file', async () => {
    const plugins = [namesFromFile({ file: 'nowhere.json' })]
    await expect(simulateCall(plugins, { baseDir })).rejects.toMatchObject({ code: 'PREANSWER_SETUP_FAILED' })
  })
})

conformance(namesFromFile, { module: new URL('./names-from-file.ts', import.meta.url), options, baseDir })
