import type { HookName } from '../hook-table.ts'
import type { ObserveContext, ReviewContext, TapContext } from '../plugin.ts'
import { type SettledMessage, sharedNow, type TapInput } from './messages.ts'
import { unpack } from './settled.ts'
import type { Thread } from './thread.ts'

/** A tap that runs, or is to run, in a worker. */
export interface Job {
  readonly id: number
  readonly tap: number
  readonly hook: HookName
  readonly dueAt: number
  readonly input: TapInput
  readonly context: TapContext
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
  /** Where it runs; `undefined` while no worker can take it */
  thread: Thread | undefined
  starts: number
  /** Workers that were lost while it ran in them */
  losses: number
}

/** A job is begun three times at most: as often as a worker that it ran in was held by somebody else. */
export const maximumStarts = 3

/** It fails with the second worker that is lost with it: it may be the reason. */
export const maximumLosses = 2

export function toJob(id: number, tap: number, hook: HookName, context: TapContext): Omit<Job, 'resolve' | 'reject'> {
  const dueAt = sharedNow() + context.remainingMs()
  return { id, tap, hook, dueAt, input: inputOf(hook, context), context, thread: undefined, starts: 0, losses: 0 }
}

/** Ends a job as its tap ended in the worker. */
export function settle({ resolve, reject }: Job, settled: SettledMessage): void {
  try {
    resolve(unpack(settled))
  } catch (error) {
    reject(error)
  }
}

/** Whether a job waits for a thread that somebody else's code holds. */
export function isStuck({ id, thread }: Job): boolean {
  return thread?.state === 'held' && thread.running !== id
}

/** What crosses as data: signal, clock and notes are made anew on the other side. */
function inputOf(hook: HookName, context: TapContext): TapInput {
  const { call, facts, line, assistant, isRehearsal } = context
  const input = { call, facts, line, assistant, isRehearsal }
  if (hook === 'review') return { ...input, draft: (context as ReviewContext).draft }
  if (hook !== 'observe') return input
  const { event, trace } = context as ObserveContext
  return { ...input, event, trace }
}
