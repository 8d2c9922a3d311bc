import pTimeout from 'p-timeout'
import type { Exchange } from './exchange.ts'
import { callAs } from './holds.ts'
import { type Accept, breakerOpen, noTime, type Settled, type Tap, TapRun, timedOut } from './tap-run.ts'

/** A timer that fires later than this was held up by somebody else's code. */
const timerSlackMs = 10

/**
 * Runs a tap inside its budget. Never throws, and calls `done` exactly once: at once when the tap returns plainly. What
 * arrives after that is counted and dropped.
 */
export function runTap(tap: Tap, exchange: Exchange, accept: Accept, done: (run: TapRun) => void): void {
  const run = new TapRun(tap, exchange)
  const finish = (settled: Settled) => {
    run.end(settled, accept)
    done(run)
  }
  if (run.budgetMs <= 0) {
    finish(noTime)
    return
  }
  if (!run.isAdmitted()) {
    finish(breakerOpen)
    return
  }

  let returned: unknown
  try {
    returned = callAs(run, tap.fn, run.context)
    if (isThenable(returned)) returned = Promise.resolve(returned)
  } catch (error) {
    run.leaveThread()
    finish({ error })
    return
  }
  run.leaveThread()
  if (returned instanceof Promise) waitFor(returned, run, finish)
  else finish({ value: returned })
}

function waitFor(promise: Promise<unknown>, run: TapRun, finish: (settled: Settled) => void): void {
  const finishOnce = (settled: Settled) => {
    if (run.isOpen) finish(settled)
    else run.countLate()
  }
  // not the promise's own `then`: a plugin may have put anything there
  const settled = Promise.prototype.then.call(
    promise,
    (value: unknown) => ({ value }),
    (error: unknown) => ({ error }),
  ) as Promise<Settled>
  const wait = (dueAt: number) => {
    const lateMs = performance.now() - dueAt
    // held by code that nobody measures: an answer that waits on its socket gets time to come in
    if (run.remainingMs() <= 0 && lateMs > timerSlackMs) run.extend(lateMs)
    const milliseconds = run.remainingMs()
    if (milliseconds <= 0) {
      finishOnce(timedOut)
      return
    }
    const nextAt = performance.now() + milliseconds
    const fallback = () => {
      wait(nextAt)
      return timedOut
    }
    void pTimeout<Settled>(settled, { milliseconds, fallback })
  }
  // most promises settle within this turn of the loop and need no timer, which costs more than many a tap
  const turn = setImmediate(wait, performance.now())
  void settled.then((result) => {
    clearImmediate(turn)
    finishOnce(result)
  })
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    (typeof value === 'object' || typeof value === 'function') &&
    value !== null &&
    typeof (value as PromiseLike<unknown>).then === 'function'
  )
}
