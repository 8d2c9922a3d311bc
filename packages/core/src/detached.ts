import { AsyncLocalStorage } from 'node:async_hooks'
import { describeError } from './log.ts'
import type { TapEntry } from './tap-run.ts'

/** Whose code runs, also in what that code left behind: promises, timers, sockets. */
const running = new AsyncLocalStorage<TapEntry>()

/** The same function, with all that it leaves behind known to be the entry's. */
export function attributed<Given extends unknown[], Result>(
  entry: TapEntry,
  fn: (...given: Given) => Result,
): (...given: Given) => Result {
  return (...given) => running.run(entry, fn, ...given)
}

/**
 * Tells whether an error that nobody caught was left behind by a plugin of a host that was created with `claimErrors`. If
 * so, it is logged and counted with the plugin's entry, and the process may go on. Call it at once in a handler of
 * `uncaughtException` or `unhandledRejection`: later nobody knows whose error it was.
 *
 * What cannot be told before Node 24 is an error thrown in a bare `queueMicrotask`.
 */
export function claimError(error: unknown): boolean {
  const entry = running.getStore()
  if (entry === undefined) return false
  entry.counts.detached += 1
  entry.log.error(describeError(error), 'a plugin left an error behind that nobody caught')
  return true
}
