import { definePlugin, type Rejection } from '@preanswer/core'
import { openNumberList } from '@preanswer/number-list'
import { createCallCounts } from './call-counts.ts'
import { loadCountryFinder } from './country.ts'
import { optionsSchema, type Rule } from './options.ts'

/** What the trace says of a call that a rule has refused. */
const reasons: Readonly<Record<Rule, string>> = {
  deny: 'caller-denied',
  withheld: 'caller-withheld',
  countries: 'country-not-served',
  rate: 'too-many-calls',
}

/** Turns callers away by list, by country, without a number, or when they ring too often. What is unknown is let through. */
export const callerScreening = definePlugin({
  name: 'caller-screening',
  options: optionsSchema,
  budgetMs: 5,
  async setup(hooks, { sources, texts, isServed, rate }, context) {
    const listed = await openNumberList(sources, context)
    const countryOf = texts.has('countries') ? await loadCountryFinder() : undefined
    const counts = rate && createCallCounts(rate)
    const rejections = new Map(
      [...texts].map(([rule, reject]): [Rule, Rejection] => [rule, { reject, reason: reasons[rule] }]),
    )

    hooks.screen.tap(({ call, facts, isRehearsal, note }) => {
      // nobody rings there
      if (call.kind === 'outbound' || call.kind === 'web') return
      if (call.caller === undefined) return rejections.get('withheld')
      const entry = listed.valueOf(call.caller)
      if (entry === 'allow') return note('caller-allowed')
      if (entry === 'deny') return rejections.get('deny')
      if (countryOf !== undefined) {
        const country = facts.country ?? countryOf(call.caller)
        if (country === undefined) note('country-unknown')
        else if (!isServed(country)) return rejections.get('countries')
      }
      const ask = isRehearsal ? counts?.wouldAdmit : counts?.admit
      if (ask?.(call.caller, call.id, call.receivedAt) === false) return rejections.get('rate')
    })

    return () => listed.close()
  },
})
