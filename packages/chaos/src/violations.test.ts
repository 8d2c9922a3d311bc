import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Cell } from './cell.ts'
import { type Answered, type Pipeline, startPipeline } from './pipeline.ts'
import { violationsOf } from './violations.ts'

describe('violationsOf', () => {
  let pipeline: Pipeline
  let answered: Answered
  beforeAll(async () => {
    pipeline = await startPipeline()
    answered = await pipeline.call()
  })
  afterAll(() => pipeline.close())

  const cell: Cell = { entry: 'third', hook: 'contribute', fault: 'throws-at-once' }

  it('finds nothing in the answer to a call without faults', () => {
    expect(violationsOf([], answered)).toEqual([])
  })

  it.each([
    { what: 'another status', change: ({ body }: Answered) => ({ status: 500, body }) },
    { what: 'an answer after the deadline', change: () => ({ ms: 4_001 }) },
    { what: 'no JSON', change: () => ({ body: '' }) },
    { what: 'a key that no response has', change: ({ body }: Answered) => ({ body: body.replace('{', '{"x":1,') }) },
    { what: 'a rejection', change: () => ({ body: '{"error":"No."}' }) },
    { what: 'nothing', change: () => ({ body: '{}' }) },
    { what: 'a mark that is missing', change: ({ body }: Answered) => ({ body: body.replace('-review', '-nothing') }) },
    { what: 'messages out of order', change: ({ body }: Answered) => ({ body: body.replace('"first"', '"fifth"') }) },
    {
      what: 'a healthy tap that failed',
      change: ({ trace }: Answered) => ({
        trace: { ...trace, taps: trace.taps.map((tap) => ({ ...tap, outcome: 'timed-out' as const })) },
      }),
    },
  ])('finds $what', ({ change }) => {
    expect(violationsOf([], { ...answered, ...change(answered) })).not.toEqual([])
  })

  it('finds a fault that nobody noticed, and a part that is missing', async () => {
    expect(violationsOf([cell], answered)).not.toEqual([])
    expect(violationsOf([{ ...cell, entry: 'first' }], await pipeline.call(cell))).not.toEqual([])
  })

  it('finds a prototype that was changed', () => {
    Object.defineProperty(Object.prototype, 'polluted', { value: true, configurable: true })
    const found = violationsOf([], answered)
    Reflect.deleteProperty(Object.prototype, 'polluted')
    expect(found).not.toEqual([])
  })
})
