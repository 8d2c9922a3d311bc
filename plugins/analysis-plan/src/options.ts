import { analysisPlanPatch, e164 } from '@preanswer/core'
import { z } from 'zod'
import { checkSchema } from './json-schema.ts'
import type { JsonSchema } from './keywords.ts'

const jsonSchema = z.custom<JsonSchema>().superRefine(async (schema, context) => {
  const { problems } = await checkSchema(schema)
  for (const { path, message } of problems) context.addIssue({ code: 'custom', path: [...path], message })
})

const plan = z.strictObject({
  enabled: z.boolean().optional(),
  schema: jsonSchema.optional(),
  messages: z
    .array(z.strictObject({ role: z.enum(['system', 'user']), content: z.string().min(1).max(100_000) }))
    .min(1)
    .max(50)
    .optional(),
  minMessages: analysisPlanPatch.shape.minMessages,
})

/** Options of `analysisPlan`. Checking them is asynchronous: schemas are compiled. */
export const optionsSchema = plan
  .extend({ byDialedNumber: z.record(e164, z.union([z.literal(false), plan])).optional() })
  .superRefine(({ schema, byDialedNumber = {} }, context) => {
    if (schema !== undefined) return
    const changes = Object.entries(byDialedNumber).filter(([, change]) => change !== false)
    if (changes.length === 0) context.addIssue({ code: 'custom', path: ['schema'], message: 'is missing' })
    for (const [dialedNumber, change] of changes) {
      if (change === false || change.schema !== undefined) continue
      const path = ['byDialedNumber', dialedNumber, 'schema']
      context.addIssue({ code: 'custom', path, message: 'is missing, here and at the top level' })
    }
  })
