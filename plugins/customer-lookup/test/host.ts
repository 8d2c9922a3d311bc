import { createHost, type Entry, type Facts, type Finding, type Logger, type TapTrace } from '@preanswer/core'
import { ring } from '@preanswer/testing'
import { onTestFinished } from 'vitest'

/** A running host: calls share what its plugins remember. */
export interface RunningHost {
  /** Rings; a withheld number is null */
  call(caller?: string | null): Promise<{ readonly customer: Facts['customer']; readonly tap: TapTrace }>
  readonly findings: readonly Finding[]
  /** All that was logged, as text */
  readonly logged: () => string
}

/** For what happens in a moment, on a machine that has more to do. */
export const soon = { timeout: 15_000 }

/** ms for whoever answers at all, on such a machine. */
export const patienceMs = 2_000

/** Starts a host with one plugin; it closes with the test. */
export async function startHost(entry: Entry, baseDir = process.cwd()): Promise<RunningHost> {
  const lines: string[] = []
  const write = (fields: object, message: string) => void lines.push(JSON.stringify({ ...fields, message }))
  const log: Logger = { debug: write, info: write, warn: write, error: write }
  const host = await createHost({ unsigned: true, plugins: [{ budgetMs: patienceMs, ...entry }] }, { log, baseDir })
  onTestFinished(() => host.close())
  return {
    findings: host.findings,
    logged: () => lines.join('\n'),
    async call(caller = '+31612345678') {
      const { facts, trace } = await ring(host, { caller })
      const [tap] = trace.taps
      if (tap === undefined) throw new Error('the host refused the call')
      // the host's own remark, on a machine that has more to do
      const notes = tap.notes.filter((note) => note !== 'held-the-thread')
      return { customer: facts.customer, tap: { ...tap, notes } }
    },
  }
}
