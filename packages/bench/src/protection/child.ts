import { createHost, type Host } from '@preanswer/core'
import { assertUnharmed, cpuUsOf, silent } from '../cpu.ts'
import { callsOfDay } from '../plugins/calls.ts'
import { type ProtectionCase, type ProtectionName, protectionCases } from './cases.ts'
import waiting from './waiting.ts'

// A host in a process of its own: told the number of a round, it answers the round's calls and tells their CPU time.

const callsPerRound = 500

const [name, side] = process.argv.slice(2)
const protection: ProtectionCase = protectionCases[name as ProtectionName]
const host = await hostOf(side === 'with' ? protection : { awaits: protection.awaits })
process.on('message', async (round: number) => {
  const cpuUs = await cpuUsOf(host, callsOfDay(round, callsPerRound), false)
  assertUnharmed(host)
  process.send?.(cpuUs)
})

function hostOf({ awaits, isolate = 'none', options = {}, breaker = false }: ProtectionCase): Promise<Host> {
  const use = new URL('./waiting.js', import.meta.url).href
  const entry = isolate === 'none' ? { use: waiting } : { use, isolate }
  const config = { unsigned: true, breaker, plugins: [{ ...entry, with: { awaits } }] }
  return createHost(config, { log: silent, ...options })
}
