import { setTimeout as sleep } from 'node:timers/promises'
import type { EntryName } from './cell.ts'
import { drawCalls } from './draw.ts'
import { startPipeline } from './pipeline.ts'

const lanes = 50
/** Samples of the memory, evenly over the calls. The first is taken when all caches are full. */
const samples = 5
/** One call in so many has a fault that harms nobody else; among them answers that never come. */
const faultOdds = 10
const isolated: readonly EntryName[] = ['third']

export interface Sample {
  readonly calls: number
  /** MiB after a collection: of the heap, and of the process */
  readonly heapMb: number
  readonly processMb: number
}

export interface Soak {
  readonly samples: readonly Sample[]
  readonly callsPerSecond: number
  /** What kept the process alive before the host was there, and after it had closed: timers, sockets, threads */
  readonly resourcesBefore: readonly string[]
  readonly resourcesAfter: readonly string[]
}

/**
 * Sends many calls to one host, one of its plugins in a worker, and looks at what remains of them. The process has to run
 * with `--expose-gc`.
 */
export async function soak(calls: number, seed: number, progress: (sample: Sample) => void): Promise<Soak> {
  const resourcesBefore = await resources()
  const pipeline = await startPipeline(isolated)
  const faults = drawCalls(1_000, seed)
    .filter((draw) => draw.pipeline === 'inline' && draw.cell.fault !== 'throws-in-a-timer')
    .map(({ cell }) => cell)
  let done = 0
  const send = async (until: number) => {
    while (done < until) {
      done += 1
      const cell = done % faultOdds === 0 ? faults[(done / faultOdds) % faults.length] : undefined
      await (cell === undefined ? pipeline.call() : pipeline.call(cell))
    }
  }
  const startedAt = performance.now()
  const taken: Sample[] = []
  for (let index = 1; index <= samples; index += 1) {
    const until = Math.round((calls * index) / samples)
    await Promise.all(Array.from({ length: lanes }, () => send(until)))
    taken.push(await sample(until))
    progress(taken.at(-1) as Sample)
  }
  const seconds = (performance.now() - startedAt) / 1_000
  await pipeline.close()
  return { samples: taken, callsPerSecond: calls / seconds, resourcesBefore, resourcesAfter: await resources() }
}

async function sample(calls: number): Promise<Sample> {
  // what is off the clock ends first
  await sleep(1_000)
  for (let round = 0; round < 3; round += 1) {
    globalThis.gc?.()
    await sleep(10)
  }
  const { heapUsed, rss } = process.memoryUsage()
  return { calls, heapMb: heapUsed / 1024 ** 2, processMb: rss / 1024 ** 2 }
}

async function resources(): Promise<string[]> {
  // what was closed goes in the turns after
  await sleep(100)
  return process.getActiveResourcesInfo().sort()
}
