import type { FileConfig } from './config/command.ts'
import type { ReadConfig } from './read-config.ts'

export type { Entry, HostConfig } from '@preanswer/core'
export type { FileConfig } from './config/command.ts'
export type { ReadConfig } from './read-config.ts'

/** Gives a config in TypeScript or JavaScript its types: `export default defineConfig({ … })`. Returns what it gets. */
export function defineConfig(config: FileConfig): FileConfig {
  return config
}

/**
 * Reads a config file as the command does, for tests of it: the environment is filled in, plugins are found from its
 * folder. `simulateCall` of `@preanswer/testing` and `createHost` take the result.
 *
 * @param file From the working directory; YAML, JSON, TypeScript or JavaScript
 * @throws {Error} with all problems, each with its place, when it cannot be read or a plugin is not installed
 */
export async function readConfig(file: string): Promise<ReadConfig> {
  // a config in TypeScript imports this file, and needs none of what reads it
  const { readConfig: read } = await import('./read-config.ts')
  return read(file)
}
