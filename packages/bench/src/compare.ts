import type { ContenderName } from './contenders.ts'
import { measure, type Sample } from './measure.ts'
import { type Options, parseOptions } from './options.ts'
import { machine, print } from './print.ts'
import { type Running, start } from './running.ts'
import { type Measured, serverColumns, summarize } from './summary.ts'
import { formatTable } from './table.ts'

/** How often each server is started to see how long it takes. */
const starts = 3

/** Measures servers beside each other and prints a table. */
export async function compareServers(args: readonly string[]): Promise<void> {
  const options = parseOptions(args)
  print(machine())
  print(`${options.rounds} rounds of ${options.seconds} s for each of ${options.names.length} servers`)
  print('')
  print(formatTable(serverColumns, summarize(await compare(options))))
}

/** Lets all servers take turns, so that whatever slows the machine down hits all of them. */
async function compare({ seconds, rounds, names }: Options): Promise<Measured[]> {
  const startMs = new Map(names.map((name) => [name, [] as number[]]))
  for (let count = 1; count < starts; count += 1) {
    for (const name of names) {
      const server = await start(name)
      startMs.get(name)?.push(server.startMs)
      await server.stop()
    }
  }
  const servers: Running[] = []
  try {
    for (const name of names) servers.push(await start(name))
    const idle = await residentMiB(servers)
    // what runs for the first time is slower: a round that does not count
    for (const server of servers) await measure(server, seconds)
    const samples = new Map<ContenderName, Sample[]>(names.map((name) => [name, []]))
    for (let round = 0; round < rounds; round += 1) {
      for (const server of servers) samples.get(server.name)?.push(await measure(server, seconds))
    }
    const loaded = await residentMiB(servers)
    return servers.map(({ name, startMs: last }, index) => ({
      name,
      samples: samples.get(name) ?? [],
      startMs: [...(startMs.get(name) ?? []), last],
      idleMiB: idle[index] ?? Number.NaN,
      loadedMiB: loaded[index] ?? Number.NaN,
    }))
  } finally {
    await Promise.all(servers.map((server) => server.stop()))
  }
}

async function residentMiB(servers: readonly Running[]): Promise<number[]> {
  const usages = await Promise.all(servers.map((server) => server.usage()))
  return usages.map(({ residentBytes }) => residentBytes / 1024 ** 2)
}
