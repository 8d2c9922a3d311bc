import { resolve } from 'node:path'
import { type Archive, readArchive } from './archive.ts'
import { createCleanFolder, findCore } from './clean-folder.ts'
import { checkExports, checkTypes } from './exports.ts'
import { checkManifest } from './manifest.ts'
import { checkReadme, type Example, readReadme } from './readme.ts'
import type { Problem } from './rules.ts'
import { checkTrial, runTrial } from './trial.ts'

export interface VerifyOptions {
  /** A folder with a package.json, or a tarball; from the working directory */
  readonly path: string
  /** Where what the plugin declares is installed; the folder itself, or the working directory for a tarball */
  readonly installedIn?: string
  /** Options for the trial call, in place of the README's example */
  readonly options?: {
    readonly with: unknown
    /** What paths in them start from */
    readonly baseDir: string
  }
}

/** What was found out about a package. */
export interface Verification {
  readonly name: string
  readonly version: string
  /** Empty when it may be published */
  readonly problems: readonly Problem[]
}

/**
 * Checks a plugin's package as npm would publish it: the archive, its README, and a trial in a folder in which only what it
 * declares is installed. Of the author's code only the packed plugin runs, in a process of its own and without a network.
 *
 * @throws {VerifyError} when it cannot be looked at: nothing there, not packable, not installed
 */
export async function verifyPlugin({ path, installedIn, options }: VerifyOptions): Promise<Verification> {
  const archive = await readArchive(path)
  const from = resolve(installedIn ?? (/\.tgz$|\.tar\.gz$/.test(path) ? '.' : path))
  const { name, version } = archive.manifest
  return { name, version, problems: await checkArchive(archive, from, options) }
}

/**
 * Checks an archive.
 *
 * @param from Where what it declares is installed
 */
export async function checkArchive(
  archive: Archive,
  from: string,
  options?: VerifyOptions['options'],
): Promise<Problem[]> {
  const manifestProblems = checkManifest(archive, await findCore(from))
  const exportProblems = await checkExports(archive)
  // what points nowhere has neither types nor code to look at
  if (exportProblems.length > 0) return [...manifestProblems, ...exportProblems]
  return [...manifestProblems, ...(await checkTypes(archive)), ...(await tryOut(archive, from, options))]
}

async function tryOut(archive: Archive, from: string, given: VerifyOptions['options']): Promise<Problem[]> {
  const readme = readReadme(archive)
  const folder = await createCleanFolder(archive, from)
  try {
    const examples = readme?.examples ?? []
    const trial: readonly Example[] = given === undefined ? examples : [{ with: given.with, config: {} }]
    const baseDir = given?.baseDir ?? folder.path
    const result = await runTrial(folder.path, { name: archive.manifest.name, examples: trial, baseDir })
    return [...checkReadme(readme, result.options), ...checkTrial(result, trial)]
  } finally {
    await folder.remove()
  }
}
