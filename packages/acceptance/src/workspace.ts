import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Absolute path of the repository, also when this file runs from `dist`. */
export const root = fileURLToPath(new URL('../../../', import.meta.url))

/** A package of the workspace, published or not. */
export interface WorkspacePackage {
  readonly name: string
  /** From the root: `plugins/vip-model` */
  readonly folder: string
  readonly isPublished: boolean
  /** What it may import when it runs */
  readonly dependencies: readonly string[]
  /** What only its tests may import besides */
  readonly devDependencies: readonly string[]
}

/** All packages of the workspace. */
export function workspacePackages(): WorkspacePackage[] {
  return ['packages', 'plugins', 'examples'].flatMap((parent) =>
    readdirSync(join(root, parent))
      .map((name) => `${parent}/${name}`)
      .filter((folder) => existsSync(join(root, folder, 'package.json')))
      .map(readPackage),
  )
}

/**
 * Files below a folder, without what is installed, built or not written by hand, sorted.
 *
 * @param folder From the root; '' is the root itself
 * @param ending Such as `.md`
 * @returns Paths from the root, with slashes
 */
export function filesIn(folder: string, ending: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = relative(root, join(root, folder, entry.name))
        .split(sep)
        .join('/')
      if (entry.isDirectory()) return skipped.has(entry.name) ? [] : filesIn(path, ending)
      return entry.name.endsWith(ending) ? [path] : []
    })
    .sort()
}

/** The text of a file, its path from the root. */
export function readText(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

const skipped = new Set(['node_modules', 'dist', 'fixtures', 'templates', '.git', '.changeset'])

function readPackage(folder: string): WorkspacePackage {
  const manifest: Manifest = JSON.parse(readText(`${folder}/package.json`))
  return {
    name: manifest.name,
    folder,
    isPublished: manifest.private !== true,
    dependencies: Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }),
    devDependencies: Object.keys(manifest.devDependencies ?? {}),
  }
}

interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}
