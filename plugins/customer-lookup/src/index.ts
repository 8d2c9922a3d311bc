import { definePlugin } from '@preanswer/core'
import { findConcerns } from './concerns.ts'
import type { Found } from './customer.ts'
import { openLookup } from './open-lookup.ts'
import { optionsSchema } from './options.ts'

/** ms before the end of its budget at which a call stops waiting: an old answer has to get out in time. */
const marginMs = 20

/** Finds out who is calling, over HTTP, in PostgreSQL, in SQLite or in a CSV file. */
export const customerLookup = definePlugin({
  name: 'customer-lookup',
  options: optionsSchema,
  provides: ['customer'],
  async setup(hooks, options, context) {
    for (const finding of findConcerns(options)) context.report(finding)
    const lookup = await openLookup(options, context)

    // it never fails: an open breaker would silence what is known already
    hooks.identify.tap(({ call, remainingMs, note }) => {
      if (call.caller === undefined) return
      const tell = ({ customer, notes }: Found) => {
        for (const remark of notes) note(remark)
        return customer && { customer }
      }
      const found = lookup.find(call.caller, remainingMs() - marginMs)
      return found instanceof Promise ? found.then(tell) : tell(found)
    })
    return () => lookup.close()
  },
})
