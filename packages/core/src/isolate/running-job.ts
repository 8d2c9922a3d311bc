import { AsyncLocalStorage, createHook } from 'node:async_hooks'
import { slots } from './messages.ts'

/**
 * In the worker: writes down whose code runs, also after an await or in a timer. A thread that is held cannot say it, and
 * one that has ended even less.
 */
export class RunningJob {
  readonly #shared: Int32Array
  readonly #jobs = new AsyncLocalStorage<number>()

  constructor(shared: Int32Array) {
    this.#shared = shared
    const before = () => this.#write(this.#jobs.getStore() ?? 0)
    const after = () => this.#write(0)
    createHook({ before, after }).enable()
    process.on('uncaughtExceptionMonitor', () => {
      Atomics.store(shared, slots.culprit, this.#jobs.getStore() ?? 0)
    })
  }

  run(job: number, start: () => void): void {
    this.#write(job)
    this.#jobs.run(job, start)
    this.#write(0)
  }

  #write(job: number): void {
    Atomics.store(this.#shared, slots.running, job)
  }
}
