import { setImmediate as nextTurn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Host, Logger } from '@preanswer/core'
import type { BenchCall } from './plugins/calls.ts'

/** One round: CPU time for each call without what is measured and with it, µs. */
export interface CpuSample {
  readonly withoutUs: number
  readonly withUs: number
}

export const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }

setFlagsFromString('--expose-gc')
const collectGarbage: (options: { type: 'minor' }) => void = runInNewContext('gc')

const headers = { 'content-type': 'application/json' }

/**
 * CPU time of the whole process for each call, µs, with its workers and with what the plugins do after the response.
 *
 * @param withFacts Whether the app tells the host what it knows of the caller
 */
export async function cpuUsOf(host: Host, calls: readonly BenchCall[], withFacts: boolean): Promise<number> {
  // nobody pays for what the other side has left
  collectGarbage({ type: 'minor' })
  const before = process.cpuUsage()
  for (const { body, receivedAt, facts } of calls) {
    const known = withFacts ? { facts: () => facts } : {}
    const { status } = await host.answer({ headers, body, receivedAt, trusted: true, ...known })
    if (status !== 200) throw new Error(`a call was answered with ${status}`)
  }
  await nextTurn()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / calls.length
}

/** What fails or is skipped costs less than what works. */
export function assertUnharmed(host: Host): void {
  const { entries } = host.health()
  if (entries.some(({ failures, late, skipped }) => failures + late + skipped > 0)) throw new Error('a plugin fails')
}
