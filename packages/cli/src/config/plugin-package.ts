import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Finding, VersionMismatch } from '@preanswer/core'
import { resolveCommand } from 'package-manager-detector/commands'
import { detect } from 'package-manager-detector/detect'
import semver from 'semver'

/** The package that a plugin came in. */
export interface PluginPackage {
  readonly name: string
  readonly version: string
  /** What it asks for as a peer; `undefined` when it says nothing */
  readonly coreRange: string | undefined
}

/** The package that a module belongs to; `undefined` when no package.json above it has a name. */
export async function packageOf(module: string): Promise<PluginPackage | undefined> {
  const folder = dirname(module)
  if (folder === module) return undefined
  const { name, version, peerDependencies } = await readManifest(join(folder, 'package.json'))
  if (name === undefined) return packageOf(folder)
  return { name, version: version ?? '0.0.0', coreRange: peerDependencies?.['@preanswer/core'] }
}

/**
 * Warns when a plugin was made for other versions of the core than the one that runs. It is loaded all the same: whether it
 * can run is for the plugin API version to say.
 *
 * @param folder The config's
 */
export async function rangeFinding(
  { name, version, coreRange }: PluginPackage,
  path: readonly (string | number)[],
  folder: string,
): Promise<Finding | undefined> {
  const core = await packageOf(createRequire(import.meta.url).resolve('@preanswer/core'))
  // a range such as workspace:^ belongs to a package that is not packed yet
  if (core === undefined || coreRange === undefined || semver.validRange(coreRange) === null) return undefined
  if (semver.satisfies(core.version, coreRange, { includePrerelease: true })) return undefined
  const isNewer = semver.gtr(core.version, coreRange)
  const wanted = isNewer ? [`${name}@latest`] : ['preanswer@latest', '@preanswer/core@latest']
  return {
    severity: 'warning',
    code: 'core-range',
    path,
    message: `${name} ${version} asks for @preanswer/core ${coreRange}, and ${core.version} runs`,
    hint: await installCommand(folder, wanted),
  }
}

/** The command that mends a plugin and a core of different plugin API versions. */
export async function mendingCommand(
  { older }: VersionMismatch,
  plugin: PluginPackage | undefined,
  folder: string,
): Promise<string> {
  if (older === 'core') return installCommand(folder, ['preanswer@latest', '@preanswer/core@latest'])
  if (plugin !== undefined) return installCommand(folder, [`${plugin.name}@latest`])
  return 'build the plugin with the @preanswer/core that is installed here'
}

/** The command of the package manager that is used in a folder. */
async function installCommand(folder: string, packages: readonly string[]): Promise<string> {
  const agent = (await detect({ cwd: folder }))?.agent ?? 'npm'
  const { command, args } = resolveCommand(agent, 'add', [...packages]) ?? { command: 'npm', args: ['i', ...packages] }
  return [command, ...args].join(' ')
}

interface Manifest {
  readonly name?: string
  readonly version?: string
  readonly peerDependencies?: Readonly<Record<string, string>>
}

async function readManifest(file: string): Promise<Manifest> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    return {}
  }
}
