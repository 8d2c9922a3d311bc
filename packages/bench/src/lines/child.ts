import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createHost, type Host } from '@preanswer/core'
import { requestBody } from '@preanswer/testing'
import { assertUnharmed, type CpuSample, cpuUsOf, silent } from '../cpu.ts'
import { type BenchCall, callsOfDay } from '../plugins/calls.ts'
import { configWith, numberAt } from './config.ts'

/** What one process found out about so many lines. */
export interface LinesCost {
  /** ms by the clock to check the config, set everything up and prove the plans */
  readonly startMs: number
  /** The same of the processor, garbage collection among it: what else runs does not count */
  readonly startCpuMs: number
  /** Bytes that the host keeps, its config among them */
  readonly heapBytes: number
  /** One for each round: with one line, and with all */
  readonly samples: readonly CpuSample[]
}

const callsPerRound = 200
const warmUpRounds = 20

/** Lines that are called in turn. */
const calledLines = 50

const [lines, rounds] = process.argv.slice(2).map(Number)
const cost = await costOf(lines ?? 1, rounds ?? 0)
process.stdout.write(JSON.stringify(cost), () => process.exit())

async function costOf(count: number, counted: number): Promise<LinesCost> {
  const one = await createHost(configWith(1), { log: silent })
  await cpuUsOf(one, callsTo(1, 0), false)
  const heapBefore = heapUsed()
  const cpuBefore = process.cpuUsage()
  const startedAt = performance.now()
  const host = await createHost(configWith(count), { log: silent, strict: true })
  const startMs = performance.now() - startedAt
  const { user, system } = process.cpuUsage(cpuBefore)
  const heapBytes = heapUsed() - heapBefore
  const samples: CpuSample[] = []
  const all = counted === 0 ? 0 : warmUpRounds + counted
  for (let round = 0; round < all; round += 1) {
    const withoutUs = await cpuUsOf(one, callsTo(1, round), false)
    const withUs = await cpuUsOf(host, callsTo(count, round), false)
    if (round >= warmUpRounds) samples.push({ withoutUs, withUs })
  }
  for (const measured of [one, host]) assertRight(measured)
  return { startMs, startCpuMs: (user + system) / 1_000, heapBytes, samples }
}

/** Calls to lines from the whole list. */
function callsTo(count: number, round: number): BenchCall[] {
  return callsOfDay(round, callsPerRound).map((call, index) => {
    const line = Math.floor(((index % calledLines) * count) / calledLines)
    const { message } = JSON.parse(call.body)
    const caller = message.customer.number
    const body = requestBody('snake', {
      caller: caller === 'anonymous' ? null : caller,
      dialedNumber: numberAt(line),
      at: call.receivedAt,
      callId: message.call.id,
    })
    return { ...call, body: JSON.stringify(body) }
  })
}

function assertRight(host: Host): void {
  assertUnharmed(host)
  const broken = host.lines.filter(({ status }) => status !== 'ready')
  if (broken.length > 0) throw new Error(`${broken.length} lines are not ready`)
}

function heapUsed(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

/** What `node --expose-gc` has for everybody. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  collect()
}
