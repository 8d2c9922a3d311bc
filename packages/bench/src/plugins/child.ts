import { createHost, definePlugin, type Entry, type Host, type HostConfig } from '@preanswer/core'
import { assertUnharmed, type CpuSample, cpuUsOf, silent } from '../cpu.ts'
import { languages, saved, timeZone } from '../job.ts'
import { callsOfDay } from './calls.ts'
import { type PluginCase, type PluginName, pluginCases } from './cases.ts'

/** What one process found out about one plugin. */
export interface PluginCost {
  /** ms to load the plugin, check its options and set it up, in a process that has answered calls without it */
  readonly startMs: number
  /** One for each round, without the plugin and with it */
  readonly samples: readonly CpuSample[]
}

const callsPerRound = 200
/** What runs for the first time is slower, and the first call of each customer asks the CRM: rounds that do not count. */
const warmUpRounds = 30

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
  const samples: CpuSample[] = []
  const rounds = counted === 0 ? 0 : warmUpRounds + counted
  const days = Array.from({ length: rounds }, (_, day) => callsOfDay(day, callsPerRound))
  for (const [day, calls] of days.entries()) {
    const withoutUs = await cpuUsOf(without, calls, withFacts)
    const withUs = await cpuUsOf(host, calls, withFacts)
    if (day >= warmUpRounds) samples.push({ withoutUs, withUs })
  }
  assertUnharmed(host)
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
