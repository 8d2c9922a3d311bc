import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../command.ts'
import { createFolder } from '../folder.ts'
import { root, workspacePackages } from '../workspace.ts'

/** A version that a release would raise. */
export interface Raise {
  readonly name: string
  readonly from: string
  readonly to: string
}

/**
 * What changesets would make of a minor change of one package, tried in a copy of what is committed.
 *
 * @throws Error with what changesets said when it fails
 */
export async function raisesAfterMinor(name: string): Promise<Raise[]> {
  const folder = await createFolder()
  try {
    const copy = join(folder.path, 'copy')
    await git(['clone', '--quiet', '--depth', '1', `file://${root}`, copy])
    // what waits to be released already is not asked about
    await git(['-C', copy, 'rm', '--quiet', '--ignore-unmatch', '.changeset/*.md'])
    await folder.write('copy/.changeset/rehearsal.md', `---\n"${name}": minor\n---\n\nA rehearsal.\n`)
    const changeset = join(root, 'node_modules/.bin/changeset')
    const { exitCode, stdout, stderr } = await run(changeset, ['version'], { cwd: copy, env: process.env })
    if (exitCode !== 0) throw new Error(`changeset version failed: ${stdout}${stderr}`)
    const raises = workspacePackages().map(async (item) => ({
      name: item.name,
      from: await versionIn(root, item.folder),
      to: await versionIn(copy, item.folder),
    }))
    return (await Promise.all(raises)).filter(({ from, to }) => from !== to)
  } finally {
    await folder.remove()
  }
}

/** Whether a version is of another major than one before. */
export function isMajor({ from, to }: Raise): boolean {
  return from.split('.')[0] !== to.split('.')[0]
}

async function git(parameters: readonly string[]): Promise<void> {
  const { exitCode, stderr } = await run('git', parameters, { env: process.env })
  if (exitCode !== 0) throw new Error(`git ${parameters[0]} failed: ${stderr}`)
}

async function versionIn(base: string, folder: string): Promise<string> {
  const { version = '' }: { version?: string } = JSON.parse(await readFile(join(base, folder, 'package.json'), 'utf8'))
  return version
}
