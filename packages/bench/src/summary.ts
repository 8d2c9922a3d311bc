import { type ContenderName, contenders } from './contenders.ts'
import type { Sample } from './measure.ts'
import type { Columns } from './table.ts'

/** All that was measured of one server. */
export interface Measured {
  readonly name: ContenderName
  /** One for each round */
  readonly samples: readonly Sample[]
  /** ms from the start of a process until it listens, one for each start */
  readonly startMs: readonly number[]
  /** Resident memory before the first call and after the last, MiB */
  readonly idleMiB: number
  readonly loadedMiB: number
}

/** One line of the table. Ratios are to the server that `base` names. */
export interface Row {
  readonly title: string
  readonly base: string
  readonly cpuUs: number
  readonly cpuRatio: number
  readonly callsPerSecond: number
  readonly throughputRatio: number
  readonly startMs: number
  readonly idleMiB: number
  readonly loadedMiB: number
}

export const serverColumns: Columns<Row> = [
  ['server', ({ title }) => title],
  ['CPU µs/call', ({ cpuUs }) => cpuUs.toFixed(0)],
  ['ratio', ({ cpuRatio }) => cpuRatio.toFixed(2)],
  ['calls/s', ({ callsPerSecond }) => callsPerSecond.toFixed(0)],
  ['ratio', ({ throughputRatio }) => throughputRatio.toFixed(2)],
  ['compared to', ({ base }) => base],
  ['start ms', ({ startMs }) => startMs.toFixed(0)],
  ['MiB idle', ({ idleMiB }) => idleMiB.toFixed(0)],
  ['MiB loaded', ({ loadedMiB }) => loadedMiB.toFixed(0)],
]

/**
 * Medians over the rounds. A ratio is taken within its round, so that what slows the machine down for a while slows
 * down both sides of it.
 */
export function summarize(all: readonly Measured[]): Row[] {
  return all.map(({ name, samples, startMs, idleMiB, loadedMiB }) => {
    const { title, base } = contenders[name]
    const baseSamples = all.find((other) => other.name === base)?.samples ?? samples
    const ratios = (key: keyof Sample) =>
      samples.flatMap((sample, round) => {
        const baseSample = baseSamples[round]
        return baseSample === undefined ? [] : [sample[key] / baseSample[key]]
      })
    return {
      title,
      base: contenders[base].title,
      cpuUs: median(samples.map((sample) => sample.cpuUs)),
      cpuRatio: median(ratios('cpuUs')),
      callsPerSecond: median(samples.map((sample) => sample.callsPerSecond)),
      throughputRatio: median(ratios('callsPerSecond')),
      startMs: median(startMs),
      idleMiB,
      loadedMiB,
    }
  })
}

/** @returns NaN for an empty list */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}
