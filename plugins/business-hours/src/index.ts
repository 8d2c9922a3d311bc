import { definePlugin, type Facts, type Patch, type SpokenText, type TapContext } from '@preanswer/core'
import { fillSpokenText, fillText } from './closed-text.ts'
import { dayMinutes } from './notation.ts'
import { type CheckedOptions, optionsSchema } from './options.ts'
import type { Opening } from './outlook.ts'
import type { ClosedReason } from './schedule.ts'
import { createSayWhen } from './spoken-time.ts'
import { openTimetable } from './timetable.ts'

export type { BusinessHoursOptions } from './options.ts'

declare module '@preanswer/core' {
  interface Facts {
    /** Whether the business is open at the time of the call. Instants are ms since the Unix epoch, within 400 days */
    readonly openingHours?: {
      readonly state: 'open' | 'closed'
      /** Absent while closed, or when it does not close */
      readonly closesAt?: number
      /** Absent while open, or when it does not open */
      readonly opensAt?: number
    }
  }
}

/**
 * Changes the answer (`closed.patch`), or turns the call away (`closed.reject`), while the business is closed.
 * Without a known time zone every call counts as within opening hours.
 */
export const businessHours = definePlugin({
  name: 'business-hours',
  options: optionsSchema,
  budgetMs: 5,
  provides: ['openingHours'],
  async setup(hooks, options, context) {
    const { timeZone, closed } = options
    const timetable = await openTimetable(options, context)
    const texts = createTexts()
    const complain = once(() => context.log.error({}, 'No time zone is known, so no call is closed: set timeZone.'))

    function openingFor({ facts, line }: TapContext): Opening | undefined {
      const { openingIn } = timetable
      return openingIn(timeZone) ?? openingIn(facts.timeZone) ?? openingIn(line.timeZone)
    }

    function closedFor(context: TapContext): { reason: ClosedReason; opening: Opening } | undefined {
      const opening = openingFor(context)
      if (opening === undefined) {
        context.note('no-time-zone')
        complain()
        return undefined
      }
      const { state } = opening.outlookAt(context.call.receivedAt)
      if (state === 'open') return undefined
      const exempt = isExempt(context, options)
      context.note(exempt ? 'exempt' : state)
      return exempt ? undefined : { reason: state, opening }
    }

    hooks.identify.tap((context) => {
      const opening = openingFor(context)
      return opening && { openingHours: openingFact(opening, context.call.receivedAt) }
    })

    // one of two taps: a tap with nothing to do would still count in the plan of budgets
    if (closed.reject !== undefined) {
      const { reject } = closed
      hooks.screen.tap((context) => {
        const found = closedFor(context)
        return found && { reject: texts.fill(reject, found.opening, context), reason: found.reason }
      })
    } else {
      const { patch } = closed
      hooks.contribute.tap((context) => {
        const found = closedFor(context)
        return found && texts.fillPatch(patch, found.opening, context)
      })
    }
  },
})

function isExempt({ call, facts, line }: TapContext, options: CheckedOptions): boolean {
  const isIn = (set: ReadonlySet<string>, word: string | undefined) => word !== undefined && set.has(word)
  return (
    isIn(options.exemptTiers, facts.customer?.tier) ||
    isIn(options.exemptCallers, call.caller) ||
    isIn(options.exemptLines, call.dialedNumber) ||
    isIn(options.exemptLines, line.name)
  )
}

function openingFact({ outlookAt }: Opening, epochMs: number): NonNullable<Facts['openingHours']> {
  const { state, changesAt } = outlookAt(epochMs)
  if (state === 'open') return { state, ...(changesAt === undefined ? {} : { closesAt: changesAt }) }
  return { state: 'closed', ...(changesAt === undefined ? {} : { opensAt: changesAt }) }
}

/** Says when it opens again, in texts and in the variable `nextOpening`. */
function createTexts() {
  const sayWhen = createSayWhen()

  function valuesFor({ dayOn, outlookAt, wallClock }: Opening, { call, facts, line }: TapContext) {
    const now = wallClock(call.receivedAt)
    const { changesAt } = outlookAt(call.receivedAt)
    // a text that is the same for all languages is most likely in that of the line
    const ownLanguage = line.language ?? facts.language ?? 'en'
    return (language = ownLanguage) => ({
      nextOpening: changesAt === undefined ? undefined : sayWhen(wallClock(changesAt), now, language),
      holiday: dayOn(Math.floor(now / dayMinutes)).holiday,
    })
  }

  function fill(text: SpokenText, opening: Opening, context: TapContext): SpokenText {
    const values = valuesFor(opening, context)
    return fillSpokenText(text, (template, language) => fillText(template, values(language)))
  }

  function fillPatch(patch: Patch, opening: Opening, context: TapContext): Patch {
    const { nextOpening } = valuesFor(opening, context)()
    return {
      ...patch,
      ...(patch.firstMessage === undefined ? {} : { firstMessage: fill(patch.firstMessage, opening, context) }),
      ...(nextOpening === undefined ? {} : { variables: { ...patch.variables, nextOpening } }),
    }
  }

  return { fill, fillPatch }
}

function once(run: () => void): () => void {
  let done = false
  return () => {
    if (!done) run()
    done = true
  }
}
