import { type Cell, type EntryName, positions } from './cell.ts'
import { type Draw, drawCalls } from './draw.ts'
import { type FaultName, faultNames, faults } from './faults.ts'
import { type Answered, type Pipeline, startPipeline } from './pipeline.ts'
import { violationsOf } from './violations.ts'

/** Calls under way at a time. */
const lanes = 20

/** What became of the calls with one fault. */
export interface Tally {
  readonly fault: FaultName
  inline: number
  isolated: number
  /** ms until the slowest of them was answered */
  slowestMs: number
  readonly violations: string[]
}

/** Lets a random fault happen in each of many calls, and looks at every answer. */
export async function storm(calls: number, seed: number): Promise<Tally[]> {
  const tallies = new Map(
    faultNames.map((fault): [FaultName, Tally] => [
      fault,
      { fault, inline: 0, isolated: 0, slowestMs: 0, violations: [] },
    ]),
  )
  const pipelines = { inline: await startPipeline(), isolated: await startPipeline(positions) }
  const callAndLose = takingTurns(pipelines.isolated)
  const draws = drawCalls(calls, seed).values()
  const run = async () => {
    for (const draw of draws) {
      const answered = await (costsWorker(draw) ? callAndLose(draw.cell) : pipelines[draw.pipeline].call(draw.cell))
      count(tallies.get(draw.cell.fault), draw, answered)
    }
  }
  await Promise.all(Array.from({ length: lanes }, run))
  await Promise.all(Object.values(pipelines).map((pipeline) => pipeline.close()))
  return [...tallies.values()]
}

function costsWorker({ pipeline, cell }: Draw): boolean {
  return pipeline === 'isolated' && faults[cell.fault].harms !== 'nothing'
}

/** One after the other for each entry, and only when both its workers are there: it is promised to outlive one loss. */
function takingTurns(pipeline: Pipeline) {
  const turns = new Map<EntryName, Promise<unknown>>()
  return function inTurn(cell: Cell): Promise<Answered> {
    const turn = (turns.get(cell.entry) ?? Promise.resolve()).then(() => pipeline.callAndLose(cell))
    turns.set(cell.entry, turn)
    return turn
  }
}

function count(tally: Tally | undefined, { pipeline, cell }: Draw, answered: Answered): void {
  if (tally === undefined) return
  tally[pipeline] += 1
  tally.slowestMs = Math.max(tally.slowestMs, answered.ms)
  for (const violation of violationsOf([cell], answered)) {
    tally.violations.push(`${pipeline}, ${cell.hook} of ${cell.entry}: ${violation}`)
  }
}
