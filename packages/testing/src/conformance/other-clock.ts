/** A day, an hour and a minute that have little in common with now, ms. */
const aheadMs = 45 * 86_400_000 + 7 * 3_600_000 + 23 * 60_000

/** Runs something while `Date` says another time. Timers, and times that are given, stay as they are. */
export async function otherClock<Result>(run: () => Promise<Result>): Promise<Result> {
  const RealDate = globalThis.Date
  class OtherDate extends RealDate {
    constructor(...given: unknown[]) {
      super(...((given.length === 0 ? [OtherDate.now()] : given) as [number]))
    }
    static override now(): number {
      return RealDate.now() + aheadMs
    }
    /** Dates made before are dates too */
    static override [Symbol.hasInstance](value: unknown): boolean {
      return Function.prototype[Symbol.hasInstance].call(RealDate, value)
    }
  }
  globalThis.Date = OtherDate as unknown as DateConstructor
  try {
    return await run()
  } finally {
    globalThis.Date = RealDate
  }
}
