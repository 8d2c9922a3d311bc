import { e164, patchSchema } from '@preanswer/core'
import { z } from 'zod'

/** A word for traces and metadata. Five digits in a row could be part of a phone number, and the trace would refuse it. */
const word = z
  .string()
  .max(40)
  .regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, 'kebab-case, like long-greeting, beginning with a letter')
  .regex(/^(?!.*\d{5})/, 'at most four digits in a row')

// YAML reads an unquoted +31201234567 as a number
const quoted = z.string('must be text: put the number in quotes')
const number = quoted.pipe(e164)
const prefix = quoted.regex(/^\+[1-9]\d{0,14}$/, 'not the beginning of a number in E.164, like "+31" or "+3120"')

const variant = z
  .strictObject({
    /** Against the other weights; 0 is a variant that nobody gets */
    weight: z.number().min(0).max(1_000_000).default(1),
    /** What is different; without it and without `assistantId` nothing is */
    patch: patchSchema.refine((patch) => Object.keys(patch).length > 0, 'is empty').optional(),
    /** A saved assistant of the platform, in place of a patch */
    assistantId: z.string().min(1).max(200).optional(),
  })
  .refine(({ patch, assistantId }) => patch === undefined || assistantId === undefined, {
    message: 'has a `patch` and an `assistantId`: keep one, or put the `assistantId` into the patch',
  })

/** Options of `abTest`. */
export const optionsSchema = z.strictObject({
  experiment: word.meta({
    shape: 'text, kebab-case',
    description: 'names the experiment in traces, logs and metadata; one entry each',
  }),
  seed: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({ absent: '`experiment`', description: 'what decides about the variant, besides the caller' }),
  coverage: z
    .number()
    .min(0)
    .max(1)
    .default(1)
    .meta({ unit: '0 to 1', description: 'the part of the callers that takes part' }),
  variants: z
    .record(word, variant)
    .refine((variants) => Object.keys(variants).length >= 2, 'needs at least two variants; one may be {}')
    .refine((variants) => Object.values(variants).some(({ weight }) => weight > 0), 'needs a weight above 0')
    .meta({
      shape: 'by name: `{ weight?, patch? }` or `{ weight?, assistantId? }`',
      description: 'at least two; `{}` is a variant in which nothing changes',
    }),
  lines: z.array(number).min(1).optional().meta({
    shape: 'list of dialed numbers',
    unit: 'E.164',
    absent: 'all',
    description: 'only calls to these take part',
  }),
  exclude: z
    .strictObject({
      callers: z.array(number),
      prefixes: z.array(prefix),
      tiers: z.array(z.string().min(1).max(100)),
    })
    .partial()
    .optional()
    .meta({
      shape: '`{ callers?, prefixes?, tiers? }`',
      unit: 'E.164; beginnings of numbers; tiers of customers',
      absent: 'nobody',
      description: 'who never takes part',
    }),
  metadataKey: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .meta({ absent: '`experiment`', description: "key of the variant in the assistant's metadata" }),
})

export type Options = z.output<typeof optionsSchema>
export type Variant = Options['variants'][string]
