/** The instant by which we must have answered. It does not move. */
export interface Deadline {
  /** What the platform allows, ms */
  readonly limitMs: number
  /** Kept back for the network, ms */
  readonly marginMs: number
  /** ms before the instant; 0 when it has passed */
  remainingMs(): number
}

/**
 * Starts the clock of one exchange.
 *
 * @param arrivedAt `performance.now()` when the webhook arrived
 */
export function startDeadline(arrivedAt: number, limitMs: number, marginMs: number): Deadline {
  const at = arrivedAt + limitMs - marginMs
  return { limitMs, marginMs, remainingMs: () => Math.max(0, at - performance.now()) }
}
