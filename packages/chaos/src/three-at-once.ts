import { type Cell, positions } from './cell.ts'
import { type Pipeline, startPipeline } from './pipeline.ts'
import { violationsOf } from './violations.ts'

const rounds = 10
const callsBeside = 20

const cells: readonly Cell[] = [
  { entry: 'first', hook: 'contribute', fault: 'loops-endlessly' },
  { entry: 'third', hook: 'contribute', fault: 'exits-the-process' },
  { entry: 'fifth', hook: 'contribute', fault: 'allocates-1-gb' },
]

/**
 * Three isolated plugins fail in one call: looks at its answer, at those of 20 calls beside it, and at the next one. The
 * benchmarks have what it costs them.
 *
 * @returns How many calls there were, and what was wrong with them
 */
export async function threeAtOnce(): Promise<{ calls: number; violations: string[] }> {
  const pipeline = await startPipeline(positions)
  const found: string[][] = []
  for (let round = 0; round < rounds; round += 1) {
    await pipeline.haveWorkers()
    const beside = Array.from({ length: callsBeside }, () => look(pipeline, []))
    found.push(...(await Promise.all([look(pipeline, cells), ...beside])), await look(pipeline, []))
  }
  await pipeline.close()
  return { calls: found.length, violations: found.flat() }
}

async function look(pipeline: Pipeline, faulty: readonly Cell[]): Promise<string[]> {
  return violationsOf(faulty, await pipeline.call(...faulty))
}
