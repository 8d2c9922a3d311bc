import { writeFile } from 'node:fs/promises'
import {
  type BundledEntry,
  type CallBundle,
  configSchema,
  type Entry,
  type ExchangeDetail,
  formatPath,
  type HostConfig,
  isShowable,
  type PluginFactory,
  readPlugin,
  type Trace,
} from '@preanswer/core'
import { exitCodes, Failure } from '../exit-codes.ts'
import { createMadeUpNumbers } from './made-up.ts'
import { createRedactor } from './redact.ts'

/** A call that is over, tried or recorded. */
export interface BundledCall {
  readonly trace: Trace
  readonly detail: Omit<ExchangeDetail, 'receivedAt' | 'request'>
}

/** A call, and the config that it met. */
export interface BundleSource extends BundledCall {
  readonly config: HostConfig
}

/** What of a config makes the response. The rest is about trust, the network and the machine. */
const bundledKeys = [
  ...['assistant', 'assistants', 'fallback', 'savedAssistant', 'language', 'languages', 'timeZone', 'variables'],
  ...['budgets', 'marginMs', 'defaultDialect'],
]

/** Makes of a call what its author may send to a stranger: it gets the same response, and names nobody. */
export function makeBundle({ config, trace, detail }: BundleSource): CallBundle {
  const { caller, dialedNumber, facts, response } = detail
  const leftOut: string[] = []
  const line = lineIn(config, trace.line)
  const settings = Object.fromEntries(Object.entries(line.config).filter(([key]) => bundledKeys.includes(key)))
  const shown = dataOf(settings, configSchema, [], leftOut)
  const entries = line.entries.map((entry, index) => bundleEntry(entry, ['plugins', index], leftOut))
  const numbers = createMadeUpNumbers(dialedNumber)
  const own = Object.fromEntries(Object.entries(facts).filter(([key]) => trace.facts[key] !== 'host'))
  const { facts: known, redact } = createRedactor(own, wordsIn([shown, entries]), numbers)
  return {
    preanswer: 'bundle',
    version: 1,
    call: {
      caller: caller === undefined ? null : numbers.inPlaceOf(caller),
      ...(dialedNumber === undefined ? {} : { dialedNumber: numbers.inPlaceOf(dialedNumber) }),
      receivedAt: trace.receivedAt,
      dialect: trace.dialect as CallBundle['call']['dialect'],
      facts: known,
    },
    config: redact(shown) as CallBundle['config'],
    entries: redact(entries) as BundledEntry[],
    leftOut,
    response: redact(JSON.parse(response)) as CallBundle['response'],
    trace,
  }
}

/**
 * Writes a bundle, for its owner only: to read it before it is sent on.
 *
 * @returns What to tell whoever asked for it
 * @throws {Failure} exit 1 when the file cannot be written
 */
export async function writeBundle(file: string, source: BundleSource): Promise<string> {
  const bundle = makeBundle(source)
  await writeFile(file, `${JSON.stringify(bundle, undefined, 2)}\n`, { mode: 0o600 }).catch((error) => {
    throw new Failure(exitCodes.failed, `${file} cannot be written (${error.code ?? error.name}).`)
  })
  const missing = bundle.leftOut.length === 0 ? '' : `\nLeft out: ${bundle.leftOut.join(', ')}.`
  return `${file} holds the call, with numbers and names that are made up.${missing}\nRead it before you send it on.`
}

/** The config and the entries of one line: the host's, with what the line says of its own. */
function lineIn(config: HostConfig, name: string): { config: object; entries: Entry[] } {
  const { plugins: shared = [], lines = [], ...host } = config
  const own = lines.find((line, index) => (line.name ?? `line-${index + 1}`) === name)
  const entries = shared.map(toEntry)
  if (own === undefined) return { config: host, entries }
  const { plugins: added = [], changes = {}, name: _, numbers: _numbers, ...settings } = own
  const changed = entries.flatMap((entry) => {
    const change = changes[nameOf(entry)] ?? {}
    if (change === false) return []
    const options = change.with === undefined ? {} : { with: { ...(entry.with as object), ...change.with } }
    return [{ ...entry, ...change, ...options }]
  })
  const variables = { ...host.variables, ...own.variables }
  return { config: { ...host, ...settings, variables }, entries: [...changed, ...added.map(toEntry)] }
}

function toEntry(plugin: Entry | PluginFactory): Entry {
  return typeof plugin === 'function' || !('use' in plugin) ? { use: plugin } : plugin
}

function nameOf({ name, use }: Entry): string {
  return name ?? readPlugin(use)?.definition.name ?? ''
}

function bundleEntry(
  { use, with: options, isolate: _, ...entry }: Entry,
  path: (string | number)[],
  leftOut: string[],
): BundledEntry {
  const definition = readPlugin(use)?.definition
  const shown = dataOf(options, definition?.options, [...path, 'with'], leftOut)
  return { ...entry, plugin: definition?.name ?? 'unknown', ...(shown === undefined ? {} : { with: shown }) }
}

/** A copy of what may be shown and can be written as JSON; the paths of all else go to `leftOut`. */
function dataOf(value: unknown, schema: unknown, place: (string | number)[], leftOut: string[]): unknown {
  const walk = (item: unknown, path: (string | number)[]): unknown => {
    if (item === undefined || item === null) return item
    const isLeaf = typeof item !== 'object'
    if (isLeaf && (typeof item === 'function' || typeof item === 'symbol' || !isShowable(schema, path))) {
      leftOut.push(formatPath([...place, ...path]))
      return undefined
    }
    if (isLeaf) return item
    if (Array.isArray(item)) return item.map((element, index) => walk(element, [...path, index]) ?? null)
    return Object.fromEntries(Object.entries(item).map(([key, element]) => [key, walk(element, [...path, key])]))
  }
  return walk(value, [])
}

/** Every text of a config, keys among them. */
function wordsIn(value: unknown): ReadonlySet<string> {
  const words = new Set<string>()
  const walk = (item: unknown) => {
    if (typeof item === 'string') words.add(item)
    if (typeof item !== 'object' || item === null) return
    for (const [key, element] of Object.entries(item)) {
      words.add(key)
      walk(element)
    }
  }
  walk(value)
  return words
}
