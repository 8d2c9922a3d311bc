import { LRUCache } from 'lru-cache'

/** How many calls of one caller are taken within a window of time. */
export interface Rate {
  readonly calls: number
  readonly windowMs: number
}

/** Counts the calls of each caller. */
export interface CallCounts {
  /**
   * Tells whether a call may still be taken, and counts it if so. A call that was counted is not counted again.
   *
   * @param id The platform's id of the call; without one each delivery counts
   * @param at ms since the Unix epoch
   */
  admit(caller: string, id: string | undefined, at: number): boolean
  /** Tells the same, and counts nothing */
  wouldAdmit(caller: string, id: string | undefined, at: number): boolean
}

/** Most callers that are kept in mind. Whoever has not rung for longest is forgotten, and may ring again. */
const maximumCallers = 20_000

interface CountedCall {
  readonly id: string | undefined
  readonly at: number
}

/** Calls that are not taken do not count: after a window there is room again, however often somebody has tried. */
export function createCallCounts({ calls, windowMs }: Rate): CallCounts {
  const byCaller = new LRUCache<string, readonly CountedCall[]>({ max: maximumCallers })
  const recentOf = (caller: string, at: number) =>
    (byCaller.get(caller) ?? []).filter((call) => call.at > at - windowMs)
  const isCounted = (recent: readonly CountedCall[], id: string | undefined) =>
    id !== undefined && recent.some((call) => call.id === id)
  return {
    admit(caller, id, at) {
      const recent = recentOf(caller, at)
      if (isCounted(recent, id)) return true
      if (recent.length >= calls) return false
      byCaller.set(caller, [...recent, { id, at }])
      return true
    },
    wouldAdmit(caller, id, at) {
      const recent = recentOf(caller, at)
      return isCounted(recent, id) || recent.length < calls
    },
  }
}
