import type { MessagePort } from 'node:worker_threads'
import type { Finding, Issue } from '../errors.ts'
import type { HookName } from '../hook-table.ts'
import type { Logger } from '../log.ts'
import type { ObserveContext, ReviewContext, SetupContext } from '../plugin.ts'

/** What a worker is started with. */
export interface WorkerInput {
  /** URL of the plugin's module */
  readonly module: string
  /** URL of a module whose `importModule` loads the plugin; Node's own import where absent */
  readonly importer: string | undefined
  /** JSON data, as the config has it */
  readonly options: unknown
  readonly port: MessagePort
  readonly shared: SharedArrayBuffer
}

/** Places in the memory that both threads see: a thread that is held cannot send messages. */
export const slots = {
  /** Counted up every few ms while there is work */
  beat: 0,
  /** The job whose code runs now; 0 for none */
  running: 1,
  /** The job whose code threw what nobody caught; 0 for none */
  culprit: 2,
  /** Notes and log lines that the main thread has not read yet */
  unread: 3,
  /** MiB that the worker holds, in its heap and outside */
  memoryMb: 4,
} as const

export const slotCount = Object.keys(slots).length

/** ms between two beats of a worker that has work. */
export const beatMs = 10

/** What the main thread says. */
export type ToWorker =
  | { readonly kind: 'set-up'; readonly place: SetUpPlace }
  | {
      readonly kind: 'run'
      readonly job: number
      /** Place among the taps that the worker reported */
      readonly tap: number
      /** On the clock that all threads share */
      readonly dueAt: number
      readonly input: TapInput
    }
  | { readonly kind: 'abort'; readonly job: number }
  | { readonly kind: 'release' }

/** What a worker says. */
export type FromWorker =
  | { readonly kind: 'loaded'; readonly plugin?: LoadedPlugin; readonly issues: readonly Issue[] }
  | { readonly kind: 'set-up'; readonly result: SetUp | SetUpFailure }
  | { readonly kind: 'settled'; readonly job: number; readonly settled: SettledMessage }
  | { readonly kind: 'aborted'; readonly job: number }
  | { readonly kind: 'note'; readonly job: number; readonly remark: string }
  | {
      readonly kind: 'log'
      readonly level: keyof Logger
      readonly fields: object
      readonly message: string
    }
  | { readonly kind: 'released' }

/** What a plugin says of itself. */
export interface LoadedPlugin {
  readonly name: string
  readonly budgetMs: number | undefined
  readonly provides: readonly string[]
  readonly needs: readonly string[]
}

/** What `setup` gets as data. */
export type SetUpPlace = Pick<SetupContext, 'baseDir' | 'timeZones'>

/** What a plugin's setup left behind. */
export interface SetUp {
  readonly taps: readonly RemoteTap[]
  readonly findings: readonly Finding[]
}

/** Why a plugin's setup failed. There may be a message: it quotes no call. */
export interface SetUpFailure {
  readonly thrown: Thrown
  readonly message: string
  /** What is down, where that is why */
  readonly outage: string | undefined
}

export interface RemoteTap {
  readonly hook: HookName
  readonly budgetMs: number | undefined
}

/** What a tap gets, without what is remade on the other side. */
export type TapInput = Pick<ReviewContext, 'call' | 'facts' | 'line' | 'assistant' | 'isRehearsal'> &
  Partial<Pick<ReviewContext, 'draft'> & Pick<ObserveContext, 'event' | 'trace'>>

/** What is left of an error on its way: its message stays behind, as it may quote the caller. `undefined` was thrown as such. */
export type Thrown = { readonly name: string; readonly frames: readonly string[] } | undefined

/** How a tap ended in the worker. */
export type SettledMessage =
  | { readonly value: unknown }
  | { readonly thrown: Thrown }
  /** What it returned cannot be copied: not data, or a getter threw */
  | { readonly notData: true }
  | { readonly unreadable: Thrown }

/** ms on the clock that all threads of a process share; `performance.now()` starts anew in each. */
export function sharedNow(): number {
  return Number(process.hrtime.bigint()) / 1e6
}
