import { definePlugin, type OpeningHours, type Patch, type SpokenText, type TapContext } from '@preanswer/core'
import { fillSpokenText, fillText, templatesIn } from './closed-text.ts'
import { dayMinutes } from './notation.ts'
import { type CheckedOptions, type Closed, optionsSchema } from './options.ts'
import type { Opening } from './outlook.ts'
import type { ClosedReason } from './schedule.ts'
import { createSayWhen } from './spoken-time.ts'
import { openTimetable } from './timetable.ts'

export type { BusinessHoursOptions } from './options.ts'

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
    const texts = createTexts(closed)
    const complain = once(() => context.log.error({}, 'No time zone is known, so no call is closed: set timeZone.'))

    function openingFor({ facts, line }: TapContext): Opening | undefined {
      const { openingIn } = timetable
      return openingIn(timeZone) ?? openingIn(facts.timeZone) ?? openingIn(line.timeZone)
    }

    function closedFor(context: TapContext): Closing | undefined {
      const opening = openingFor(context)
      if (opening === undefined) {
        context.note('no-time-zone')
        complain()
        return undefined
      }
      const { state, wallMinute, change } = opening.outlookAt(context.call.receivedAt)
      if (state === 'open') return undefined
      if (context.facts.openingHours?.isOverride) {
        context.note('override')
        return undefined
      }
      const exempt = isExempt(context, options)
      context.note(exempt ? 'exempt' : state)
      const { holiday } = opening.dayOn(Math.floor(wallMinute / dayMinutes))
      return exempt ? undefined : { reason: state, wallMinute, opensAtMinute: change?.wallMinute, holiday }
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
        return found && { reject: texts.fill(reject, found, context), reason: found.reason }
      })
    } else {
      const { patch } = closed
      hooks.contribute.tap((context) => {
        const found = closedFor(context)
        return found && texts.fillPatch(patch, found, context)
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

function openingFact({ outlookAt, dayOn }: Opening, epochMs: number): OpeningHours {
  const { state, wallMinute, change } = outlookAt(epochMs)
  const { holiday } = dayOn(Math.floor(wallMinute / dayMinutes))
  const named = holiday === undefined ? {} : { holiday }
  if (state === 'open') return { state, ...(change && { closesAt: change.epochMs }), ...named }
  return { state: 'closed', ...(change && { opensAt: change.epochMs }), ...named }
}

/** Why a call comes too late or too early, and what can be said of it. */
interface Closing {
  readonly reason: ClosedReason
  /** What the clock on the wall shows: minutes since 1970-01-01 00:00 */
  readonly wallMinute: number
  /** And what it will show when the business opens */
  readonly opensAtMinute: number | undefined
  readonly holiday: string | undefined
}

/** Says when it opens again, in texts and in the variable `nextOpening`. */
function createTexts({ reject, patch }: Closed) {
  const sayWhen = createSayWhen()
  // greetings are filled here, and what else may hold texts, as prompts do, by the host
  const isVariable = JSON.stringify({ ...patch, firstMessage: undefined }).includes('nextOpening')
  // the first words of a language take up to 20 ms: not in a call
  for (const [language = 'en'] of templatesIn(reject ?? patch.firstMessage ?? {})) sayWhen(10 * dayMinutes, 0, language)

  function openingIn(language: string, { wallMinute, opensAtMinute }: Closing): string | undefined {
    return opensAtMinute === undefined ? undefined : sayWhen(opensAtMinute, wallMinute, language)
  }

  function fill(text: SpokenText, closing: Closing, context: TapContext): SpokenText {
    return fillSpokenText(text, (template, language = ownLanguage(context)) =>
      fillText(template, { nextOpening: openingIn(language, closing), holiday: closing.holiday }),
    )
  }

  function fillPatch(patch: Patch, closing: Closing, context: TapContext): Patch {
    const nextOpening = openingIn(ownLanguage(context), closing)
    return {
      ...patch,
      ...(patch.firstMessage !== undefined && { firstMessage: fill(patch.firstMessage, closing, context) }),
      ...(isVariable && nextOpening !== undefined && { variables: { ...patch.variables, nextOpening } }),
    }
  }

  return { fill, fillPatch }
}

/** A text that is the same for all callers is most likely in the language of the line. */
function ownLanguage({ facts, line }: TapContext): string {
  return line.language ?? facts.language ?? 'en'
}

function once(run: () => void): () => void {
  let done = false
  return () => {
    if (!done) run()
    done = true
  }
}
