import { definePlugin } from '@preanswer/core'
import { decide } from './limits.ts'
import { optionsSchema } from './options.ts'
import { createWallClocks } from './week.ts'

/** Says how long a call may take: by tier, hours, country, line, or until closing time. The first limit that fits counts. */
export const callLimits = definePlugin({
  name: 'call-limits',
  options: optionsSchema,
  budgetMs: 5,
  setup(hooks, { limits, timeZone }, { report, timeZones }) {
    const hasHours = limits.some(({ hours }) => hours !== undefined)
    const wallClockIn = createWallClocks()
    // the first clock of a process takes some 20 ms to make: not in a call
    if (hasHours) for (const zone of [timeZone ?? 'UTC', ...timeZones]) wallClockIn(zone)?.(Date.now())
    if (hasHours && timeZone === undefined && timeZones.length === 0) {
      report({
        severity: 'warning',
        code: 'no-time-zone',
        path: ['timeZone'],
        message: 'no time zone is known to read the `hours` of limits by, so none of them fits a call',
        hint: 'set `timeZone` here or in the host’s config, unless a plugin finds facts.timeZone',
      })
    }

    limits.forEach(({ untilClosing }, index) => {
      if (untilClosing === undefined) return
      report({
        severity: 'note',
        code: 'needs-opening-hours',
        path: ['limits', index, 'untilClosing'],
        message: 'counts only where a plugin such as business-hours finds facts.openingHours',
        hint: 'add one, or give the limit a `maxDurationSeconds` too',
      })
    })

    hooks.contribute.tap(({ call, facts, line, note }) => {
      const clock = hasHours
        ? (wallClockIn(timeZone) ?? wallClockIn(facts.timeZone) ?? wallClockIn(line.timeZone))
        : undefined
      if (hasHours && clock === undefined) note('no-time-zone')
      const decision = decide(limits, { call, facts, weekMinute: clock?.(call.receivedAt) })
      if (decision === undefined) return
      const { maxDurationSeconds, index, isClosing } = decision
      note(`limit-${index}`)
      if (isClosing) note('until-closing')
      return { maxDurationSeconds }
    })
  },
})
