import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { parseRounds } from '../options.ts'
import { machine, print } from '../print.ts'
import { median } from '../summary.ts'
import { type Columns, formatTable } from '../table.ts'
import type { LinesCost } from './child.ts'

const counts = [1, 100, 10_000]

/** How often each host is started to see how long it takes. */
const starts = 3

/** Measures what lines cost the start and a call, and prints a table. */
export async function benchLines(args: readonly string[]): Promise<void> {
  const rounds = parseRounds(args)
  print(machine())
  print(`medians of ${rounds} rounds of 200 calls to one line and 200 to all, and of ${starts} starts`)
  print('')
  const rows: LinesRow[] = []
  for (const lines of counts) {
    const costs = [await measured(lines, rounds)]
    while (costs.length < starts) costs.push(await measured(lines, 0))
    rows.push(summarize(lines, costs))
  }
  print(formatTable(columns, rows))
}

interface LinesRow {
  readonly lines: number
  readonly startMs: number
  readonly startCpuMs: number
  readonly heapBytes: number
  /** CPU time for a call to a host with one line, µs */
  readonly oneUs: number
  /** And to the host with all, beside it */
  readonly ratio: number
}

const columns: Columns<LinesRow> = [
  ['lines', ({ lines }) => String(lines)],
  ['start ms', ({ startMs }) => startMs.toFixed(0)],
  ['start CPU ms', ({ startCpuMs }) => startCpuMs.toFixed(0)],
  ['MiB kept', ({ heapBytes }) => (heapBytes / 1024 ** 2).toFixed(1)],
  ['KiB per line', ({ heapBytes, lines }) => (heapBytes / 1024 / lines).toFixed(1)],
  ['CPU µs/call with one line', ({ oneUs }) => oneUs.toFixed(0)],
  ['ratio', ({ ratio }) => ratio.toFixed(2)],
]

function summarize(lines: number, costs: readonly LinesCost[]): LinesRow {
  const samples = costs.flatMap((cost) => cost.samples)
  return {
    lines,
    startMs: median(costs.map(({ startMs }) => startMs)),
    startCpuMs: median(costs.map(({ startCpuMs }) => startCpuMs)),
    heapBytes: median(costs.map(({ heapBytes }) => heapBytes)),
    oneUs: median(samples.map(({ withoutUs }) => withoutUs)),
    ratio: median(samples.map(({ withoutUs, withUs }) => withUs / withoutUs)),
  }
}

/** In a process of its own: the first start is not warm. */
async function measured(lines: number, rounds: number): Promise<LinesCost> {
  const child = fileURLToPath(new URL('./child.js', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [child, String(lines), String(rounds)])
  return JSON.parse(stdout)
}
