import { setImmediate as nextTurn } from 'node:timers/promises'
import { definePlugin, type HookName, type ReviewContext, type TapContext } from '@preanswer/core'
import { z } from 'zod'
import { faultIn } from './cell.ts'

/** Taps every hook and leaves a mark of each in the response, but where the id of the call asks for a fault. */
export const faulty = definePlugin({
  name: 'faulty',
  options: z.strictObject({ entry: z.string() }),
  setup(hooks, { entry }) {
    hooks.identify.tap(
      orFault('identify', async () => {
        await nextTurn()
        return { [entry]: 'identified' }
      }),
    )
    hooks.screen.tap(orFault('screen', () => undefined))
    hooks.contribute.tap(
      orFault('contribute', async ({ facts }) => {
        await nextTurn()
        const found = (facts as Readonly<Record<string, unknown>>)[entry]
        return {
          llm: { messages: [{ role: 'system' as const, content: entry }] },
          metadata: { [`${entry}-identify`]: found, [`${entry}-contribute`]: 'contributed' },
        }
      }),
    )
    hooks.review.tap(orFault('review', () => ({ metadata: { [`${entry}-review`]: 'reviewed' } })))
    hooks.observe.tap(orFault('observe', () => undefined))

    function orFault<Part>(hook: HookName, part: (context: TapContext | ReviewContext) => Part) {
      return (context: TapContext | ReviewContext): Part => {
        const fault = faultIn(context.call.id, entry, hook)
        // what a fault returns is of no type that a tap may have: that is what it is for
        return fault === undefined
          ? part(context)
          : (fault.commit({ hook, context, part: () => part(context) }) as Part)
      }
    }
  },
})
