import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cell, hookNames, positions } from './cell.ts'
import { type Fault, faultNames, faults } from './faults.ts'
import { type Pipeline, startPipeline } from './pipeline.ts'
import { violationsOf } from './violations.ts'

const rows = faultNames.flatMap((fault) => {
  const { hooks }: Fault = faults[fault]
  return hooks.map((hook) => ({ fault, hook }))
})

const inline = rows.filter(({ fault, hook }) => {
  const { survivable, harms }: Fault = faults[fault]
  // it takes its time, and what it costs others is told in the tests of the core
  return survivable === 'inline' && (harms !== 'thread' || hook === 'contribute')
})

const costly = faultNames.filter((fault) => faults[fault].harms !== 'nothing')

// a process has one set of handlers, and that of the test runner would fail the run
const handlers = process.listeners('uncaughtException')
beforeAll(() => void process.removeAllListeners('uncaughtException'))
afterAll(() => {
  for (const handler of handlers) process.on('uncaughtException', handler)
})

describe('an inline plugin', () => {
  let pipeline: Pipeline
  beforeAll(async () => {
    pipeline = await startPipeline()
  })
  afterAll(() => pipeline.close())

  it.each(inline)('that $fault on $hook loses nobody else’s work, first, middle or last', async ({ fault, hook }) => {
    const cells = positions.map((entry): Cell => ({ entry, hook, fault }))
    const answers = await Promise.all(cells.map(async (cell) => violationsOf([cell], await pipeline.call(cell))))
    expect(answers.flat()).toEqual([])
    expect(violationsOf([], await pipeline.call())).toEqual([])
  })

  it('has been counted for what came late, and for what it left behind', () => {
    const { entries } = pipeline.host.health()
    for (const entry of entries.filter(({ name }) => (positions as readonly string[]).includes(name))) {
      expect(entry).toMatchObject({ late: 2 * hookNames.length, detached: hookNames.length })
    }
  })
})

describe('an isolated plugin', () => {
  let pipeline: Pipeline
  beforeAll(async () => {
    pipeline = await startPipeline(['third'])
  }, 60_000)
  afterAll(() => pipeline.close())

  it.each(costly)('that %s loses nobody else’s work, and does its own in the next call', async (fault) => {
    const cell: Cell = { entry: 'third', hook: 'contribute', fault }
    expect(violationsOf([cell], await pipeline.callAndLose(cell))).toEqual([])
    expect(violationsOf([], await pipeline.call())).toEqual([])
  })

  // the one hook on which all of them make sense
  const harmless = inline.filter(({ fault, hook }) => hook === 'review' && faults[fault].harms === 'nothing')
  it.each(harmless)('that $fault on $hook ends as it does inline', async ({ fault, hook }) => {
    const cell: Cell = { entry: 'third', hook, fault }
    expect(violationsOf([cell], await pipeline.call(cell))).toEqual([])
  })
})
