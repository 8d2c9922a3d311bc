import { readFile } from 'node:fs/promises'
import { type CallBundle, type Entry, type PluginFactory, readPlugin, type Trace } from '@preanswer/core'
import type { SimulatedCall } from './simulate.ts'

/** A bundle that was read, for `simulateCall(entries, call)`. */
export interface ReadBundle {
  /** Those whose plugins were given */
  readonly entries: readonly Entry[]
  readonly call: SimulatedCall
  /** What the platform got */
  readonly response: CallBundle['response']
  readonly trace: Trace
  /** Names of the plugins that were not given: what they did is not repeated */
  readonly missing: readonly string[]
}

/** Bytes: a bundle comes from a stranger. */
const maximumBytes = 8 * 1024 * 1024

/**
 * Reads a call that a stranger has bundled, so that it can be tried here.
 *
 * @param plugins The plugins that are to run; each takes the entries of its name
 * @throws {Error} when the file is no bundle, or one of another version
 */
export async function readBundle(file: string | URL, plugins: readonly PluginFactory[]): Promise<ReadBundle> {
  const text = await readFile(file, 'utf8')
  if (text.length > maximumBytes) throw new Error('the bundle is larger than 8 MiB')
  const bundle = parse(text)
  const byName = new Map(plugins.map((plugin) => [readPlugin(plugin)?.definition.name, plugin]))
  const entries = bundle.entries.flatMap(({ plugin, ...entry }) => {
    const use = byName.get(plugin)
    return use === undefined ? [] : [{ ...entry, use }]
  })
  const missing = bundle.entries.map(({ plugin }) => plugin).filter((plugin) => !byName.has(plugin))
  const { response, trace, config } = bundle
  return { entries, call: { ...bundle.call, config }, response, trace, missing: [...new Set(missing)] }
}

function parse(text: string): CallBundle {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Error('the file is no bundle: it holds no JSON')
  }
  if (typeof value !== 'object' || value === null || !('preanswer' in value) || value.preanswer !== 'bundle') {
    throw new Error('the file is no bundle: `preanswer explain --bundle FILE` writes one')
  }
  const bundle = value as CallBundle
  if (bundle.version !== 1) throw new Error('another version of preanswer made the bundle: this one reads version 1')
  return bundle
}
