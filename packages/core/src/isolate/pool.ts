import { AsyncResource } from 'node:async_hooks'
import { type ErrorCode, PreanswerError } from '../errors.ts'
import type { HookName } from '../hook-table.ts'
import { describeError, type Logger } from '../log.ts'
import type { SetupContext, TapContext } from '../plugin.ts'
import { isStuck, type Job, maximumLosses, maximumStarts, settle, toJob } from './job.ts'
import type { FromWorker, RemoteTap, SetUp, SetUpPlace } from './messages.ts'
import { Restarts, type WorkerHealth } from './restarts.ts'
import { type EndReason, Thread, type WorkerSpec } from './thread.ts'
import { lookAt, lookMs } from './watch.ts'

/** ms after which a worker is added for one that is held: it may come back, and the others need the processor first. */
const heldDelayMs = 100

/** Answers that may come after their budget and are counted: each keeps its whole call in memory, so only the newest. */
const maximumLate = 50

/** One worker that takes the taps of all calls, and one that waits to take over. */
export class Pool {
  readonly #spec: WorkerSpec
  readonly #restarts = new Restarts()
  /** The timers and workers that a call begins are the pool's, not the tap's, whatever they cost this thread */
  readonly #own = new AsyncResource('preanswer.pool')
  readonly #jobs = new Map<number, Job>()
  readonly #late = new Map<number, Job>()
  readonly #leaving = new Set<Promise<void>>()
  readonly #events = {
    message: (thread: Thread, message: FromWorker) => this.#receive(thread, message),
    ended: (thread: Thread, reason: EndReason, culprit: number, error: unknown) =>
      this.#lose(thread, reason, culprit, error),
  }
  #log: Logger | undefined
  /** The first that is ready takes the taps */
  #threads: Thread[] = []
  #place: SetUpPlace = { baseDir: '', timeZones: [] }
  #taps: readonly RemoteTap[] | undefined
  #state: 'new' | 'running' | 'given-up' | 'closed' = 'new'
  #reason: EndReason | undefined
  #lastJob = 0
  #watch: NodeJS.Timeout | undefined
  #restart: NodeJS.Timeout | undefined

  constructor(spec: WorkerSpec) {
    this.#spec = spec
  }

  /** Starts the first worker and loads the plugin in it. Rejects when the worker ends, or takes too long. */
  load(): Promise<FromWorker & { kind: 'loaded' }> {
    return this.#start().load()
  }

  /**
   * Sets the plugin up in the first worker and in the one that waits. Rejects when it fails in one of them, and may be
   * called again then, or when the signal of the context has fired.
   */
  async setUp({ log, signal, baseDir, timeZones }: SetupContext): Promise<SetUp> {
    this.#log = log
    this.#place = { baseDir, timeZones }
    const stop = () => void this.#endAll()
    signal.addEventListener('abort', stop)
    try {
      const first = this.#threads[0] ?? this.#start()
      const second = this.#start()
      const [setUp] = await Promise.all([first.setUp(this.#place), second.setUp(this.#place)])
      this.#taps = setUp.taps
      this.#state = 'running'
      // one may have ended again by now
      for (const thread of [...this.#threads]) this.#becomeReady(thread)
      this.#fill()
      return setUp
    } catch (error) {
      await this.#endAll()
      throw error
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }

  /** Runs a tap in a worker. What it has begun may be begun once more in another one. */
  run(tap: number, hook: HookName, context: TapContext): Promise<unknown> {
    if (this.#state !== 'running') throw new PreanswerError('PREANSWER_WORKER_GIVEN_UP')
    return new Promise((resolve, reject) => {
      this.#lastJob += 1
      const job: Job = { ...toJob(this.#lastJob, tap, hook, context), resolve, reject }
      this.#jobs.set(job.id, job)
      context.signal.addEventListener('abort', () => this.#abort(job), { once: true })
      this.#own.runInAsyncScope(() => this.#dispatch(job))
    })
  }

  get health(): WorkerHealth {
    const ready = this.#threads.filter(({ state }) => state === 'ready').length
    return {
      state: this.#state === 'given-up' ? 'given-up' : ready > 0 ? 'running' : 'restarting',
      ready,
      lost: this.#restarts.total,
      ...(this.#reason === undefined ? {} : { reason: this.#reason }),
    }
  }

  /** Lets the plugin release what it took, and ends the workers. May be called twice. */
  async close(): Promise<void> {
    if (this.#state !== 'given-up') this.#state = 'closed'
    clearTimeout(this.#restart)
    for (const thread of this.#threads) if (thread.state === 'ready') this.#remove(thread, thread.release())
    await this.#endAll()
    await Promise.all(this.#leaving)
  }

  #start(): Thread {
    const thread = new Thread(this.#spec, this.#events)
    this.#threads.push(thread)
    return thread
  }

  #becomeReady(thread: Thread): void {
    thread.state = 'ready'
    thread.unref()
    for (const job of this.#jobs.values()) if (job.thread === undefined || isStuck(job)) this.#dispatch(job)
    const ready = this.#threads.filter(({ state }) => state === 'ready')
    // one that was held and came back is one too many
    if (ready.length > 2) for (const surplus of ready.slice(2)) this.#leave(surplus)
  }

  /** Gives a job to the first worker that is ready; where none is, it waits for one. */
  #dispatch(job: Job): void {
    const thread = this.#threads.find(({ state }) => state === 'ready')
    if (thread === undefined || job.starts >= maximumStarts) return
    job.thread = thread
    job.starts += 1
    try {
      thread.run(job.id, job.tap, job.dueAt, job.input)
    } catch (error) {
      // what an app told us cannot be sent
      this.#jobs.delete(job.id)
      job.reject(error)
    }
    this.#keepWatching()
  }

  #receive(thread: Thread, message: FromWorker): void {
    if (message.kind === 'settled') {
      thread.owed.delete(message.job)
      this.#restarts.answered()
      const job = this.#jobs.get(message.job) ?? this.#late.get(message.job)
      this.#jobs.delete(message.job)
      this.#late.delete(message.job)
      // where it was begun in another worker, nobody waits for it there
      for (const other of this.#threads) other.abort(message.job)
      if (job !== undefined) settle(job, message.settled)
    } else if (message.kind === 'aborted') {
      thread.owed.delete(message.job)
    } else if (message.kind === 'note') {
      this.#jobs.get(message.job)?.context.note(message.remark)
    } else if (message.kind === 'log') {
      this.#log?.[message.level](message.fields, message.message)
    }
  }

  /** Nobody waits for the job any more. */
  #abort(job: Job): void {
    if (!this.#jobs.delete(job.id)) return
    for (const thread of this.#threads) thread.abort(job.id)
    this.#late.set(job.id, job)
    const [oldest = 0] = this.#late.keys()
    if (this.#late.size > maximumLate) this.#late.delete(oldest)
  }

  #keepWatching(): void {
    this.#watch ??= setInterval(() => {
      for (const thread of [...this.#threads]) this.#look(thread)
      if (this.#threads.some(({ state, owed }) => owed.size > 0 || state === 'held' || state === 'leaving')) return
      clearInterval(this.#watch)
      this.#watch = undefined
    }, lookMs).unref()
  }

  #look(thread: Thread): void {
    const finding = lookAt(thread, this.#spec.memoryMb, this.#jobs.has(thread.running))
    if (finding === 'back') this.#becomeReady(thread)
    else if (finding === 'silent') this.#takeOver(thread)
    else if (finding === 'large') this.#replace(thread)
    else if (finding === 'done') this.#remove(thread, thread.release())
    else if (finding === 'held') this.#lose(thread, 'held', 0)
    else if (finding === 'out-of-memory') this.#lose(thread, 'out-of-memory', thread.running)
  }

  /** The taps of the other calls run again in the worker that waited. The one that holds the thread has its whole budget. */
  #takeOver(thread: Thread): void {
    for (const earlier of this.#threads.filter(({ state }) => state === 'held'))
      this.#lose(earlier, 'held', earlier.running)
    thread.state = 'held'
    const holder = this.#jobs.get(thread.running)
    holder?.context.note('held-the-thread')
    this.#log?.warn({ ...(holder && { hook: holder.hook }) }, 'the thread of a worker is held')
    if (this.#restart === undefined) this.#fillIn(heldDelayMs)
    // it is still heard when it comes back: the first answer counts
    for (const job of this.#jobsOf(thread)) if (isStuck(job)) this.#dispatch(job)
  }

  #replace(thread: Thread): void {
    this.#log?.warn({ memoryMb: thread.memoryMb }, 'a worker holds more memory than it may, and is replaced')
    this.#leave(thread)
  }

  /** It gets no new work, and goes when it has done what it has. */
  #leave(thread: Thread): void {
    thread.state = 'leaving'
    this.#fill()
    this.#keepWatching()
  }

  #remove(thread: Thread, leaving: Promise<void>): void {
    this.#threads = this.#threads.filter((other) => other !== thread)
    const done = leaving.finally(() => this.#leaving.delete(done))
    this.#leaving.add(done)
  }

  #lose(thread: Thread, reason: EndReason, culprit: number, error?: unknown): void {
    const jobs = this.#jobsOf(thread)
    this.#remove(thread, thread.end())
    if (this.#state !== 'running') return
    this.#reason = reason
    const delayMs = this.#restarts.ended(performance.now() - thread.startedAt)
    this.#log?.warn({ reason, ...(error === undefined ? {} : describeError(error)) }, 'a worker has ended')
    if (delayMs === undefined) this.#giveUp()
    else this.#fillIn(delayMs)
    for (const job of jobs) {
      job.thread = undefined
      job.losses += 1
      if (job.id === culprit || job.losses >= maximumLosses) this.#fail(job, 'PREANSWER_WORKER_CRASHED')
      else this.#dispatch(job)
    }
  }

  #fail(job: Job, code: ErrorCode): void {
    if (this.#jobs.delete(job.id)) job.reject(new PreanswerError(code))
  }

  #giveUp(): void {
    this.#state = 'given-up'
    this.#log?.error({ reason: this.#reason }, 'the workers of a plugin are given up: too many have ended in a row')
    for (const job of this.#jobs.values()) this.#fail(job, 'PREANSWER_WORKER_GIVEN_UP')
    void this.#endAll()
  }

  /** Starts what is missing once the delay has passed. */
  #fillIn(delayMs: number): void {
    clearTimeout(this.#restart)
    this.#restart = setTimeout(() => {
      this.#restart = undefined
      this.#fill()
    }, delayMs).unref()
  }

  #fill(): void {
    if (this.#state !== 'running' || this.#restart !== undefined) return
    const present = this.#threads.filter(({ state }) => state === 'starting' || state === 'ready').length
    for (let missing = 2 - present; missing > 0; missing -= 1) void this.#add()
  }

  async #add(): Promise<void> {
    let thread: Thread | undefined
    try {
      thread = this.#start()
      thread.unref()
      const { taps } = await thread.setUp(this.#place)
      if (JSON.stringify(taps) !== JSON.stringify(this.#taps))
        throw new Error('the plugin taps other hooks than before')
      if (thread.state === 'starting') this.#becomeReady(thread)
    } catch (error) {
      // one that ended by itself has been counted
      if (thread !== undefined && !this.#threads.includes(thread)) return
      this.#reason = 'not-started'
      this.#log?.warn(describeError(error), 'a worker did not start')
      if (thread !== undefined) this.#remove(thread, thread.end())
      this.#fillIn(this.#restarts.failedToStart())
    }
  }

  #jobsOf(thread: Thread): Job[] {
    return [...this.#jobs.values()].filter((job) => job.thread === thread)
  }

  async #endAll(): Promise<void> {
    const threads = this.#threads
    this.#threads = []
    clearInterval(this.#watch)
    this.#watch = undefined
    await Promise.all(threads.map((thread) => thread.end()))
  }
}
