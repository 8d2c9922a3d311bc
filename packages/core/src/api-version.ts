import { pluginApiVersion } from './plugin.ts'

/** Why a plugin and a core do not go together. */
export interface VersionMismatch {
  /** Names both versions */
  readonly message: string
  /** Which of the two is older, and has to be replaced */
  readonly older: 'plugin' | 'core'
}

/**
 * Compares the plugin API version that a plugin was made for with that of this core.
 *
 * @param apiVersion As `readPlugin` gives it
 * @returns `undefined` when they go together
 */
export function versionMismatch(apiVersion: unknown): VersionMismatch | undefined {
  if (apiVersion === pluginApiVersion) return undefined
  const isVersion = Number.isSafeInteger(apiVersion)
  const asked = isVersion
    ? `is made for plugin API version ${apiVersion}`
    : 'does not say which plugin API version it needs'
  const older = isVersion && Number(apiVersion) > pluginApiVersion ? 'core' : 'plugin'
  return { message: `${asked}, this core has version ${pluginApiVersion}`, older }
}

/** What mends a mismatch, for whoever knows neither the plugin's package nor the package manager. */
export function mismatchHint({ older }: VersionMismatch): string {
  return older === 'core'
    ? 'npm install @preanswer/core@latest, and preanswer@latest where the command runs it'
    : "npm install the plugin's package @latest, or have it built with this core"
}
