import { availableParallelism } from 'node:os'
import { isDeepStrictEqual } from 'node:util'
import { type Options, parseOptions } from './options.ts'
import { soak } from './soak.ts'
import { storm } from './storm.ts'
import { formatTable } from './table.ts'
import { threeAtOnce } from './three-at-once.ts'

/** How much the heap may have grown since the first sample, which is taken after a fifth of the calls. */
const heapGrowth = 1.1

const options = parseOptions(process.argv.slice(2))
print(`Node ${process.version}, ${availableParallelism()} cores; ${options.calls} calls, seed ${options.seed}`)
const broken = options.what === 'soak' ? await runSoak(options) : [...(await runStorm(options)), ...(await runThree())]
for (const line of broken.slice(0, 20)) print(`broken: ${line}`)
print(broken.length === 0 ? 'every promise was kept' : `${broken.length} promises were broken`)
process.exitCode = broken.length === 0 ? 0 : 1

async function runStorm({ calls, seed }: Options): Promise<string[]> {
  const tallies = await storm(calls, seed)
  const rows = tallies.map(({ fault, inline, isolated, slowestMs, violations }) => [
    fault,
    inline,
    isolated,
    Math.round(slowestMs),
    violations.length,
  ])
  print(formatTable(['fault', 'inline', 'isolated', 'slowest ms', 'broken'], rows))
  return tallies.flatMap(({ fault, violations }) => violations.map((violation) => `${fault}, ${violation}`))
}

async function runThree(): Promise<string[]> {
  const { calls, violations } = await threeAtOnce()
  print(`\nthree workers lost at once, with 20 calls beside: ${calls} calls, ${violations.length} broken`)
  return violations
}

async function runSoak({ calls, seed }: Options): Promise<string[]> {
  if (globalThis.gc === undefined) throw new Error('the memory is measured with node --expose-gc')
  const report = await soak(calls, seed, ({ calls: done, heapMb, processMb }) =>
    print(`${done} calls: heap ${heapMb.toFixed(1)} MiB, process ${processMb.toFixed(0)} MiB`),
  )
  const { samples, callsPerSecond, resourcesBefore, resourcesAfter } = report
  print(`${Math.round(callsPerSecond)} calls/s; alive before: ${resourcesBefore}; after: ${resourcesAfter}`)
  const [first, last] = [samples[0]?.heapMb ?? 0, samples.at(-1)?.heapMb ?? 0]
  return [
    ...(last > first * heapGrowth ? [`the heap grew from ${first.toFixed(1)} to ${last.toFixed(1)} MiB`] : []),
    ...(isDeepStrictEqual(resourcesBefore, resourcesAfter) ? [] : ['something of the host is still alive']),
  ]
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
