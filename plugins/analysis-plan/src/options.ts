import { analysisPlanPatch, e164, languageTag } from '@preanswer/core'
import { z } from 'zod'
import { checkSchema } from './json-schema.ts'
import type { JsonSchema } from './keywords.ts'
import { type WrittenPlan, writtenPlans } from './plans.ts'
import { isStandardSchema, type StandardJsonSchema, toJsonSchema } from './standard-schema.ts'
import { templateNames } from './templates.ts'

const jsonSchema = z
  .custom<JsonSchema | StandardJsonSchema>()
  .transform((given, context): JsonSchema => {
    if (!isStandardSchema(given)) return given as JsonSchema
    const converted = convert(given as StandardJsonSchema)
    if (typeof converted !== 'string') return converted
    context.addIssue({ code: 'custom', message: converted })
    return z.NEVER
  })
  .superRefine(async (schema, context) => {
    const { problems } = await checkSchema(schema)
    for (const { path, message } of problems) context.addIssue({ code: 'custom', path: [...path], message })
  })

const plan = z.strictObject({
  enabled: z.boolean().optional().meta({ absent: '`true`', description: '`false` tells the platform not to analyse' }),
  schema: jsonSchema.optional().meta({
    shape: 'JSON Schema or Standard Schema',
    absent: 'this or `template`',
    description: 'what to fill in: `type: object` with `properties`',
  }),
  template: z.enum(templateNames).optional().meta({
    absent: 'this or `schema`',
    description: 'what to fill in, in one of the [templates](#templates)',
  }),
  language: z.enum(['nl', 'en']).optional().meta({
    absent: 'see [Templates](#templates)',
    description: 'what a template, and the messages of ours, are written in',
  }),
  messages: z
    .array(z.strictObject({ role: z.enum(['system', 'user']), content: z.string().min(1).max(100_000) }))
    .min(1)
    .max(50)
    .optional()
    .meta({
      shape: 'list of `{ role, content }`',
      absent: 'see [Messages](#messages)',
      description: 'what the analysing model is asked; `role` is `system` or `user`',
    }),
  minMessages: analysisPlanPatch.shape.minMessages.meta({
    unit: 'messages',
    absent: "the platform's own",
    description: 'calls with fewer messages are not analysed',
  }),
})

const line = plan.extend({
  byLanguage: z
    .record(languageTag, z.union([z.literal(false), plan]))
    .optional()
    .meta({
      shape: 'record of plans, or `false`',
      unit: 'keys in BCP 47',
      description: 'what differs in calls in a language; `nl-BE` finds `nl` too',
    })
    .meta({
      shape: 'record of plans, or `false`',
      unit: 'keys in BCP 47',
      description: 'what differs in calls in a language; `nl-BE` finds `nl` too',
    }),
})

/** Options of `analysisPlan`. Checking them is asynchronous: schemas are compiled. */
export const optionsSchema = line
  .extend({
    byDialedNumber: z
      .record(e164, z.union([z.literal(false), line]))
      .optional()
      .meta({
        shape: 'record of plans, or `false`',
        unit: 'keys in E.164',
        description: 'what differs for calls to a number',
      }),
  })
  .superRefine((options, context) => {
    const [top, ...changes] = writtenPlans(options)
    const complain = (path: WrittenPlan['path'], message: string) =>
      context.addIssue({ code: 'custom', path: [...path], message })
    for (const { path, plan: own } of writtenPlans(options)) {
      if (own.schema !== undefined && own.template !== undefined)
        complain([...path, 'template'], 'stands beside a schema')
    }
    if (changes.length === 0 && !top.asks) complain(['schema'], 'is missing, and so is a template')
    for (const { path, asks } of changes) {
      if (!asks) complain([...path, 'schema'], 'is missing, here and above, and so is a template')
    }
  })

/** The JSON Schema, or why there is none. */
function convert(schema: StandardJsonSchema): JsonSchema | string {
  try {
    const noSchema =
      'is a Standard Schema that has no JSON Schema: convert it, one of valibot with toStandardJsonSchema'
    return toJsonSchema(schema) ?? noSchema
  } catch (error) {
    return `cannot be said as a JSON Schema: ${error instanceof Error ? error.message : 'no reason is given'}`
  }
}
