import semver from 'semver'
import { type Archive, textIn, textsIn } from './archive.ts'
import type { InstalledCore } from './clean-folder.ts'
import { breach, type Problem } from './rules.ts'

/** Checks what package.json says, and what else in the archive npm acts on. */
export function checkManifest(archive: Archive, core: InstalledCore): Problem[] {
  return [
    ...checkName(archive),
    ...checkKeyword(archive),
    ...checkLicense(archive),
    ...checkEngines(archive, core),
    ...checkScripts(archive),
    ...checkCorePeer(archive, core),
    ...checkCoreBundled(archive),
    ...checkZodPeer(archive),
  ]
}

function checkName({ manifest: { name } }: Archive): Problem[] {
  if (/^(?:@[a-z0-9][\w.-]*\/)?preanswer-plugin-[a-z0-9]+(?:-[a-z0-9]+)*$|^@preanswer\/plugin-/.test(name)) return []
  return [breach('package-name', `is called ${name}`)]
}

function checkKeyword({ manifest: { keywords } }: Archive): Problem[] {
  if (Array.isArray(keywords) && keywords.includes('preanswer-plugin')) return []
  return [breach('keyword', '`keywords` lacks "preanswer-plugin"')]
}

function checkLicense({ manifest: { license }, files }: Archive): Problem[] {
  const lacking = [
    ...(typeof license === 'string' && license.trim() !== '' ? [] : ['`license` in package.json']),
    ...([...files.keys()].some((path) => /^(?:licen[cs]e|copying)(?:\.\w+)?$/i.test(path)) ? [] : ['a file LICENSE']),
  ]
  return lacking.length === 0 ? [] : [breach('license', `lacks ${lacking.join(' and ')}`)]
}

function checkEngines({ manifest }: Archive, core: InstalledCore): Problem[] {
  const { node } = textsIn(manifest.engines)
  if (node === undefined) return [breach('engines', `lacks \`engines.node\`; the core has ${core.node}`)]
  if (semver.validRange(node) !== null && semver.subset(node, core.node)) return []
  return [breach('engines', `\`engines.node\` is ${node}, and the core runs on ${core.node}`)]
}

function checkScripts({ manifest, files }: Archive): Problem[] {
  const scripts = Object.keys(textsIn(manifest.scripts)).filter((name) => /^(?:pre|post)?install$/.test(name))
  // npm runs node-gyp by itself where it finds one
  const all = [...scripts.map((name) => `the script ${name}`), ...(files.has('binding.gyp') ? ['binding.gyp'] : [])]
  return all.length === 0 ? [] : [breach('install-script', `has ${all.join(' and ')}`)]
}

function checkCorePeer({ manifest }: Archive, core: InstalledCore): Problem[] {
  const range = textsIn(manifest.peerDependencies)['@preanswer/core']
  if ('@preanswer/core' in textsIn(manifest.dependencies)) {
    return [breach('core-peer', '`dependencies` has @preanswer/core: a host would get a second core')]
  }
  if (range === undefined) return [breach('core-peer', '`peerDependencies` lacks @preanswer/core')]
  if (semver.satisfies(core.version, range, { includePrerelease: true })) return []
  return [breach('core-peer', `\`peerDependencies\` asks for @preanswer/core ${range}, installed is ${core.version}`)]
}

function checkCoreBundled(archive: Archive): Problem[] {
  const own = [...archive.files.keys()].find(
    (path) =>
      /(?:^|\/)node_modules\/@preanswer\/core\//.test(path) ||
      // the name of the brand stands in the core only
      (/\.[cm]?js$/.test(path) && (textIn(archive, path) ?? '').includes('preanswer.plugin')),
  )
  return own === undefined ? [] : [breach('core-bundled', `${own} is a part of the core`)]
}

function checkZodPeer({ manifest }: Archive): Problem[] {
  if (!('zod' in textsIn(manifest.dependencies))) return []
  return [breach('zod-peer', '`dependencies` has zod')]
}
