import { parseArgs } from 'node:util'
import { type ContenderName, contenders } from './contenders.ts'
import { type PluginName, pluginCases } from './plugins/cases.ts'

export interface Options {
  /** Of load for each server in each round */
  readonly seconds: number
  readonly rounds: number
  /** Those that take part, in the order of the table */
  readonly names: readonly ContenderName[]
}

export interface PluginOptions {
  readonly rounds: number
  /** In the order of the table */
  readonly names: readonly PluginName[]
}

const most = { seconds: 200, rounds: 1_000 } as const

/**
 * Reads the command line.
 *
 * @throws {TypeError} for what it does not know, saying what it takes
 */
export function parseOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { seconds: { type: 'string', default: '2' }, rounds: { type: 'string', default: '5' } },
  })
  const known = Object.keys(contenders) as ContenderName[]
  refuseUnknown('server', positionals, known)
  // a ratio needs both its sides
  const asked = new Set(positionals.flatMap((name) => [name, contenders[name as ContenderName].base as string]))
  return {
    seconds: parseCount('seconds', values.seconds),
    rounds: parseCount('rounds', values.rounds),
    names: asked.size === 0 ? known : known.filter((name) => asked.has(name)),
  }
}

/**
 * Reads the command line of `bench plugins`.
 *
 * @throws {TypeError} for what it does not know, saying what it takes
 */
export function parsePluginOptions(args: readonly string[]): PluginOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { rounds: { type: 'string', default: '75' } },
  })
  const known = Object.keys(pluginCases) as PluginName[]
  refuseUnknown('plugin', positionals, known)
  return {
    rounds: parseCount('rounds', values.rounds),
    names: positionals.length === 0 ? known : known.filter((name) => positionals.includes(name)),
  }
}

/**
 * Reads the command line of `bench protection`.
 *
 * @returns How many rounds
 * @throws {TypeError} for what it does not know, saying what it takes
 */
export function parseRounds(args: readonly string[]): number {
  const { values } = parseArgs({ args: [...args], options: { rounds: { type: 'string', default: '75' } } })
  return parseCount('rounds', values.rounds)
}

function refuseUnknown(what: string, names: readonly string[], known: readonly string[]): void {
  const unknown = names.filter((name) => !known.includes(name))
  if (unknown.length > 0) throw new TypeError(`no ${what} ${unknown.join(', ')}; there are ${known.join(', ')}`)
}

function parseCount(name: keyof typeof most, value: string): number {
  const count = Number(value)
  if (Number.isInteger(count) && count >= 1 && count <= most[name]) return count
  throw new TypeError(`--${name} takes a whole number from 1 to ${most[name]}`)
}
