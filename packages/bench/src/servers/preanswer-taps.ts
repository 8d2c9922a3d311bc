import { definePlugin, type Entry, type Patch } from '@preanswer/core'
import { later } from '../by-hand.ts'
import { isAnalysed, isGold, isOpen, languageOf } from '../decisions.ts'
import { analysisPatch, closedGreeting, goldPatch, speech } from '../job.ts'
import { embed } from './embed.ts'
import type { CreateServer } from './server.ts'

/** preanswer with the decisions of the servers by hand, one tap each. */
export const preanswerSync: CreateServer = () =>
  embed([
    entryOf('language', ({ caller }) => speech[languageOf(caller)]),
    entryOf('tier', ({ caller }) => (isGold(caller) ? goldPatch : undefined)),
    entryOf('hours', ({ receivedAt }) => (isOpen(receivedAt) ? undefined : closedPatch)),
    entryOf('analysis', ({ dialedNumber }) => (isAnalysed(dialedNumber) ? { analysisPlan: analysisPatch } : undefined)),
  ])

/** The same with four asynchronous taps. */
export const preanswerAsync: CreateServer = () =>
  embed([
    entryOf('language', async ({ caller }) => speech[await later(() => languageOf(caller))]),
    entryOf('tier', async ({ caller }) => ((await later(() => isGold(caller))) ? goldPatch : undefined)),
    entryOf('hours', async ({ receivedAt }) => ((await later(() => isOpen(receivedAt))) ? undefined : closedPatch)),
    entryOf('analysis', async ({ dialedNumber }) =>
      (await later(() => isAnalysed(dialedNumber))) ? { analysisPlan: analysisPatch } : undefined,
    ),
  ])

const closedPatch: Patch = { firstMessage: closedGreeting }

interface Ringing {
  readonly caller: string
  readonly dialedNumber: string
  readonly receivedAt: number
}

function entryOf(name: string, decide: (ringing: Ringing) => Patch | undefined | Promise<Patch | undefined>): Entry {
  const plugin = definePlugin({
    name,
    setup(hooks) {
      hooks.contribute.tap(({ call: { caller = '', dialedNumber = '', receivedAt } }) =>
        decide({ caller, dialedNumber, receivedAt }),
      )
    },
  })
  return plugin()
}
