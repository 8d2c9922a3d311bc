import { definePlugin, type TapContext } from '@preanswer/core'
import { optionsSchema } from './options.ts'
import { stateAt } from './schedule.ts'
import { createWallClocks } from './wall-clock.ts'

export type { BusinessHoursOptions } from './options.ts'

/**
 * Changes the answer (`closed.patch`), or turns the call away (`closed.reject`), while the business is closed.
 * Without a known time zone every call counts as within opening hours.
 */
export const businessHours = definePlugin({
  name: 'business-hours',
  options: optionsSchema,
  budgetMs: 5,
  setup(hooks, { openingTimes, timeZone, closed, exemptTiers }, { log }) {
    const { patch, reject } = closed
    const wallClockIn = createWallClocks()
    // the first clock of a process takes some 20 ms to make: not in a call
    wallClockIn(timeZone ?? 'UTC')?.(Date.now())
    const complain = once(() => log.error({}, 'No time zone is known, so no call is closed: set timeZone.'))

    function reasonClosed({ call, facts, line, note }: TapContext) {
      const wallClock = wallClockIn(timeZone) ?? wallClockIn(facts.timeZone) ?? wallClockIn(line.timeZone)
      if (wallClock === undefined) {
        note('no-time-zone')
        complain()
        return undefined
      }
      const state = stateAt(openingTimes, wallClock(call.receivedAt))
      if (state === 'open') return undefined
      const exempt = facts.customer?.tier !== undefined && exemptTiers.has(facts.customer.tier)
      note(exempt ? 'exempt' : state)
      return exempt ? undefined : state
    }

    // one tap, not two: a tap with nothing to do would still count in the plan of budgets
    if (reject !== undefined) {
      hooks.screen.tap((context) => {
        const reason = reasonClosed(context)
        return reason && { reject, reason }
      })
    }
    if (patch !== undefined) hooks.contribute.tap((context) => (reasonClosed(context) ? patch : undefined))
  },
})

function once(run: () => void): () => void {
  let done = false
  return () => {
    if (!done) run()
    done = true
  }
}
