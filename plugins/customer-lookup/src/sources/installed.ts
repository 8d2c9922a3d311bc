import { createRequire } from 'node:module'

/**
 * Checks that a database's library is there, without loading it.
 *
 * @throws when it is not, with what to do
 */
export function requireInstalled(name: string): void {
  try {
    createRequire(import.meta.url).resolve(name)
  } catch {
    throw new Error(`install ${name}: npm install ${name}`)
  }
}
