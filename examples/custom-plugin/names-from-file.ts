import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { definePlugin, describeError, e164 } from '@preanswer/core'
import { z } from 'zod'

const names = z.record(e164, z.string().max(80))

/** Knows the callers of a JSON file, `{ "+31612345678": "Ms Jansen" }`, which is read again every minute. */
export const namesFromFile = definePlugin({
  name: 'names-from-file',
  options: z.strictObject({ file: z.string() }),
  provides: ['customer'],
  async setup(hooks, { file }, { baseDir, log, report }) {
    const read = async () => names.parse(JSON.parse(await readFile(resolve(baseDir, file), 'utf8')))
    let known = await read()
    if (Object.keys(known).length === 0) {
      report({ severity: 'warning', code: 'no-names', path: ['file'], message: 'knows nobody', hint: 'fill the file' })
    }
    const timer = setInterval(async () => {
      try {
        known = await read()
      } catch (error) {
        log.warn(describeError(error), 'the names were not read again; the old ones stay')
      }
    }, 60_000)
    hooks.identify.tap(({ call }) => {
      const name = known[call.caller ?? '']
      return name === undefined ? undefined : { customer: { name } }
    })
    return () => clearInterval(timer)
  },
})
