import type { Draft } from './draft.ts'
import type { Exchange } from './exchange.ts'
import { deepFreeze } from './plain.ts'
import type { ObserveContext, TapContext } from './plugin.ts'
import type { TapRun } from './tap-run.ts'
import type { Trace } from './trace.ts'

/** What a tap gets. Getters, so that nothing is made that nobody reads. */
export class RunContext implements TapContext {
  readonly #run: TapRun
  readonly #exchange: Exchange

  constructor(run: TapRun, exchange: Exchange) {
    this.#run = run
    this.#exchange = exchange
    this.note = (remark) => {
      if (run.isOpen && run.notes.length < 20 && isRemark(remark)) run.notes.push(remark)
    }
    this.remainingMs = () => run.remainingMs()
  }

  // own functions, so that a tap can take them out of the context: `({ note }) => …`
  readonly note: (remark: string) => void
  readonly remainingMs: () => number

  get call() {
    return this.#exchange.call
  }

  get facts() {
    return this.#exchange.facts
  }

  get line() {
    return this.#exchange.setting.line
  }

  get assistant() {
    return this.#exchange.setting.assistant
  }

  get draft(): Draft | undefined {
    return this.#run.hook === 'review' ? deepFreeze(this.#exchange.compose().draft) : undefined
  }

  get signal() {
    return this.#run.signal
  }

  get isRehearsal() {
    return this.#exchange.isRehearsal
  }

  get event(): ObserveContext['event'] {
    return this.#exchange.event
  }

  get trace(): Trace | undefined {
    return this.#run.hook === 'observe' ? this.#exchange.trace() : undefined
  }
}

function isRemark(value: unknown): value is string {
  return (
    typeof value === 'string' && value.length <= 64 && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(value) && !/\d{5}/.test(value)
  )
}
