import { mkdir, mkdtemp, readFile, realpath, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, parse } from 'node:path'
import { type Archive, textsIn, VerifyError, writeFiles } from './archive.ts'

/** The core beside which a plugin is checked. */
export interface InstalledCore {
  readonly version: string
  /** The range of Node that it runs on */
  readonly node: string
}

/** A folder in which a plugin is installed as npm would, and nothing besides but what it declares. */
export interface CleanFolder {
  /** Absolute */
  readonly path: string
  remove(): Promise<void>
}

/**
 * Reads which core is installed.
 *
 * @param from The folder from which it is looked for, as Node does
 * @throws {VerifyError} when there is none
 */
export async function findCore(from: string): Promise<InstalledCore> {
  const folder = await findPackage('@preanswer/core', from)
  if (folder === undefined) throw notInstalled(['@preanswer/core'], from)
  const { version, engines } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  return { version, node: textsIn(engines).node ?? '*' }
}

/**
 * Unpacks a plugin, and links what it declares to where its author has it.
 *
 * @param from The author's folder
 * @throws {VerifyError} when something that it declares is not installed there
 */
export async function createCleanFolder(archive: Archive, from: string): Promise<CleanFolder> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'preanswer-verify-')))
  const remove = () => rm(path, { recursive: true, force: true })
  try {
    await writeFiles(archive, join(path, 'node_modules', archive.manifest.name))
    const missing: string[] = []
    for (const { name, isOptional } of declared(archive)) {
      const target = await findPackage(name, from)
      if (target === undefined && !isOptional) missing.push(name)
      if (target !== undefined) await link(target, join(path, 'node_modules', name))
    }
    if (missing.length > 0) throw notInstalled(missing, from)
    return { path, remove }
  } catch (error) {
    await remove()
    throw error
  }
}

function declared({ manifest, files }: Archive): { name: string; isOptional: boolean }[] {
  const meta = (manifest.peerDependenciesMeta ?? {}) as Readonly<Record<string, { optional?: unknown } | undefined>>
  const peers = Object.keys(textsIn(manifest.peerDependencies))
  const all = new Set(['@preanswer/core', ...Object.keys(textsIn(manifest.dependencies)), ...peers])
  const isBundled = (name: string) => files.has(`node_modules/${name}/package.json`)
  return [...all]
    .filter((name) => !isBundled(name))
    .map((name) => ({ name, isOptional: meta[name]?.optional === true }))
}

/** The folder of a package, as Node finds it. */
async function findPackage(name: string, from: string): Promise<string | undefined> {
  const folder = join(from, 'node_modules', name)
  // where its links lead, so that it finds what it needs itself
  const found = await realpath(folder).catch(() => undefined)
  if (found !== undefined) return found
  return from === parse(from).root ? undefined : findPackage(name, dirname(from))
}

async function link(target: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  // a junction needs no rights on Windows
  await symlink(target, path, 'junction')
}

function notInstalled(names: readonly string[], from: string): VerifyError {
  return new VerifyError(
    `${names.join(', ')} is not installed in ${from}: install what the plugin declares, and try again.`,
  )
}
