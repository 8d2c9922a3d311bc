import { randomUUID } from 'node:crypto'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { spokenText } from '@preanswer/core'
import { z } from 'zod'
import { openStateDir } from '../state-dir.ts'

/** Stands for every line that has no override of its own. */
export const allLines = 'all'

const times = {
  /** Name of the line, or `all` */
  line: z.string().min(1).max(64),
  /** ms since the Unix epoch: counts from then on */
  from: z.int().min(0),
  /** ms since the Unix epoch: counts no more */
  until: z.int().min(0),
}

const savedSchema = z.discriminatedUnion('state', [
  z.strictObject({ ...times, state: z.literal('closed'), reject: spokenText }),
  z.strictObject({ ...times, state: z.literal('open') }),
])

const fileSchema = z.strictObject({ version: z.literal(1), overrides: z.array(savedSchema).max(20_000) })

/** An override with the line and the time that it is for. Of each line there is at most one. */
export type SavedOverride = z.output<typeof savedSchema>

/**
 * Where the overrides of a config are saved.
 *
 * @param stateDir Absolute path of its state folder
 */
export function overridesFileOf(stateDir: string): string {
  return join(stateDir, 'overrides.json')
}

/**
 * Reads the overrides that were saved.
 *
 * @returns None where there is no such file
 * @throws what reading, JSON or the schema throws
 */
export async function readOverrides(file: string): Promise<SavedOverride[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  return text === undefined ? [] : fileSchema.parse(JSON.parse(text)).overrides
}

/** Saves overrides so that whoever reads the file finds all of them or what was there before. */
export async function writeOverrides(file: string, overrides: readonly SavedOverride[]): Promise<void> {
  await openStateDir(dirname(file))
  const temporary = `${file}.${randomUUID()}`
  try {
    await writeFile(temporary, `${JSON.stringify({ version: 1, overrides }, undefined, 2)}\n`, {
      mode: 0o600,
      flush: true,
    })
    await rename(temporary, file)
  } finally {
    await rm(temporary, { force: true })
  }
}

/** The overrides after another was said. The last word counts: one for all lines ends those of single lines. */
export function withOverride(overrides: readonly SavedOverride[], said: SavedOverride): SavedOverride[] {
  const others = said.line === allLines ? [] : overrides.filter(({ line }) => line !== said.line)
  return [...others.filter(({ until }) => until > said.from), said]
}

/** The overrides without that of a line; `all` takes all away. */
export function withoutOverride(overrides: readonly SavedOverride[], line: string): SavedOverride[] {
  return line === allLines ? [] : overrides.filter((override) => override.line !== line)
}
