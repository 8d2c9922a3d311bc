import { fileURLToPath } from 'node:url'
import { createJiti } from 'jiti'

/** Loads a plugin in a worker, TypeScript too, which Node 20 does not know. */
export async function importModule(url: string): Promise<unknown> {
  if (!/\.[mc]?ts$/.test(url)) return import(url)
  const file = fileURLToPath(url)
  // no cache on disk: it would lie in a folder that others can write to
  return createJiti(file, { fsCache: false, interopDefault: false }).import(file)
}
