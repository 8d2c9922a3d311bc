import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { pack, unpack } from '@publint/pack'
import { detect } from 'package-manager-detector/detect'

/** Fields of a package.json, as far as they are looked at; whoever reads one must expect anything in it. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly keywords?: unknown
  readonly license?: unknown
  readonly engines?: unknown
  readonly scripts?: unknown
  readonly dependencies?: unknown
  readonly peerDependencies?: unknown
  readonly peerDependenciesMeta?: unknown
}

/** A package as npm has it. */
export interface Archive {
  readonly manifest: Manifest
  /** Contents by path in the package: `dist/index.js` */
  readonly files: ReadonlyMap<string, Uint8Array>
}

/** It cannot be looked at; the message says what to do. */
export class VerifyError extends Error {
  override readonly name = 'VerifyError'
}

/** Bytes of a tarball. npm takes larger ones, but no plugin needs them. */
const maxTarballBytes = 64 * 1024 ** 2

/**
 * Reads a tarball, or packs a folder without running its scripts and reads that.
 *
 * @param path Of a folder with a package.json, or of a `.tgz`
 * @throws {VerifyError} when there is neither, or it cannot be packed
 */
export async function readArchive(path: string): Promise<Archive> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) throw new VerifyError(`There is nothing at ${path}.`)
  return found.isDirectory() ? packFolder(path) : readTarball(path)
}

/** The text of a file in an archive; `undefined` when it is not there. */
export function textIn({ files }: Archive, path: string): string | undefined {
  const bytes = files.get(path)
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes)
}

/** A field of package.json that should be a record of texts, as one. */
export function textsIn(field: unknown): Readonly<Record<string, string>> {
  if (typeof field !== 'object' || field === null) return {}
  return Object.fromEntries(Object.entries(field).filter(([, value]) => typeof value === 'string'))
}

/** Writes the files of an archive into a folder, none of them outside of it. */
export async function writeFiles({ files }: Archive, folder: string): Promise<void> {
  for (const [path, bytes] of files) {
    const file = resolve(folder, path)
    if (relative(folder, file).split(sep)[0] === '..') throw new VerifyError(`${path} leads out of the package.`)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, bytes)
  }
}

async function packFolder(folder: string): Promise<Archive> {
  const manifest = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined)
  if (manifest === undefined) throw new VerifyError(`There is no package.json in ${folder}.`)
  const destination = await mkdtemp(join(tmpdir(), 'preanswer-verify-'))
  try {
    const packageManager = await packerOf(folder, manifest)
    return await readTarball(await pack(folder, { destination, packageManager, ignoreScripts: true }))
  } catch (error) {
    if (error instanceof VerifyError) throw error
    throw new VerifyError(`${folder} cannot be packed (${String(error)}): pack it yourself, and name the tarball.`)
  } finally {
    await rm(destination, { recursive: true, force: true })
  }
}

/** npm, unless the versions are in words that only the manager of the workspace knows. */
async function packerOf(folder: string, manifest: string): Promise<'npm' | 'pnpm' | 'yarn' | 'bun'> {
  if (!/"(?:workspace|catalog):/.test(manifest)) return 'npm'
  const name = (await detect({ cwd: folder }))?.name
  return name === 'yarn' || name === 'bun' ? name : 'pnpm'
}

async function readTarball(file: string): Promise<Archive> {
  const tarball = new Uint8Array(await readFile(file))
  if (tarball.length > maxTarballBytes) throw new VerifyError(`${file} is larger than 64 MiB.`)
  const { files, rootDir } = await unpack(tarball).catch(() => {
    throw new VerifyError(`${file} is not a tarball of npm.`)
  })
  const byPath = new Map(files.map(({ name, data }) => [name.slice(rootDir.length + 1), data]))
  return { manifest: parseManifest(file, byPath.get('package.json')), files: byPath }
}

function parseManifest(file: string, bytes: Uint8Array | undefined): Manifest {
  try {
    const manifest: unknown = JSON.parse(new TextDecoder().decode(bytes))
    const { name, version } = manifest as Partial<Manifest>
    if (typeof name === 'string' && typeof version === 'string') return manifest as Manifest
  } catch {}
  throw new VerifyError(`${file} has no package.json with a name and a version.`)
}
