import { definePlugin, type Finding, speak, type TapContext } from '@preanswer/core'
import { type CheckedOptions, optionsSchema } from './options.ts'
import { coversDay, salutationAt } from './salutations.ts'
import { fillTemplate, neededBy } from './template.ts'
import { covers, createMinuteOfDay } from './time-of-day.ts'
import { factValue } from './values.ts'

export type { GreetingOptions } from './options.ts'

/**
 * Greets in the caller's language, by the time of day and with what is known of the caller. Of the texts of a language
 * the first is spoken that fits the hour and has a value for each placeholder; the last one is best a neutral one.
 */
export const greeting = definePlugin({
  name: 'greeting',
  options: optionsSchema,
  budgetMs: 5,
  setup(hooks, { wordings, timeZone }, { log, report }) {
    for (const finding of findSlips(wordings)) report(finding)
    const tags = Object.fromEntries([...wordings.keys()].map((tag) => [tag, tag]))
    const minuteOfDay = createMinuteOfDay()
    // the first clock of a process takes some 20 ms to make: not in a call
    minuteOfDay(timeZone ?? 'UTC', 0)
    const complain = once(() => log.warn({}, 'No time zone is known: texts that depend on the hour are not spoken.'))

    function minuteIn({ call, facts, line, note }: TapContext): number | undefined {
      for (const zone of [timeZone, facts.timeZone, line.timeZone]) {
        const minute = minuteOfDay(zone, call.receivedAt)
        if (minute !== undefined) return minute
      }
      note('no-time-zone')
      complain()
      return undefined
    }

    hooks.contribute.tap((context) => {
      const { facts, line, note } = context
      const wording = wordings.get(speak(tags, [facts.language, line.language]))
      if (wording === undefined) return undefined
      const minute = lazily(() => minuteIn(context))
      const complainOfValue = once(() => note('value-not-fit'))

      function lookUp(name: string): string | undefined {
        if (name === 'salutation') return wording && salutationAt(wording.salutations, minute())
        const { text, isFound } = factValue(facts, name)
        if (isFound && text === undefined) complainOfValue()
        return text
      }

      for (const { hours, template } of wording.variants) {
        if (hours !== undefined && !covers(hours, minute())) continue
        const firstMessage = fillTemplate(template, lookUp)
        if (firstMessage !== undefined) return { firstMessage }
      }
      note('no-text-fits')
      return undefined
    })
  },
})

/** What is legal and yet probably not meant. */
function findSlips(wordings: CheckedOptions['wordings']): readonly Finding[] {
  return [...wordings].flatMap(([language, { variants, salutations }]): Finding[] => {
    const known = coversDay(salutations) ? ['salutation'] : []
    const first = variants.findIndex(
      ({ hours, template }) => hours === undefined && neededBy(template).every((name) => known.includes(name)),
    )
    if (first < 0) {
      const message = `no text in ${language} fits every call: where none does, the saved greeting is spoken`
      return [{ severity: 'note', code: 'no-neutral-text', path: ['texts', language], message }]
    }
    return variants.slice(first + 1).map((_, index) => ({
      severity: 'warning',
      code: 'unused-text',
      path: ['texts', language, first + 1 + index],
      message: 'is never spoken: a text before it fits every call',
      hint: 'put the texts that need more before those that need less',
    }))
  })
}

function lazily<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

function once(run: () => void): () => void {
  let done = false
  return () => {
    if (!done) run()
    done = true
  }
}
