import { type Cell, type EntryName, entryNames, positions } from './cell.ts'
import { type Fault, faultNames, faults } from './faults.ts'

/** A call of the storm. */
export interface Draw {
  readonly pipeline: 'inline' | 'isolated'
  readonly cell: Cell
}

/** Of the faults that cost a worker one in so many is drawn: a new worker takes longer than a hundred calls. */
const costlyOdds = 25

const inline = faultNames.filter((name) => faults[name].survivable === 'inline' && faults[name].harms !== 'thread')
const harmless = faultNames.filter((name) => faults[name].harms === 'nothing')
const costly = faultNames.filter((name) => faults[name].harms !== 'nothing')

/** Draws a random fault for each call; the same seed gives the same ones. */
export function drawCalls(count: number, seed: number): Draw[] {
  const random = randomFrom(seed)
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item
  return Array.from({ length: count }, (): Draw => {
    const pipeline = pick(['inline', 'isolated'] as const)
    const fault = pick(pipeline === 'inline' ? inline : random() * costlyOdds < 1 ? costly : harmless)
    // costly faults stay where the workers are
    const entries: readonly EntryName[] = faults[fault].harms === 'nothing' ? entryNames : positions
    const { hooks }: Fault = faults[fault]
    return { pipeline, cell: { entry: pick(entries), hook: pick(hooks), fault } }
  })
}

/** Numbers from 0 to 1, below 1: the generator mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
