import type { Call, Facts, Line } from '../call.ts'
import type { Draft, Snapshot } from '../draft.ts'
import type { WebhookEvent } from '../event.ts'
import { deepFreeze } from '../plain.ts'
import type { TapContext } from '../plugin.ts'
import type { Trace } from '../trace.ts'
import { sharedNow, type TapInput } from './messages.ts'

/** In the worker: what a tap gets. Data arrived as a copy; signal and clock are made anew. */
export class WorkerContext implements TapContext {
  readonly call: Call
  readonly facts: Facts
  readonly line: Line
  readonly assistant: Snapshot
  readonly isRehearsal: boolean
  readonly draft: Draft | undefined
  readonly event: WebhookEvent | undefined
  readonly trace: Trace | undefined
  // own functions, so that a tap can take them out of the context: `({ note }) => …`
  readonly note: (remark: string) => void
  readonly remainingMs: () => number
  #aborter: AbortController | undefined

  /** @param dueAt When the budget is spent, on the clock that all threads share */
  constructor(input: TapInput, dueAt: number, note: (remark: string) => void) {
    // read-only in the worker as it is in the main thread
    const { call, facts, line, assistant, isRehearsal, draft, event, trace } = deepFreeze(input)
    this.call = call
    this.facts = facts
    this.line = line
    this.assistant = assistant
    this.isRehearsal = isRehearsal
    this.draft = draft
    this.event = event
    this.trace = trace
    this.note = note
    this.remainingMs = () => Math.max(0, dueAt - sharedNow())
  }

  get signal(): AbortSignal {
    this.#aborter ??= new AbortController()
    return this.#aborter.signal
  }

  abort(): void {
    this.#aborter ??= new AbortController()
    this.#aborter.abort()
  }
}
