import { median } from '../summary.ts'
import type { Columns } from '../table.ts'
import type { PluginCost } from './child.ts'

/** One line of the table: medians over the rounds. */
export interface CostRow {
  readonly name: string
  /** CPU time for each call without the plugin, and what it adds, µs */
  readonly withoutUs: number
  readonly addedUs: number
  readonly ratio: number
  readonly startMs: number
}

export const costColumns: Columns<CostRow> = [
  ['plugin', ({ name }) => name],
  ['CPU µs/call without', ({ withoutUs }) => withoutUs.toFixed(0)],
  ['added µs', ({ addedUs }) => addedUs.toFixed(1)],
  ['ratio', ({ ratio }) => ratio.toFixed(2)],
  ['start ms', ({ startMs }) => startMs.toFixed(0)],
]

/** What is added, and the ratio, are taken within a round: what slows the machine down for a while slows down both sides. */
export function summarizeCost(name: string, samples: PluginCost['samples'], startMs: readonly number[]): CostRow {
  return {
    name,
    withoutUs: median(samples.map(({ withoutUs }) => withoutUs)),
    addedUs: median(samples.map(({ withoutUs, withUs }) => withUs - withoutUs)),
    ratio: median(samples.map(({ withoutUs, withUs }) => withUs / withoutUs)),
    startMs: median(startMs),
  }
}
