import { extname } from 'node:path'
import { type Run, type RunOptions, run } from './command.ts'
import { root } from './workspace.ts'

/** A package as it would be published. */
export interface Tarball {
  readonly name: string
  /** Absolute */
  readonly file: string
  /** Paths in the package, sorted: `LICENSE`, `dist/index.js` */
  readonly contents: readonly string[]
}

/**
 * Packs every package of the workspace that is published, as it is built now.
 *
 * @param folder Where the tarballs go; absolute
 * @throws Error with what pnpm said when it fails
 */
export async function packAll(folder: string): Promise<Tarball[]> {
  const { exitCode, stdout, stderr } = await pnpm(['--recursive', 'pack', '--json', '--pack-destination', folder])
  if (exitCode !== 0) throw new Error(`pnpm pack failed: ${stderr}${stdout}`)
  const packed: readonly Packed[] = JSON.parse(stdout)
  return packed.map(({ name, filename, files }) => ({
    name,
    file: filename,
    contents: files.map(({ path }) => path).sort(),
  }))
}

interface Packed {
  readonly name: string
  readonly filename: string
  readonly files: readonly { readonly path: string }[]
}

/** The pnpm that runs us, else one from the registry. npm would leave `workspace:` and `catalog:` as they are. */
export function pnpm(parameters: readonly string[], env: RunOptions['env'] = process.env): Promise<Run> {
  const { npm_execpath: manager = '' } = process.env
  // proxies, certificates and registries are in the environment
  const options = { cwd: root, env }
  if (!manager.includes('pnpm')) return run('npx', ['--yes', 'pnpm@12', ...parameters], options)
  const isScript = ['.js', '.cjs', '.mjs'].includes(extname(manager))
  return isScript ? run(process.execPath, [manager, ...parameters], options) : run(manager, parameters, options)
}
