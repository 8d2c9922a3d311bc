import { readFileSync } from 'node:fs'

/**
 * The versions that a project gets, by package: those in `devDependencies` of our own package.json, which are the
 * workspace's. On npm they are what was published with us.
 */
export function readVersions(): Readonly<Record<string, string>> {
  const manifest: { readonly devDependencies: Readonly<Record<string, string>> } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  )
  return manifest.devDependencies
}

/** The range of a peer: below 1.0.0 every minor version is allowed, as the plugin API version tells what fits. */
export function peerRange(range: string): string {
  const [, lowest] = /^\^(0\.\d+\.\d+.*)$/.exec(range) ?? []
  return lowest === undefined ? range : `>=${lowest} <1.0.0`
}
