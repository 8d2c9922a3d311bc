import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Customer, definePlugin, type Facts } from '@preanswer/core'
import { z } from 'zod'

const person = z.strictObject({ number: z.string(), firstName: z.string(), lastName: z.string() })

/**
 * A plugin that knows callers and is careless with what it knows: it says names and numbers in every place where a plugin
 * can say something, but for its own words in the log.
 */
export const leaking = definePlugin({
  name: 'leaking',
  options: z.strictObject({ people: z.array(person) }),
  setup(hooks, { people }, { log, baseDir }) {
    const known = new Map(people.map((one) => [one.number, one]))
    const nameOf = ({ customer }: Facts) => customer?.name ?? 'nobody'

    hooks.identify.tap(async ({ call, note }) => {
      const found = known.get(call.caller ?? '')
      if (found === undefined) return null
      const name = `${found.firstName} ${found.lastName}`
      note(name)
      note(found.number)
      log.warn({ caller: found.number, inside: [{ number: found.number }] }, `${found.number} rang`)
      const customer: Customer = {
        id: found.number,
        name,
        firstName: found.firstName,
        attributes: { [name]: found.number, mobile: found.number },
      }
      return { customer, [found.number]: name }
    })

    hooks.contribute.tap(({ call, facts }) => ({
      firstMessage: `Good day, ${nameOf(facts)}.`,
      llm: { prompt: `You talk to ${nameOf(facts)}, ${call.caller}. {{${call.caller}}}` },
      variables: { caller: call.caller ?? '' },
      metadata: { [call.caller ?? 'withheld']: nameOf(facts) },
    }))

    hooks.observe.tap(({ trace, event }) => {
      appendFileSync(join(baseDir, 'traces.jsonl'), `${JSON.stringify(trace)}\n`)
      throw new Error(JSON.stringify(event))
    })
  },
})
