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
  /** Names the experiment, in traces, logs and metadata; unique in a config */
  experiment: word,
  /** What the buckets depend on, besides the caller; the experiment's name where absent */
  seed: z.string().min(1).max(200).optional(),
  /** The part of the callers that takes part, 0 to 1 */
  coverage: z.number().min(0).max(1).default(1),
  /** By name, in the order of the buckets */
  variants: z
    .record(word, variant)
    .refine((variants) => Object.keys(variants).length >= 2, 'needs at least two variants; one may be {}')
    .refine((variants) => Object.values(variants).some(({ weight }) => weight > 0), 'needs a weight above 0'),
  /** Dialed numbers; all lines where absent */
  lines: z.array(number).min(1).optional(),
  /** Who never takes part */
  exclude: z
    .strictObject({
      callers: z.array(number),
      prefixes: z.array(prefix),
      tiers: z.array(z.string().min(1).max(100)),
    })
    .partial()
    .optional(),
  /** Key of the variant in the assistant's metadata; the experiment's name where absent */
  metadataKey: z.string().min(1).max(100).optional(),
})

export type Options = z.output<typeof optionsSchema>
export type Variant = Options['variants'][string]
