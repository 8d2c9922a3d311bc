import type { HostConfig } from '@preanswer/core'

export type { Entry, HostConfig } from '@preanswer/core'

/** Gives a config in TypeScript or JavaScript its types: `export default defineConfig({ … })`. Returns what it gets. */
export function defineConfig(config: HostConfig): HostConfig {
  return config
}
