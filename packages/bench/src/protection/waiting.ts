import { definePlugin } from '@preanswer/core'
import { z } from 'zod'

/** Greets after a number of awaits. A module of its own: a worker loads its plugin by path. */
export default definePlugin({
  name: 'waiting',
  options: z.strictObject({ awaits: z.int().min(0) }),
  setup(hooks, { awaits }) {
    const patch = { firstMessage: 'Hello.' }
    if (awaits === 0) hooks.contribute.tap(() => patch)
    else {
      hooks.contribute.tap(async () => {
        for (let count = 0; count < awaits; count += 1) await undefined
        return patch
      })
    }
  },
})
