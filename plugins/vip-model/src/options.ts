import { patchSchema } from '@preanswer/core'
import { listedNumber, listedPrefix, listFile, listFileOptions } from '@preanswer/number-list'
import { z } from 'zod'
import { findDoubled } from './callers.ts'

// a map turned around, numbers to tiers, would put numbers into messages
const tierName = z
  .string()
  .min(1)
  .max(100)
  .regex(/^(?!\+?[\d\s().-]{7,}$)/, 'not the name of a tier, like gold')

const tier = z.strictObject({
  callers: z.array(listedNumber).optional().meta({ unit: 'E.164', description: 'the numbers of this tier' }),
  prefixes: z
    .array(listedPrefix)
    .optional()
    .meta({ unit: 'the first characters of E.164, from the plus sign', description: 'all numbers that begin so' }),
  file: listFile
    .optional()
    .meta({ shape: 'path, or file', description: 'a file of the numbers and prefixes of this tier' }),
  patch: patchSchema
    .refine((patch) => Object.keys(patch).length > 0, 'is empty')
    .optional()
    .meta({
      shape: 'patch',
      description:
        'what the assistant is told: `firstMessage`, `llm`, `maxDurationSeconds` (s), and whatever else a patch may hold',
    }),
})

/** Options of `vipModel`. Messages about numbers name the place, never the number. */
export const optionsSchema = z
  .strictObject({
    tiers: z
      .record(tierName, tier)
      .refine((tiers) => Object.keys(tiers).length > 0, 'needs at least one tier')
      .refine((tiers) => Object.keys(tiers).length <= 256, 'has more than 256 tiers')
      .superRefine((tiers, context) => {
        for (const { path, firstTier } of findDoubled(tiers)) {
          context.addIssue({ code: 'custom', path: [...path], message: `is listed in tier ${firstTier} already` })
        }
      })
      .meta({
        shape: 'record by tier name',
        absent: 'required, 1 to 256',
        description: '1 to 256; a name is any word of the business, 1 to 100 characters',
      }),
    file: listFileOptions
      .extend({ tierColumn: z.string().trim().min(1).max(100) })
      .optional()
      .meta({ shape: 'file', description: 'one file for all tiers, with a column that names the tier' }),
  })
  .superRefine(({ tiers, file }, context) => {
    // whoever is in the one file may be in any tier
    if (file !== undefined) return
    for (const [name, { callers = [], prefixes = [], file: own, patch }] of Object.entries(tiers)) {
      if (callers.length + prefixes.length > 0 || own !== undefined || patch !== undefined) continue
      const message = 'has no effect: give it `callers`, `prefixes` or a `file`, a `patch`, or both'
      context.addIssue({ code: 'custom', path: ['tiers', name], message })
    }
  })
