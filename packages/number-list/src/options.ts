import { z } from 'zod'

// YAML reads an unquoted +31201234567 as a number
const quoted = z.string('must be text: put the number in quotes')

/** A number in a config: E.164. */
export const listedNumber = quoted.regex(/^\+[1-9]\d{6,14}$/, 'not a number in E.164, like +31201234567')

/** The beginning of a number in a config. */
export const listedPrefix = quoted.regex(
  /^\+[1-9]\d{0,14}$/,
  'not the beginning of a number in E.164, like "+31" or "+3120"',
)

const path = z.string().min(1).max(1_000)

/** How a file is read. */
export const listFileOptions = z.strictObject({
  /** Relative to the config's folder */
  path,
  /** Name of the column with the numbers; the first cell of each row where absent */
  column: z.string().trim().min(1).max(100).optional(),
  /** ISO 3166-1 alpha-2: whose numbers have no country code; they are refused where absent */
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'not a country in capitals, like GB')
    .optional(),
  /** The share of the numbers that a changed file may lack, 0 to 1; 0.5 where absent */
  maxShrink: z.number().min(0).max(1).optional(),
})

/** A CSV or text file with numbers: its path, or the path and how it is read. */
export const listFile = z.union([path.transform((only) => ({ path: only })), listFileOptions])

/** A file as it is opened. */
export interface ListFile {
  readonly path: string
  readonly column?: string | undefined
  readonly country?: string | undefined
  readonly maxShrink?: number | undefined
}
