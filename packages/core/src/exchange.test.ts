import { describe, expect, it } from 'vitest'
import { answerCall, entry, startHost } from '../test/webhook.ts'

const number: string = '+447700900456'

describe('a trace', () => {
  it('holds no number where a plugin made one the name of something', async () => {
    const careless = entry('careless', (hooks) => {
      hooks.identify.tap(() => ({ [number]: 'rang before' }))
      hooks.contribute.tap(() => ({
        native: { snake: { [number]: 1 } },
        metadata: { [number]: 1 },
        firstMessage: `Hello {{caller-${number.slice(1)}}}`,
      }))
    })
    const { trace, response } = await answerCall(await startHost([careless]))
    expect(JSON.stringify(response)).toContain(number)
    expect(trace?.facts).toEqual({ '[number]': 'careless' })
    expect(trace?.taps[0]?.set).toEqual(['[number]'])
    expect(trace?.response.dropped).toHaveLength(1)
    expect(JSON.stringify(trace)).not.toContain('447700900456')
  })
})
