import { setTimeout as sleep } from 'node:timers/promises'
import { type Cell, positions } from './cell.ts'
import { type Answered, isolatedBudgets, type Pipeline, startPipeline } from './pipeline.ts'
import { violationsOf } from './violations.ts'

const rounds = 10
const callsBeside = 20

/** How long calls took, ms. */
export interface ThreeAtOnce {
  readonly rounds: number
  /** A call alone, without a fault */
  readonly alone: number[]
  /** Those of 20 at a time, without a fault */
  readonly usual: number[]
  /** The one in which three plugins fail at once */
  readonly faulty: number[]
  /** Those of 20 that were under way at that moment */
  readonly beside: number[]
  /** The one after it */
  readonly next: number[]
  readonly violations: string[]
}

/** What `faulty` may take beside what a call takes alone: the largest budget, and 100 ms. */
export const faultyLimitMs = isolatedBudgets.contribute + 100

const cells: readonly Cell[] = [
  { entry: 'first', hook: 'contribute', fault: 'loops-endlessly' },
  { entry: 'third', hook: 'contribute', fault: 'exits-the-process' },
  { entry: 'fifth', hook: 'contribute', fault: 'allocates-1-gb' },
]

/** Three isolated plugins fail in one call: what does that cost it, the calls beside it, and the next one? */
export async function threeAtOnce(): Promise<ThreeAtOnce> {
  const pipeline = await startPipeline(positions)
  const report: ThreeAtOnce = { rounds, alone: [], usual: [], faulty: [], beside: [], next: [], violations: [] }
  const note = (into: number[], faulty: readonly Cell[], answered: Answered) => {
    into.push(answered.ms)
    report.violations.push(...violationsOf(faulty, answered))
  }
  for (let round = 0; round < rounds; round += 1) {
    while (!pipeline.hasWorkers()) await sleep(20)
    note(report.alone, [], await pipeline.call())
    for (const answered of await many(pipeline)) note(report.usual, [], answered)
    const [faulty, beside] = await Promise.all([pipeline.call(...cells), many(pipeline)])
    note(report.faulty, cells, faulty)
    for (const answered of beside) note(report.beside, [], answered)
    note(report.next, [], await pipeline.call())
  }
  await pipeline.close()
  return report
}

function many(pipeline: Pipeline): Promise<Answered[]> {
  return Promise.all(Array.from({ length: callsBeside }, () => pipeline.call()))
}
