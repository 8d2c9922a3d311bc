import { definePlugin, type Finding, formatPath } from '@preanswer/core'
import { checkSchema } from './json-schema.ts'
import { findMessageSlips } from './messages.ts'
import { optionsSchema } from './options.ts'
import type { Problem } from './plain.ts'
import { parsePlans, type WrittenPlan, writtenPlans } from './plans.ts'
import { findUnstrict } from './strict.ts'

/** Asks the platform for structured data about each call: a checked JSON Schema, and the messages that fill it in. */
export const analysisPlan = definePlugin({
  name: 'analysis-plan',
  options: optionsSchema,
  budgetMs: 5,
  async setup(hooks, options, { report }) {
    const plans = parsePlans(options)
    hooks.contribute.tap(({ call, facts, line }) => {
      const { dialedNumber } = call
      const plan = plans.planFor({ dialedNumber, language: facts.language, lineLanguage: line.language })
      return plan && { analysisPlan: plan }
    })
    const findings = await Promise.all([...writtenPlans(options)].map(findSlips))
    for (const finding of findings.flat()) report(finding)
  },
})

/** What is legal and yet looks like a slip, or may be too much for the model that fills it in. */
async function findSlips({ path, plan: { messages, schema } }: WrittenPlan): Promise<readonly Finding[]> {
  const slips = messages === undefined ? [] : findMessageSlips(messages)
  const { remarks } = schema === undefined ? { remarks: [] } : await checkSchema(schema)
  const unstrict = schema === undefined ? [] : findUnstrict(schema)
  return [
    ...slips.map((slip) => ({ ...messageSlip, path: [...path, 'messages', ...slip.path], message: slip.message })),
    ...remarks.map((message) => ({ ...schemaSlip, path: [...path, 'schema'], message })),
    ...(unstrict.length === 0 ? [] : [{ ...notStrict, path: [...path, 'schema'], message: listed(unstrict) }]),
  ]
}

const messageSlip = { severity: 'warning', code: 'message-slip' } as const
const schemaSlip = { severity: 'warning', code: 'schema-slip' } as const
const notStrict = {
  severity: 'warning',
  code: 'not-strict',
  hint: 'mend it where your model enforces the schema: close objects, require every property, and let it be null',
} as const

/** All in one line; of many the first four. */
function listed(problems: readonly Problem[]): string {
  const named = problems
    .slice(0, 4)
    .map(({ path, message }) => `${path.length === 0 ? 'the top' : formatPath(path)} ${message}`)
  const others = problems.length - named.length
  const rest = others === 0 ? [] : [`and ${others} more`]
  return `is outside what models take for structured output: ${[...named, ...rest].join('; ')}`
}
