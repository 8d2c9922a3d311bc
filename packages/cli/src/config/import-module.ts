import { fileURLToPath, pathToFileURL } from 'node:url'
import { createJiti } from 'jiti'

// Workers of isolated plugins load this file too: it imports nothing that they have no use for.

/**
 * Imports a module by its path or `file:` URL: JavaScript natively, TypeScript through jiti. What it imports from packages
 * are the instances that Node's own import gives.
 */
export async function importModule(module: string): Promise<unknown> {
  const file = module.startsWith('file:') ? fileURLToPath(module) : module
  if (!/\.[mc]?ts$/.test(file)) return import(pathToFileURL(file).href)
  // no cache on disk: it would lie in a folder that others can write to
  return createJiti(file, { fsCache: false, interopDefault: false }).import(file)
}
