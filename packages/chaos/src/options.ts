import { parseArgs } from 'node:util'

export interface Options {
  readonly what: 'storm' | 'soak'
  readonly calls: number
  /** What the faults are drawn from */
  readonly seed: number
}

/**
 * Reads the command line.
 *
 * @throws {TypeError} for what it does not know, saying what it takes
 */
export function parseOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { calls: { type: 'string' }, seed: { type: 'string' } },
  })
  const [what = 'storm', ...more] = positionals
  if ((what !== 'storm' && what !== 'soak') || more.length > 0)
    throw new TypeError('there are storm, which is meant where nothing is said, and soak')
  return {
    what,
    calls: parseCount('calls', values.calls ?? (what === 'soak' ? '200000' : '10000'), 1, 10_000_000),
    seed: parseCount('seed', values.seed ?? String(Math.floor(Math.random() * 2 ** 32)), 0, 2 ** 32 - 1),
  }
}

function parseCount(name: string, value: string, least: number, most: number): number {
  const count = Number(value)
  if (/^\d+$/.test(value) && count >= least && count <= most) return count
  throw new TypeError(`--${name} takes a whole number from ${least} to ${most}`)
}
