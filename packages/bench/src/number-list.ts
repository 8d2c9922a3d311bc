import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type NumberList, openNumberList } from '@preanswer/number-list'
import { machine, print } from './print.ts'
import { median } from './summary.ts'

/** A million numbers from a file: as a number list, and as somebody would do it by hand, in a Set of strings. */

const size = 1_000_000
const rounds = 7
const asked = 200_000

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

interface Contender {
  readonly title: string
  load(path: string): Promise<(number: string) => boolean>
}

const contenders: readonly Contender[] = [
  {
    title: 'number-list',
    async load(path) {
      const list: NumberList = await openNumberList([{ file: { path }, value: 'listed', at: [] }], quiet)
      list.close()
      return (number) => list.valueOf(number) !== undefined
    },
  },
  {
    title: 'Set of strings',
    async load(path) {
      const listed = new Set((await readFile(path, 'utf8')).split('\n'))
      return (number) => listed.has(number)
    },
  },
]

const quiet = { baseDir: '/', log: { info() {}, warn() {} }, report() {} }

const folder = await mkdtemp(join(tmpdir(), 'preanswer-bench-'))
try {
  const numbers = Array.from({ length: size }, (_, index) => numberAt(index))
  const path = join(folder, 'numbers.txt')
  await writeFile(path, numbers.join('\n'))
  // one that is listed, one that is not; parsed anew each round, as the strings of a call are new
  const calls = Array.from({ length: asked / 2 }, (_, index) => [numberAt(index * 7), numberAt(size + index)]).flat()
  const text = JSON.stringify(calls)
  print(machine())
  print(`${size} numbers; medians of ${rounds} rounds of ${asked} lookups`)
  print('')
  const measured = []
  for (const contender of contenders)
    measured.push({ ...contender, ...(await loadMeasured(contender, path)), ns: [] as number[] })
  for (let round = 0; round <= rounds; round += 1) {
    for (const { isListed, ns } of measured) ns.push(lookupNs(isListed, JSON.parse(text)))
  }
  print('| list           | load ms | thread held ms | MB kept | lookup ns |')
  print('| -------------- | ------: | -------------: | ------: | --------: |')
  for (const { title, loadMs, heldMs, megabytes, ns } of measured) {
    // what runs for the first time is slower
    const cells = [loadMs.toFixed(0).padStart(7), heldMs.toFixed(0).padStart(14), megabytes.toFixed(1).padStart(7)]
    print(`| ${title.padEnd(14)} | ${cells.join(' | ')} | ${median(ns.slice(1)).toFixed(0).padStart(9)} |`)
  }
} finally {
  await rm(folder, { recursive: true })
}

/** Numbers in no order, each once. */
function numberAt(index: number): string {
  return `+316${String((index * 40_503_871) % 99_999_989).padStart(8, '0')}`
}

/** How long the load takes, how long it holds this thread in one go, and what stays in memory. */
async function loadMeasured({ load }: Contender, path: string) {
  const before = await usedBytes()
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const startedAt = performance.now()
  const isListed = await load(path)
  const loadMs = performance.now() - startedAt
  await new Promise((resolve) => setTimeout(resolve, 5))
  delay.disable()
  return { isListed, loadMs, heldMs: delay.max / 1e6, megabytes: ((await usedBytes()) - before) / 1e6 }
}

async function usedBytes(): Promise<number> {
  collectGarbage()
  // the buffers of a file are let go a turn later
  await new Promise((resolve) => setTimeout(resolve, 20))
  collectGarbage()
  // an array that a worker handed over counts as external only
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** CPU time, so that whatever else runs on the machine counts less. */
function lookupNs(isListed: (number: string) => boolean, numbers: readonly string[]): number {
  let found = 0
  const before = process.cpuUsage()
  for (const number of numbers) if (isListed(number)) found += 1
  const { user, system } = process.cpuUsage(before)
  if (found !== numbers.length / 2) throw new Error(`${found} of ${numbers.length} numbers were found`)
  return ((user + system) * 1_000) / numbers.length
}
