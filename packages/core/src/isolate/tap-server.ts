import { getHeapStatistics } from 'node:v8'
import type { HookName } from '../hook-table.ts'
import type { TapContext } from '../plugin.ts'
import { beatMs, type FromWorker, type SettledMessage, slots, type ToWorker } from './messages.ts'
import { RunningJob } from './running-job.ts'
import { packThrown, packValue } from './settled.ts'
import { WorkerContext } from './worker-context.ts'

/** A tap of the plugin that this worker runs. */
export interface WorkerTap {
  readonly hook: HookName
  readonly budgetMs: number | undefined
  readonly fn: (context: TapContext) => unknown
}

/** In the worker: runs taps for the main thread, and lets it see that the thread is not held. */
export class TapServer {
  readonly #taps: readonly WorkerTap[]
  readonly #shared: Int32Array
  readonly #send: (message: FromWorker) => void
  readonly #sendNote: (message: FromWorker) => void
  readonly #running: RunningJob
  readonly #contexts = new Map<number, WorkerContext>()
  #beating: NodeJS.Timeout | undefined

  /** @param sendNote Sends what may be lost */
  constructor(
    taps: readonly WorkerTap[],
    shared: Int32Array,
    send: (message: FromWorker) => void,
    sendNote: (message: FromWorker) => void,
  ) {
    this.#taps = taps
    this.#shared = shared
    this.#send = send
    this.#sendNote = sendNote
    this.#running = new RunningJob(shared)
  }

  run({ job, tap: index, dueAt, input }: ToWorker & { kind: 'run' }): void {
    const tap = this.#taps[index]
    if (tap === undefined) return
    const note = (remark: unknown) => {
      // the main thread looks at what it says
      if (this.#contexts.has(job) && typeof remark === 'string' && remark.length <= 64) {
        this.#sendNote({ kind: 'note', job, remark })
      }
    }
    const context = new WorkerContext(input, dueAt, note)
    this.#contexts.set(job, context)
    this.#keepBeating()
    this.#running.run(job, () => void this.#answer(job, tap, context))
  }

  /** Nobody waits for this job any more. */
  abort(job: number): void {
    const context = this.#contexts.get(job)
    this.#contexts.delete(job)
    this.#say({ kind: 'aborted', job })
    if (context !== undefined) this.#running.run(job, () => context.abort())
  }

  async #answer(job: number, { hook, fn }: WorkerTap, context: WorkerContext): Promise<void> {
    let settled: SettledMessage
    try {
      const value = await fn(context)
      // of an observer it only counts that it said something
      settled = hook === 'observe' ? { value: value === undefined || value === null ? value : true } : packValue(value)
    } catch (error) {
      settled = { thrown: packThrown(error) }
    }
    this.#contexts.delete(job)
    this.#say({ kind: 'settled', job, settled })
  }

  #say(message: FromWorker): void {
    // who answers is not held, also where the main thread is, and reads it late
    Atomics.add(this.#shared, slots.beat, 1)
    this.#send(message)
  }

  #keepBeating(): void {
    Atomics.add(this.#shared, slots.beat, 1)
    this.#beating ??= setInterval(() => {
      this.#beat()
      if (this.#contexts.size > 0) return
      clearInterval(this.#beating)
      this.#beating = undefined
    }, beatMs)
  }

  #beat(): void {
    const { used_heap_size: heap, external_memory: outside } = getHeapStatistics()
    Atomics.store(this.#shared, slots.memoryMb, Math.ceil((heap + outside) / 1024 ** 2))
    Atomics.add(this.#shared, slots.beat, 1)
  }
}
