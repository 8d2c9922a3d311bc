import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { parsePluginOptions } from '../options.ts'
import { machine, print } from '../print.ts'
import { formatTable } from '../table.ts'
import type { PluginName } from './cases.ts'
import type { PluginCost } from './child.ts'
import { costColumns, summarizeCost } from './cost.ts'

/** How often each plugin is started to see how long it takes. */
const starts = 3

/** Measures what each plugin adds to a call and to the start, and prints a table. */
export async function benchPlugins(args: readonly string[]): Promise<void> {
  const { rounds, names } = parsePluginOptions(args)
  print(machine())
  print(`medians of ${rounds} rounds of 200 calls without the plugin and 200 with it, and of ${starts} starts`)
  print('')
  const rows = []
  for (const name of names) {
    const cost = await measured(name, rounds)
    const others = []
    for (let count = 1; count < starts; count += 1) others.push(await measured(name, 0))
    rows.push(
      summarizeCost(
        name,
        cost.samples,
        [cost, ...others].map(({ startMs }) => startMs),
      ),
    )
  }
  print(formatTable(costColumns, rows))
}

/** In a process of its own: the first start is not warm, and no plugin runs in code that another one has shaped. */
async function measured(name: PluginName, rounds: number): Promise<PluginCost> {
  const child = fileURLToPath(new URL('./child.js', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [child, name, String(rounds)])
  return JSON.parse(stdout)
}
