import { reply } from '../upstream.ts'
import { type Check, listed } from './check.ts'
import type { Subject } from './trial.ts'
import { turns } from './turns.ts'

/** Checks of a plugin whose upstream takes connections and never answers. */
export const timeChecks = {
  'keeps-budget': {
    claim: 'leaves the thread to others, also while its upstream is dead',
    presupposes: ['answers'],
    async run(subject) {
      let always = [...(await whileDead(subject)).held]
      // a machine with more to do may hold a thread too, but not three times the same one
      for (let round = 1; round < 3 && always.length > 0; round += 1) {
        const { held } = await whileDead(subject)
        always = always.filter((hook) => held.has(hook))
      }
      if (always.length === 0) return undefined
      return {
        problem: `its ${listed(always)} tap held the thread for more than 100 ms, and every other call with it`,
        fix: 'await what takes long; a computation belongs in a worker of its own, or into `setup`',
      }
    },
  },
  'honours-abort': {
    claim: 'ends within 50 ms when its budget is spent',
    presupposes: ['answers', 'keeps-budget'],
    async run(subject) {
      const { unsettled } = await whileDead(subject)
      if (unsettled.length === 0) return undefined
      return {
        problem: `its ${listed(unsettled)} tap went on when nobody waited for it any more`,
        fix: 'hand `signal` to `fetch` and to whatever else you await, or end by `remainingMs()`',
      }
    },
  },
} as const satisfies Record<string, Check>

/** ms that a tap gets while it waits for nothing. */
const budgetMs = 150

/** Rings while nothing that is asked answers; tells who held the thread, and who had not ended after its budget. */
async function whileDead(subject: Subject): Promise<{ held: Set<string>; unsettled: string[] }> {
  const trial = await subject.trial(subject.options, { budgetMs })
  subject.upstream.instead(reply.hang)
  try {
    const held = new Set<string>()
    for (const call of subject.calls.filter(({ kind }) => kind === 'ordinary').slice(0, 2)) {
      const { taps } = await trial.ring(call)
      for (const { hook, notes } of taps) if (notes.includes('held-the-thread')) held.add(hook)
    }
    await turns()
    return { held, unsettled: trial.probe.runs.filter(({ isSettled }) => !isSettled).map(({ hook }) => hook) }
  } finally {
    subject.upstream.instead(undefined)
    await trial.close()
  }
}
