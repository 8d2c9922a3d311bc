import type { Thread } from './thread.ts'

/** ms between two looks at the workers of an entry, while they have work. */
export const lookMs = 5

/** ms of busy silence after which another worker takes over. */
const heldMs = 30

/** ms of it after which a worker is ended when the tap that holds it has no time left. */
const endHeldMs = 100

/** The same where no tap is known to hold it: the machine may be busy with something else. */
const endUnknownMs = 1_000

/**
 * What there is to do about a worker:
 * - `silent`: it is held, another one takes over
 * - `back`: it is heard again
 * - `held`: it does not come back, and is ended
 * - `out-of-memory`: it is ended for what it holds
 * - `large`: it is above its cap, and is replaced
 * - `done`: it was leaving, and has done what it had
 */
export type WatchFinding = 'silent' | 'back' | 'held' | 'out-of-memory' | 'large' | 'done' | undefined

/** What of a worker is looked at. */
export type Watched = Pick<Thread, 'state' | 'owed' | 'running' | 'memoryMb' | 'silentMs' | 'grownMb'>

/**
 * Looks at a worker, from outside: one that is held can say nothing.
 *
 * @param memoryMb Its cap
 * @param isWanted Whether the job whose code runs in it has time left
 */
export function lookAt(thread: Watched, memoryMb: number, isWanted: boolean): WatchFinding {
  if (thread.state === 'starting' || thread.state === 'ended') return undefined
  const silentMs = thread.silentMs()
  if (silentMs < heldMs) {
    if (thread.state === 'held') return 'back'
    if (thread.memoryMb > 2 * memoryMb) return 'out-of-memory'
    if (thread.state === 'leaving') return thread.owed.size === 0 ? 'done' : undefined
    return thread.memoryMb > memoryMb ? 'large' : undefined
  }
  if (thread.state !== 'held') return 'silent'
  if (thread.grownMb() > memoryMb) return 'out-of-memory'
  const endMs = thread.running === 0 ? endUnknownMs : endHeldMs
  return silentMs >= endMs && !isWanted ? 'held' : undefined
}
