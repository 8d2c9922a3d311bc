import { setImmediate as nextTurn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createHost, definePlugin, type Entry, type Host, type HostConfig, type Logger } from '@preanswer/core'
import { languages, saved, timeZone } from '../job.ts'
import { type BenchCall, callsOfDay } from './calls.ts'
import { type PluginCase, type PluginName, pluginCases } from './cases.ts'

/** What one process found out about one plugin. */
export interface PluginCost {
  /** ms to load the plugin, check its options and set it up, in a process that has answered calls without it */
  readonly startMs: number
  /** One for each round: CPU time for each call without the plugin and with it, µs */
  readonly samples: readonly { readonly withoutUs: number; readonly withUs: number }[]
}

const callsPerRound = 200
/** What runs for the first time is slower, and the first call of each customer asks the CRM: rounds that do not count. */
const warmUpRounds = 30

setFlagsFromString('--expose-gc')
const collectGarbage: (options: { type: 'minor' }) => void = runInNewContext('gc')

const headers = { 'content-type': 'application/json' }
const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }

/** Has a tap on each hook that says nothing: what is measured is the plugin, not that there is one. */
const quiet = definePlugin({
  name: 'quiet',
  setup(hooks) {
    hooks.identify.tap(() => undefined)
    hooks.screen.tap(() => undefined)
    hooks.contribute.tap(() => undefined)
    hooks.review.tap(() => undefined)
  },
})

const [name, rounds] = process.argv.slice(2)
const cost = await costOf(pluginCases[name as PluginName], Number(rounds))
process.stdout.write(JSON.stringify(cost), () => process.exit())

async function costOf({ open, withFacts = false }: PluginCase, counted: number): Promise<PluginCost> {
  const without = await hostWith([])
  await cpuUsOf(without, callsOfDay(0, callsPerRound), withFacts)
  const startedAt = performance.now()
  const host = await hostWith([await open()])
  const startMs = performance.now() - startedAt
  const samples: { withoutUs: number; withUs: number }[] = []
  const rounds = counted === 0 ? 0 : warmUpRounds + counted
  const days = Array.from({ length: rounds }, (_, day) => callsOfDay(day, callsPerRound))
  for (const [day, calls] of days.entries()) {
    const withoutUs = await cpuUsOf(without, calls, withFacts)
    const withUs = await cpuUsOf(host, calls, withFacts)
    if (day >= warmUpRounds) samples.push({ withoutUs, withUs })
  }
  // what fails or is skipped costs less than what works
  const { entries } = host.health()
  if (entries.some(({ failures, late, skipped }) => failures + late + skipped > 0)) throw new Error(`${name} fails`)
  return { startMs, samples }
}

function hostWith(plugins: readonly Entry[]): Promise<Host> {
  const config: HostConfig = {
    unsigned: true,
    language: 'nl',
    languages: [...languages],
    timeZone,
    assistant: saved,
    plugins: [quiet(), ...plugins],
  }
  return createHost(config, { log: silent })
}

/** CPU time of the whole process for each call, with what the plugins do after the response. */
async function cpuUsOf(host: Host, calls: readonly BenchCall[], withFacts: boolean): Promise<number> {
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
