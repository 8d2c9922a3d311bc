import { type Host, parseNumber } from '@preanswer/core'
import type { Inspected } from '@preanswer/inspector'
import { exitCodes, Failure } from './exit-codes.ts'
import { assistantRequest } from './test-call.ts'
import { version } from './version.ts'

/**
 * A host as the inspector shows it.
 *
 * @param redact Takes what came from the environment out of a text of the config
 */
export function inspected(host: Host, redact: (text: string) => string): Inspected {
  return {
    host,
    version: version(),
    webhookBody: (call) => JSON.stringify(assistantRequest(call)),
    redact,
    async timetable({ from = 'withheld', ...question }) {
      if (from !== 'withheld' && parseNumber(from) === undefined) {
        throw new Failure(exitCodes.usage, 'Write the caller in E.164, like +31612345678, or withheld.')
      }
      // only those who look need it
      const { timetable } = await import('./timetable/timetable.ts')
      return timetable(host, { ...question, from })
    },
  }
}
