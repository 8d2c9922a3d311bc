import { wrongAnswers } from './answer-check.ts'
import { load } from './load.ts'
import type { Running } from './running.ts'

/** What a server needed in one round. */
export interface Sample {
  /** CPU time for each answered call, µs */
  readonly cpuUs: number
  readonly callsPerSecond: number
}

/**
 * Puts a server under load for a while.
 *
 * @throws {Error} when the server answers wrongly: there is nothing to compare then
 */
export async function measure(server: Running, seconds: number): Promise<Sample> {
  const url = `http://127.0.0.1:${server.port}/webhook`
  const problems = await wrongAnswers(url)
  if (problems.length > 0) throw new Error(`${server.name} answers wrongly:\n${problems.join('\n')}`)
  const before = await server.usage()
  const { answered, seconds: took } = await load(url, seconds)
  const after = await server.usage()
  return { cpuUs: (after.cpuUs - before.cpuUs) / answered, callsPerSecond: answered / took }
}
