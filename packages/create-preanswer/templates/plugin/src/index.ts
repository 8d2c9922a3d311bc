import { definePlugin } from '@preanswer/core'
import { optionsSchema } from './options.ts'

/** Greets callers whose numbers begin in a certain way. */
export const __export__ = definePlugin({
  name: '__name__',
  options: optionsSchema,
  budgetMs: 5,
  setup(hooks, { prefixes, greeting }) {
    hooks.contribute.tap(({ call: { caller } }) => {
      // a caller who withholds the number is an ordinary caller
      if (caller === undefined || !prefixes.some((prefix) => caller.startsWith(prefix))) return
      return { firstMessage: greeting }
    })
  },
})
