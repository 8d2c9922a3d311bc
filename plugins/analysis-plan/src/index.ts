import { definePlugin, formatIssues } from '@preanswer/core'
import { checkSchema } from './json-schema.ts'
import { findMessageSlips } from './messages.ts'
import { optionsSchema } from './options.ts'
import type { Problem } from './plain.ts'
import { type PlanOptions, type PlansOptions, parsePlans } from './plans.ts'

/** Asks the platform for structured data about each call: a checked JSON Schema, and the messages that fill it in. */
export const analysisPlan = definePlugin({
  name: 'analysis-plan',
  options: optionsSchema,
  budgetMs: 5,
  async setup(hooks, options, { log }) {
    const plans = parsePlans(options)
    hooks.contribute.tap(({ call }) => {
      const plan = plans.planFor(call.dialedNumber)
      return plan && { analysisPlan: plan }
    })
    for (const slip of await findSlips(options)) log.warn({}, formatIssues([slip]))
  },
})

/** A plan as it is written in the options, without what it inherits, and where it stands. */
interface Written {
  readonly path: readonly (string | number)[]
  readonly plan: PlanOptions
}

async function findSlips(options: PlansOptions): Promise<readonly Problem[]> {
  // dialed numbers are told by their place in the options: numbers do not belong in a log
  const changes = Object.values(options.byDialedNumber ?? {}).map((change, index) => ({
    path: ['byDialedNumber', index],
    plan: change === false ? {} : change,
  }))
  const found = await Promise.all([{ path: [], plan: options }, ...changes].map(slipsOf))
  return found.flat()
}

async function slipsOf({ path, plan }: Written): Promise<readonly Problem[]> {
  const messageSlips = plan.messages === undefined ? [] : findMessageSlips(plan.messages)
  const remarks = plan.schema === undefined ? [] : (await checkSchema(plan.schema)).remarks
  return [
    ...messageSlips.map((slip) => ({ ...slip, path: [...path, 'messages', ...slip.path] })),
    ...remarks.map((message) => ({ path: [...path, 'schema'], message })),
  ]
}
