import { definePlugin } from '@preanswer/core'
import { openNumberList } from '@preanswer/number-list'
import { sourcesOf } from './callers.ts'
import { optionsSchema } from './options.ts'

/** Puts listed callers into tiers, and gives each tier what it is due: a model, a greeting, more time. */
export const vipModel = definePlugin({
  name: 'vip-model',
  options: optionsSchema,
  budgetMs: 5,
  provides: ['customer'],
  async setup(hooks, { tiers, file }, context) {
    const callers = await openNumberList(sourcesOf(tiers, file), context)
    const patches = new Map(Object.entries(tiers).map(([tier, { patch }]) => [tier, patch]))

    hooks.identify.tap(({ call }) => {
      const tier = call.caller === undefined ? undefined : callers.valueOf(call.caller)
      return tier === undefined ? undefined : { customer: { tier } }
    })

    // asks the facts, not the number: another plugin may have set or changed the tier
    hooks.contribute.tap(({ facts }) => {
      const tier = facts.customer?.tier
      return tier === undefined ? undefined : patches.get(tier)
    })

    return () => callers.close()
  },
})
