import { setTimeout as sleep } from 'node:timers/promises'
import { createHost, type Entry, type Host, type Trace } from '@preanswer/core'
import { requestBody } from '@preanswer/testing'
import { type Cell, type EntryName, entryNames, toCallId } from './cell.ts'
import { faults } from './faults.ts'
import { faulty } from './faulty.ts'

/** What came of a call. */
export interface Answered {
  readonly status: number
  readonly body: string
  /** When all observers had ended */
  readonly trace: Trace
  /** Until the response was there */
  readonly ms: number
}

/** Five faulty plugins on a real host. */
export interface Pipeline {
  readonly host: Host
  /** A call in which these taps go wrong; none of them where no cell is given */
  call(...cells: Cell[]): Promise<Answered>
  /** A call whose fault costs a worker. Waits for both workers before, and until the loss is seen after */
  callAndLose(cell: Cell): Promise<Answered>
  /** Resolves when each isolated entry has a worker that works and one that waits */
  haveWorkers(): Promise<void>
  close(): Promise<void>
}

/** ms for each tap; a little patience for those in workers, which may have to be taken over from. */
const inlineBudgets = 50
const isolatedBudgets = { identify: 600, screen: 300, contribute: 600, review: 300, observe: 600 } as const

/** Of what is built, seen from sources too: a worker of Node 20 runs no TypeScript. */
const builtPlugin = new URL('../dist/faulty.js', import.meta.url).href

const silent = { debug() {}, info() {}, warn() {}, error() {} }

let calls = 0

/**
 * Starts a pipeline whose breakers stay closed: each fault is to be met anew.
 *
 * @param isolated The entries that run in workers
 */
export async function startPipeline(isolated: readonly EntryName[] = []): Promise<Pipeline> {
  const told = new Map<string, (trace: Trace) => void>()
  const host = await createHost(
    {
      unsigned: true,
      breaker: false,
      assistant: { llm: { provider: 'openai', model: 'gpt-5.4-mini', prompt: 'You answer the phone.' } },
      plugins: entryNames.map((entry) => toEntry(entry, isolated.includes(entry))),
    },
    {
      log: silent,
      claimErrors: true,
      onExchange: ({ trace }) => {
        told.get(trace.id)?.(trace)
        told.delete(trace.id)
      },
    },
  )
  const claim = (error: unknown) => {
    if (!host.claimError(error)) throw error
  }
  process.on('uncaughtException', claim)
  const workers = (entry: EntryName) => host.health().entries.find(({ name }) => name === entry)?.workers
  const call = async (...cells: Cell[]): Promise<Answered> => {
    calls += 1
    const ringing = { caller: '+447700900456', dialedNumber: '+442079460011', at: Date.now() }
    const body = JSON.stringify(requestBody('snake', { ...ringing, callId: toCallId(cells, calls) }))
    const startedAt = performance.now()
    const reply = await host.answer({ headers: { 'content-type': 'application/json' }, body, trusted: true })
    const ms = performance.now() - startedAt
    const { trace } = reply
    if (trace === undefined) throw new Error(`the host refused a call: ${reply.body}`)
    const ended = await new Promise<Trace>((resolve) => told.set(trace.id, resolve))
    return { status: reply.status, body: reply.body, trace: ended, ms }
  }
  return {
    host,
    call,
    async callAndLose(cell) {
      await until(() => workers(cell.entry)?.ready === 2)
      const lost = workers(cell.entry)?.lost
      const answered = await call(cell)
      // its answer may be out before its worker has ended
      if (faults[cell.fault].harms === 'process') await until(() => workers(cell.entry)?.lost !== lost)
      return answered
    },
    haveWorkers: () => until(() => isolated.every((entry) => workers(entry)?.ready === 2)),
    async close() {
      await host.close()
      process.off('uncaughtException', claim)
    },
  }
}

/** Resolves once this holds. What takes half a minute does not come any more. */
async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries += 1) {
    if (tries === 1_500) throw new Error('the workers of an isolated entry are not as they should be')
    await sleep(20)
  }
}

function toEntry(name: EntryName, isIsolated: boolean): Entry {
  const options = { with: { entry: name }, name }
  return isIsolated
    ? { ...options, use: builtPlugin, isolate: 'worker', budgetMs: isolatedBudgets }
    : { ...options, use: faulty, budgetMs: inlineBudgets }
}
