import { randomUUID } from 'node:crypto'
import type { Facts } from '@preanswer/core'
import { requestBody } from '@preanswer/testing'
import { dialedNumber } from '../job.ts'

/** A call as it is handed to a host. */
export interface BenchCall {
  readonly body: string
  /** ms since the Unix epoch */
  readonly receivedAt: number
  /** What an app knows of the caller, for plugins that ask what others found out */
  readonly facts: Facts
}

/** What the numbers of callers begin with: most from here, some from abroad, one in eight withheld. Six digits follow. */
const origins = ['+31612', '+31201', '+31623', '+4915112', '+31612', '+447400', null, '+31623'].concat([
  '+31612',
  '+31206',
  '+32470',
  '+33142',
  '+31612',
  '+12125',
  null,
  '+31645',
])

const customers: readonly NonNullable<Facts['customer']>[] = [
  { tier: 'gold', firstName: 'Zoë', name: 'Zoë Van den Berg', language: 'nl' },
  { firstName: 'Piotr', language: 'en' },
]

const hourMs = 3_600_000

/**
 * The calls of one working day: four of five in opening hours, the others in the evening. Every call has an id of its own,
 * and callers ring again after 2,000 calls.
 *
 * @param day 0 is the next Monday, 5 the Monday after it
 */
export function callsOfDay(day: number, count: number): BenchCall[] {
  const prefix = randomUUID()
  const midnight = nextMonday() + (day + Math.floor(day / 5) * 2) * 24 * hourMs
  return Array.from({ length: count }, (_, index) => {
    const share = index / count
    // 9 to 17 o'clock, then 19 to 23
    const hour = share < 0.8 ? 9 + share * 10 : 19 + (share - 0.8) * 20
    const receivedAt = Math.round(midnight + hour * hourMs)
    const caller = callerAt(day * count + index)
    const customer = index % 5 === 0 && caller !== null ? customers[index % customers.length] : undefined
    return {
      body: JSON.stringify(
        requestBody('snake', { caller, dialedNumber, at: receivedAt, callId: `${prefix}-${index}` }),
      ),
      receivedAt,
      facts: customer === undefined ? {} : { customer },
    }
  })
}

/** The number of a caller, or `null` where it is withheld; 2,000 numbers in no order. */
export function callerAt(index: number): string | null {
  const origin = origins[index % origins.length] ?? null
  return origin && `${origin}${100_000 + (((index % 2_000) * 40_507) % 900_000)}`
}

/** Midnight in UTC: the holidays of a business are known around now. */
function nextMonday(): number {
  const today = Math.floor(Date.now() / (24 * hourMs))
  // 1970-01-01 was a Thursday
  return (today + 7 - ((today + 3) % 7)) * 24 * hourMs
}
