import type { FileConfig } from './config/command.ts'

export type { Entry, HostConfig } from '@preanswer/core'
export type { FileConfig } from './config/command.ts'

/** Gives a config in TypeScript or JavaScript its types: `export default defineConfig({ … })`. Returns what it gets. */
export function defineConfig(config: FileConfig): FileConfig {
  return config
}
