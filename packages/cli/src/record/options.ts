import { secret } from '@preanswer/core'
import { z } from 'zod'
import { keyHint, parseKey } from './keys.ts'

const recordKey = secret(
  z.string().refine((text) => parseKey(text) !== undefined, `is no key of 32 bytes in base64 or hex: ${keyHint}`),
)

/** `record` of a config. */
export const recordSchema = z.strictObject({
  /** Most calls that are kept */
  calls: z.int().min(1).max(100_000).default(1_000),
  /** For how long each is kept */
  days: z.int().min(1).max(365).default(7),
  /** Encrypts whole calls; of several the first, the others still decrypt. `PREANSWER_RECORD_KEY` where absent */
  key: z.union([recordKey, z.array(recordKey).min(1).max(8)]).optional(),
})

/** What `record` of a config says, with defaults. */
export type RecordConfig = z.output<typeof recordSchema>
