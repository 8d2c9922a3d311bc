import { type ChildProcess, fork } from 'node:child_process'
import { on } from 'node:events'
import type { CpuSample } from '../cpu.ts'
import { parseRounds } from '../options.ts'
import { type CostRow, costColumns, summarizeCost } from '../plugins/cost.ts'
import { machine, print } from '../print.ts'
import { type Columns, formatTable } from '../table.ts'
import { protectionCases } from './cases.ts'

/** What runs for the first time is slower: rounds that do not count. */
const warmUpRounds = 10

/** Measures what protection from plugins costs a call, and prints a table. */
export async function benchProtection(args: readonly string[]): Promise<void> {
  const rounds = parseRounds(args)
  print(machine())
  print(`medians of ${rounds} rounds of 500 calls without the protection and 500 with it`)
  print('')
  const rows: CostRow[] = []
  for (const name of Object.keys(protectionCases)) rows.push(summarizeCost(name, await measured(name, rounds), []))
  print(formatTable(columns, rows))
}

const columns: Columns<CostRow> = [['protection', ({ name }) => name], ...costColumns.slice(1, -1)]

/** Each side in a process of its own: Node does not take back all that following promises has switched on. */
async function measured(name: string, rounds: number): Promise<CpuSample[]> {
  const without = new MeasuredHost(name, 'without')
  const protectedHost = new MeasuredHost(name, 'with')
  const samples: CpuSample[] = []
  for (let round = 0; round < warmUpRounds + rounds; round += 1) {
    const sample = { withoutUs: await without.cpuUs(round), withUs: await protectedHost.cpuUs(round) }
    if (round >= warmUpRounds) samples.push(sample)
  }
  without.end()
  protectedHost.end()
  return samples
}

class MeasuredHost {
  readonly #child: ChildProcess
  readonly #answers: AsyncIterator<[cpuUs: number]>

  constructor(name: string, side: 'without' | 'with') {
    this.#child = fork(new URL('./child.js', import.meta.url), [name, side])
    this.#answers = on(this.#child, 'message', { close: ['exit'] }) as AsyncIterableIterator<[number]>
  }

  async cpuUs(round: number): Promise<number> {
    this.#child.send(round)
    const { value, done } = await this.#answers.next()
    if (done === true) throw new Error('a host of the benchmark ended')
    return value[0]
  }

  end(): void {
    this.#child.kill()
  }
}
