import { EventEmitter, once } from 'node:events'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import pTimeout from 'p-timeout'
import {
  beatMs,
  type FromWorker,
  type SetUp,
  type SetUpPlace,
  slotCount,
  slots,
  type TapInput,
  type ToWorker,
  type WorkerInput,
} from './messages.ts'
import { unpackFailure } from './settled.ts'

/** What the workers of an entry are started with. */
export interface WorkerSpec extends Pick<WorkerInput, 'module' | 'importer' | 'options'> {
  /** Name for tools that list threads */
  readonly name: string
  /** MiB that a worker may hold */
  readonly memoryMb: number
}

/** Why a worker ended. */
export type EndReason = 'exited' | 'threw' | 'out-of-memory' | 'held' | 'not-started'

export interface ThreadEvents {
  message(thread: Thread, message: FromWorker): void
  /** It ended by itself. `culprit` is the job whose code did it, 0 where that is not known */
  ended(thread: Thread, reason: EndReason, culprit: number, error: unknown): void
}

type Message<Kind extends FromWorker['kind']> = Extract<FromWorker, { kind: Kind }>

/** ms that a worker may take to load its plugin, and again to set it up: a little more than what `setup` gets in the host. */
const startBudgetMs = 10_500

/** ms that the plugin may take to release what it took. */
const releaseBudgetMs = 4_000

/**
 * MiB above the cap at which V8's own limit stands. An allocation that does not fit below that limit (a Map that doubles,
 * an array of 100 million) ends the process, not the thread, so there is room for the largest one: 1 GiB. A worker above
 * its cap is ended long before.
 */
const allocationRoomMb = 1_100

/** The main thread's end of one worker. */
export class Thread {
  /** `held` while it does not beat, `leaving` while it only ends what it has begun */
  state: 'starting' | 'ready' | 'held' | 'leaving' | 'ended' = 'starting'
  /** Jobs that it has neither answered nor given up */
  readonly owed = new Set<number>()
  readonly startedAt = performance.now()
  readonly #worker: Worker
  readonly #port: MessagePort
  readonly #memory = new Int32Array(new SharedArrayBuffer(slotCount * Int32Array.BYTES_PER_ELEMENT))
  readonly #events: ThreadEvents
  readonly #messages = new EventEmitter()
  readonly #ended = new AbortController()
  #error: NodeJS.ErrnoException | undefined
  #beat = 0
  #heardAt = 0
  #idleBeforeMs = 0
  /** MiB of the process, at the least, since the worker was last heard; 0 while it is */
  #processMb = 0

  constructor({ name, memoryMb, ...input }: WorkerSpec, events: ThreadEvents) {
    const { port1, port2 } = new MessageChannel()
    this.#events = events
    this.#port = port1
    const workerData: WorkerInput = { ...input, port: port2, shared: this.#memory.buffer as SharedArrayBuffer }
    this.#worker = new Worker(workerFile(), {
      name,
      workerData,
      transferList: [port2],
      resourceLimits: { maxOldGenerationSizeMb: memoryMb + allocationRoomMb },
    })
    this.#worker.on('error', (error) => {
      this.#error = error
    })
    this.#worker.on('exit', () => this.#exited())
    port1.on('message', (message: FromWorker) => this.#receive(message))
  }

  /** Rejects when the worker ends before, or takes too long. */
  load(): Promise<Message<'loaded'>> {
    return this.#next('loaded', startBudgetMs)
  }

  /** Lets the plugin set itself up. Rejects when it cannot be loaded, fails, or takes too long. */
  async setUp(place: SetUpPlace): Promise<SetUp> {
    this.#send({ kind: 'set-up', place })
    const { result } = await this.#next('set-up', startBudgetMs)
    if ('thrown' in result) throw unpackFailure(result)
    return result
  }

  /** An idle worker keeps no process alive. */
  unref(): void {
    this.#worker.unref()
    this.#port.unref()
  }

  run(job: number, tap: number, dueAt: number, input: TapInput): void {
    this.#send({ kind: 'run', job, tap, dueAt, input })
    if (this.owed.size === 0) this.#heard(this.#beat)
    this.owed.add(job)
  }

  abort(job: number): void {
    if (this.owed.has(job)) this.#send({ kind: 'abort', job })
  }

  /** The job whose code runs now; 0 for none. */
  get running(): number {
    return Atomics.load(this.#memory, slots.running)
  }

  /** MiB that it held at its last beat, in its heap and outside. */
  get memoryMb(): number {
    return Atomics.load(this.#memory, slots.memoryMb)
  }

  /** ms for which it has been busy without a word; 0 when it has nothing to do. */
  silentMs(): number {
    const beat = Atomics.load(this.#memory, slots.beat)
    // this thread may have been held itself: what counts is whether the worker went on meanwhile
    if (beat !== this.#beat || (this.owed.size === 0 && this.state !== 'held')) this.#heard(beat)
    // the least since then: what others give back meanwhile hides nothing
    else if (performance.now() - this.#heardAt > beatMs)
      this.#processMb = Math.min(this.#processMb || Number.POSITIVE_INFINITY, processMb())
    // a worker that waits for a processor is not held
    return performance.now() - this.#heardAt - (this.#idleMs() - this.#idleBeforeMs)
  }

  /** MiB by which the process has grown since the worker fell silent: nobody but a held worker can be asked. */
  grownMb(): number {
    return this.#processMb === 0 ? 0 : processMb() - this.#processMb
  }

  /** Lets the plugin release what it took, then ends the worker. Never rejects. */
  async release(): Promise<void> {
    this.state = 'leaving'
    this.#worker.ref()
    this.#send({ kind: 'release' })
    await this.#next('released', releaseBudgetMs).catch(() => {})
    await this.end()
  }

  /** Ends the worker whatever it does. Never rejects. */
  async end(): Promise<void> {
    this.state = 'ended'
    this.#ended.abort()
    this.#port.close()
    await this.#worker.terminate()
  }

  #send(message: ToWorker): void {
    this.#port.postMessage(message)
  }

  #receive(message: FromWorker): void {
    if (message.kind === 'note' || message.kind === 'log') Atomics.sub(this.#memory, slots.unread, 1)
    this.#messages.emit(message.kind, message)
    if (this.state !== 'ended') this.#events.message(this, message)
  }

  async #next<Kind extends FromWorker['kind']>(kind: Kind, milliseconds: number): Promise<Message<Kind>> {
    const { signal } = this.#ended
    const arrived = once(this.#messages, kind, { signal }).catch(() => {
      throw signal.reason
    })
    const message = `its worker did not answer within ${milliseconds} ms`
    return (await pTimeout(arrived, { milliseconds, message }))[0]
  }

  #heard(beat: number): void {
    this.#beat = beat
    this.#heardAt = performance.now()
    this.#idleBeforeMs = this.#idleMs()
    this.#processMb = 0
  }

  /** ms for which its loop has waited for something to do, since it began. */
  #idleMs(): number {
    return this.#worker.performance.eventLoopUtilization().idle
  }

  #exited(): void {
    if (this.state === 'ended') return
    const error = this.#error
    const reason = error === undefined ? 'exited' : isOutOfMemory(error) ? 'out-of-memory' : 'threw'
    this.state = 'ended'
    this.#ended.abort(error ?? new Error('its worker ended by itself'))
    this.#port.close()
    const slot = reason === 'threw' ? slots.culprit : slots.running
    this.#events.ended(this, reason, Atomics.load(this.#memory, slot), error)
  }
}

function isOutOfMemory({ code }: NodeJS.ErrnoException): boolean {
  return code === 'ERR_WORKER_OUT_OF_MEMORY'
}

function processMb(): number {
  return process.memoryUsage.rss() / 1024 ** 2
}

/** Always the built one, seen from sources too: a worker of Node 20 runs no TypeScript. */
function workerFile(): URL {
  const core = createRequire(import.meta.url).resolve('@preanswer/core')
  return new URL('./isolate/worker.js', pathToFileURL(core))
}
