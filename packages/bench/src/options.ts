import { parseArgs } from 'node:util'
import { type ContenderName, contenders } from './contenders.ts'

export interface Options {
  /** Of load for each server in each round */
  readonly seconds: number
  readonly rounds: number
  /** Those that take part, in the order of the table */
  readonly names: readonly ContenderName[]
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
  const unknown = positionals.filter((name) => !(known as string[]).includes(name))
  if (unknown.length > 0) throw new TypeError(`no server ${unknown.join(', ')}; there are ${known.join(', ')}`)
  // a ratio needs both its sides
  const asked = new Set(positionals.flatMap((name) => [name, contenders[name as ContenderName].base as string]))
  return {
    seconds: parseCount('seconds', values.seconds),
    rounds: parseCount('rounds', values.rounds),
    names: asked.size === 0 ? known : known.filter((name) => asked.has(name)),
  }
}

function parseCount(name: keyof typeof most, value: string): number {
  const count = Number(value)
  if (Number.isInteger(count) && count >= 1 && count <= most[name]) return count
  throw new TypeError(`--${name} takes a whole number from 1 to ${most[name]}`)
}
