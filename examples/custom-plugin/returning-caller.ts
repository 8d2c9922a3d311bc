import { definePlugin, e164, speakableValue } from '@preanswer/core'
import { z } from 'zod'

/** Greets callers whom we know by their name. */
export const returningCaller = definePlugin({
  name: 'returning-caller',
  options: z.strictObject({ names: z.record(e164, z.string()) }),
  provides: ['customer'],
  setup(hooks, { names }) {
    const known = new Map(Object.entries(names))
    hooks.identify.tap(({ call }) => ({ customer: { name: known.get(call.caller ?? '') } }))
    hooks.contribute.tap(({ facts }) => {
      const name = speakableValue(facts.customer?.name)
      return name === undefined ? null : { firstMessage: `Good to hear you again, ${name}!` }
    })
  },
})
