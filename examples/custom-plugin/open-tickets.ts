import { definePlugin, spokenText } from '@preanswer/core'
import { z } from 'zod'

declare module '@preanswer/core' {
  interface Facts {
    /** Tickets of the caller that are still open; absent when the help desk did not say */
    readonly openTickets?: number
  }
}

const found = z.object({ open: z.int() })

/** Asks the help desk about the caller, and greets whoever waits for an answer. */
export const openTickets = definePlugin({
  name: 'open-tickets',
  options: z.strictObject({ url: z.url(), greeting: spokenText.default('Hello, I see that we owe you an answer.') }),
  provides: ['openTickets'],
  setup(hooks, { url, greeting }) {
    hooks.identify.tap({ budgetMs: 500 }, async ({ call, signal }) => {
      if (call.caller === undefined) return
      const response = await fetch(`${url}/tickets?phone=${encodeURIComponent(call.caller)}`, { signal })
      if (!response.ok) throw new Error(`the help desk answers ${response.status}`)
      return { openTickets: found.parse(await response.json()).open }
    })
    hooks.contribute.tap(({ facts }) => ((facts.openTickets ?? 0) > 0 ? { firstMessage: greeting } : undefined))
  },
})
