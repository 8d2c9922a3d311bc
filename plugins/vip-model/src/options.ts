import { e164, patchSchema } from '@preanswer/core'
import { z } from 'zod'
import { findDoubled } from './callers.ts'

// YAML reads an unquoted +31201234567 as a number
const quoted = z.string('must be text: put the number in quotes')
const caller = quoted.pipe(e164)
const prefix = quoted.regex(/^\+[1-9]\d{0,14}$/, 'not the beginning of a number in E.164, like "+31" or "+3120"')

// a map turned around, numbers to tiers, would put numbers into messages
const tierName = z
  .string()
  .min(1)
  .max(100)
  .regex(/^(?!\+?[\d\s().-]{7,}$)/, 'not the name of a tier, like gold')

const tier = z
  .strictObject({
    callers: z.array(caller).optional(),
    prefixes: z.array(prefix).optional(),
    patch: patchSchema.refine((patch) => Object.keys(patch).length > 0, 'is empty').optional(),
  })
  .refine(({ callers = [], prefixes = [], patch }) => callers.length + prefixes.length > 0 || patch !== undefined, {
    message: 'has no effect: give it `callers` or `prefixes`, a `patch`, or both',
  })

/** Options of `vipModel`. Messages about numbers name the place, never the number. */
export const optionsSchema = z.strictObject({
  tiers: z
    .record(tierName, tier)
    .refine((tiers) => Object.keys(tiers).length > 0, 'needs at least one tier')
    .superRefine((tiers, context) => {
      for (const { path, firstTier } of findDoubled(tiers)) {
        context.addIssue({ code: 'custom', path: [...path], message: `is listed in tier ${firstTier} already` })
      }
    }),
})
