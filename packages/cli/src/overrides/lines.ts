import { configSchema, createDirectory, parseNumber } from '@preanswer/core'
import { z } from 'zod'
import { allLines } from './file.ts'

/** What an override needs to know of a line. */
export interface KnownLine {
  readonly name: string
  /** BCP 47 */
  readonly language?: string | undefined
  /** IANA */
  readonly timeZone?: string | undefined
}

const { language, timeZone } = configSchema.shape
const spoken = { language: language.catch(undefined), timeZone: timeZone.catch(undefined) }
const numbers = z.array(z.string()).catch([])
const lineSchema = z.object({ name: z.string().optional().catch(undefined), numbers, ...spoken }).catch({ numbers: [] })
const hostSchema = z.object({ ...spoken, lines: z.array(lineSchema).catch([]) })

/**
 * The lines of a config, which need not be right: somebody in a hurry has a business all the same.
 *
 * @returns Finds a line by its name, by a number that is dialed, or `all`
 */
export function readLines(config: unknown): (text: string) => KnownLine | undefined {
  const { lines, ...host } = hostSchema.catch({ lines: [] }).parse(config)
  const named = lines.map((line, index) => ({
    name: line.name ?? `line-${index + 1}`,
    numbers: line.numbers,
    language: line.language ?? host.language,
    timeZone: line.timeZone ?? host.timeZone,
  }))
  const byDefault: KnownLine = { name: 'default', ...host }
  const directory = createDirectory<KnownLine>(
    named.flatMap((line) => line.numbers.map((number) => [number, line] as const)),
    byDefault,
  )
  const byName = new Map<string, KnownLine>(
    [byDefault, ...named, { ...host, name: allLines }].map((line) => [line.name, line]),
  )
  return (text) => byName.get(text) ?? (parseNumber(text) === undefined ? undefined : directory.find(text))
}
