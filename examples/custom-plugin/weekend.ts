import { definePlugin, spokenText } from '@preanswer/core'
import { z } from 'zod'

/** Greets otherwise on Saturday and Sunday, by the clock of the line. */
export const weekend = definePlugin({
  name: 'weekend',
  options: z.strictObject({ greeting: spokenText }),
  budgetMs: 5,
  setup(hooks, { greeting }, { timeZones }) {
    const clocks = new Map(timeZones.map((timeZone) => [timeZone, weekdayIn(timeZone)]))
    hooks.contribute.tap(({ call, line }) => {
      const clock = clocks.get(line.timeZone ?? '')
      return clock && /Sat|Sun/.test(clock.format(call.receivedAt)) ? { firstMessage: greeting } : undefined
    })
  },
})

function weekdayIn(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en', { timeZone, weekday: 'short' })
}
