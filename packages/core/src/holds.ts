import { AsyncLocalStorage, createHook } from 'node:async_hooks'

/** Somebody whose code can hold the thread: a run of a tap. */
export interface Holder {
  /** Takes note of a stretch, in ms, in which its code ran without a pause */
  held(ms: number): void
}

/** Shorter stretches, in ms, cost nobody else anything that a timer could tell. */
const feltMs = 10

let totalMs = 0

/** ms for which taps have held the thread since the process began: what the others could not use. */
export function heldSoFar(): number {
  return totalMs
}

/** Takes note that a tap held the thread. Returns the ms by which the sum has grown. */
export function addHold(ms: number): number {
  const feltBy = ms > feltMs ? ms : 0
  totalMs += feltBy
  return feltBy
}

const holders = new AsyncLocalStorage<Holder>()
const stretches = createHook({ before: begin, after: end })
/** Stretches may lie in one another; each has its beginning, in ms, or 0 where no tap's code runs. */
const beginnings: number[] = []
let followers = 0

/**
 * From now on the code of taps is followed beyond their first `await`: into promises, timers and sockets. Every `await` in
 * the process costs more then.
 *
 * @returns Ends it
 */
export function followTaps(): () => void {
  let isFollowing = true
  followers += 1
  stretches.enable()
  return () => {
    if (!isFollowing) return
    isFollowing = false
    followers -= 1
    if (followers === 0) stretches.disable()
  }
}

/** Calls a tap. Where taps are followed, all that it leaves behind is known to be its own. */
export function callAs<Given, Result>(holder: Holder, fn: (given: Given) => Result, given: Given): Result {
  return followers === 0 ? fn(given) : holders.run(holder, fn, given)
}

function begin(): void {
  // what an uncaught error leaves behind is no nesting
  if (beginnings.length > 1_000) beginnings.length = 0
  beginnings.push(holders.getStore() === undefined ? 0 : performance.now())
}

function end(): void {
  const startedAt = beginnings.pop() ?? 0
  if (startedAt > 0) holders.getStore()?.held(performance.now() - startedAt)
}
