import { at, clockChange, holiday, type SimulatedCall, simulateCall } from '@preanswer/testing'
import { conformance, testCalls } from '@preanswer/testing/vitest'
import { describe, expect, it } from 'vitest'
import { weekend } from './weekend.ts'

const zone = 'Europe/Amsterdam'
const plugin = weekend({ greeting: { nl: 'Fijn weekend!', en: 'Have a nice weekend!' } })

function ring(call: SimulatedCall) {
  return simulateCall([plugin], { config: { language: 'en', timeZone: zone }, ...call })
}

describe('weekend', () => {
  testCalls(ring, [
    { who: 'somebody on Friday evening', at: '2026-03-27T23:59:00+01:00', response: {} },
    { who: 'somebody on Saturday', at: '2026-03-28T00:00:00+01:00', hears: 'Have a nice weekend!' },
    { who: 'somebody on Sunday evening', at: '2026-03-29T23:59:00+02:00', hears: 'Have a nice weekend!' },
    { who: 'a Dutch speaker', at: '2026-03-29T12:00:00+02:00', facts: { language: 'nl' }, hears: 'Fijn weekend!' },
  ])

  it.each([
    { when: 'as the clock changes', receivedAt: clockChange(zone, 2026, 'spring'), isWeekend: true },
    { when: 'on the second of two half past two', receivedAt: at('2026-10-25T02:30', zone, 'second'), isWeekend: true },
    {
      when: 'on Easter Monday',
      receivedAt: at(`${holiday('NL', 'Tweede paasdag', 2026)}T10:00`, zone),
      isWeekend: false,
    },
  ])('is $isWeekend $when', async ({ receivedAt, isWeekend }) => {
    const { draft } = await ring({ receivedAt })
    expect(draft.firstMessage !== undefined).toBe(isWeekend)
  })
})

conformance(weekend, {
  module: new URL('./weekend.ts', import.meta.url),
  options: { greeting: 'Have a nice weekend!' },
})
