import { spokenText } from '@preanswer/core'
import { z } from 'zod'

/** What an operator writes under `with`. */
export const optionsSchema = z.strictObject({
  /** Beginnings of numbers in E.164: +31 is all of the Netherlands */
  prefixes: z.array(z.string().regex(/^\+\d{1,15}$/, 'must begin with a plus sign, and have up to 15 digits')).min(1),
  /** One text, or a text for each language */
  greeting: spokenText,
})
