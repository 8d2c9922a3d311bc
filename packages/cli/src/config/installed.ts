import { readdir } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { closest, distance } from 'fastest-levenshtein'

/** Names by which the plugins installed in a folder or above it can be used: short where a short name is enough. */
export async function installedPlugins(folder: string): Promise<string[]> {
  const found = await Promise.all(upwards(folder).map((parent) => pluginsIn(join(parent, 'node_modules'))))
  return [...new Set(found.flat())].sort()
}

/** Paths of the modules in the folder in which a path was looked for, written as the path was. */
export async function namesBeside(path: string, folder: string): Promise<string[]> {
  const inside = dirname(path)
  const names = await namesIn(resolve(folder, inside))
  return names.filter((name) => /\.[mc]?[jt]s$/.test(name)).map((name) => `${inside}/${name}`)
}

/** The name that was probably meant: one that begins alike, or is spelt alike; `undefined` when none is near. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined
  const longer = names.find((known) => name.length > 3 && (known.startsWith(name) || name.startsWith(known)))
  if (longer !== undefined) return longer
  const candidate = closest(name, names)
  const tolerance = Math.max(2, Math.floor(basename(name).length / 3))
  return distance(name, candidate) <= tolerance ? candidate : undefined
}

async function pluginsIn(modules: string): Promise<string[]> {
  const names = await namesIn(modules)
  const scopes = names.filter((name) => name.startsWith('@') && name !== '@preanswer')
  const [ours, ...scoped] = await Promise.all([
    namesIn(join(modules, '@preanswer')),
    ...scopes.map(async (scope) => (await namesIn(join(modules, scope))).map((name) => `${scope}/${name}`)),
  ])
  return [
    ...shortened(ours ?? [], /^plugin-/),
    ...shortened(names, /^preanswer-plugin-/),
    ...scoped.flat().filter((name) => name.includes('/preanswer-plugin-')),
  ]
}

function shortened(names: readonly string[], prefix: RegExp): string[] {
  return names.filter((name) => prefix.test(name)).map((name) => name.replace(prefix, ''))
}

function upwards(folder: string): string[] {
  const parent = dirname(folder)
  return parent === folder ? [folder] : [folder, ...upwards(parent)]
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => [])
}
