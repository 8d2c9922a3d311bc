import { workerData } from 'node:worker_threads'
import { type Finding, PreanswerError } from '../errors.ts'
import { hookNames } from '../hook-table.ts'
import { describeError, type Logger, redactingLogger } from '../log.ts'
import { outageOf } from '../outage.ts'
import { type Hooks, type Release, readTap } from '../plugin.ts'
import { loadPlugin } from './load-plugin.ts'
import { type FromWorker, type SetUpPlace, slots, type ToWorker, type WorkerInput } from './messages.ts'
import { packThrown } from './settled.ts'
import { TapServer, type WorkerTap } from './tap-server.ts'

// The module that a worker is started with: it loads one plugin, sets it up, and runs its taps for the main thread.

/** Notes and log lines that may wait for the main thread. What is more is left out: it would fill the memory of both. */
const maximumUnread = 100

const { port, shared, ...input } = workerData as WorkerInput
const memory = new Int32Array(shared)
const closing = new AbortController()
const log = portLogger()
const loading = loadPlugin(input)
let release: Release | undefined
let taps: TapServer | undefined

port.on('message', (message: ToWorker) => {
  if (message.kind === 'run') taps?.run(message)
  else if (message.kind === 'abort') taps?.abort(message.job)
  else if (message.kind === 'set-up') void setUp(message.place)
  else void releaseAll()
})
send((await loading).message)

async function setUp(place: SetUpPlace): Promise<void> {
  const { definition, options } = await loading
  const recorded: WorkerTap[] = []
  const findings: Finding[] = []
  let isOpen = true
  const report = (finding: Finding) => {
    if (isOpen) findings.push(finding)
  }
  try {
    if (definition === undefined) throw new Error('the plugin cannot be loaded, or its options are wrong')
    const hooks = recordingHooks(recorded, () => isOpen)
    const context = { ...place, log, signal: closing.signal, report }
    const returned = await definition.setup(hooks, options as never, context)
    isOpen = false
    release = typeof returned === 'function' ? returned : undefined
    taps = new TapServer(recorded, memory, send, sendIfRead)
    send({ kind: 'set-up', result: { taps: recorded.map(({ hook, budgetMs }) => ({ hook, budgetMs })), findings } })
  } catch (error) {
    isOpen = false
    const message = error instanceof Error ? error.message.slice(0, 500) : ''
    send({ kind: 'set-up', result: { thrown: packThrown(error), message, outage: outageOf(error) } })
  }
}

async function releaseAll(): Promise<void> {
  closing.abort()
  try {
    await release?.()
  } catch (error) {
    log.warn(describeError(error), 'a plugin did not release what it took')
  }
  send({ kind: 'released' })
}

/** Keeps what a plugin taps: the main thread puts taps of its own in their place. */
function recordingHooks(recorded: WorkerTap[], isOpen: () => boolean): Hooks {
  const record = (hook: (typeof hookNames)[number]) => ({
    tap(...given: Parameters<typeof readTap<WorkerTap['fn']>>[1]) {
      const { fn, budgetMs } = readTap(hook, given)
      if (!isOpen()) throw new PreanswerError('PREANSWER_TAP_MISPLACED')
      recorded.push({ hook, budgetMs, fn })
    },
  })
  return Object.fromEntries(hookNames.map((hook) => [hook, record(hook)])) as unknown as Hooks
}

function portLogger(): Logger {
  const write = (level: keyof Logger) => (fields: object, message: string) =>
    sendIfRead({ kind: 'log', level, fields, message })
  return redactingLogger({ debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') })
}

function send(message: FromWorker): void {
  port.postMessage(message)
}

function sendIfRead(message: FromWorker): void {
  if (Atomics.load(memory, slots.unread) >= maximumUnread) return
  Atomics.add(memory, slots.unread, 1)
  send(message)
}
