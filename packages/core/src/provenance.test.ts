import { describe, expect, it } from 'vitest'
import { type Owner, Provenance } from './provenance.ts'

const config: Owner = { entry: 'snapshot' }
const a: Owner = { entry: 'a', run: 0 }
const b: Owner = { entry: 'b', run: 1 }

describe('Provenance', () => {
  it('keeps whom an owner overrode, but not the config nor oneself', () => {
    const provenance = new Provenance()
    for (const owner of [config, a, a, b]) provenance.own('llm.model', owner)
    expect(provenance.overrides).toEqual([{ path: 'llm.model', loser: a, winner: b }])
  })

  it('keeps who was not taken because another stands', () => {
    const provenance = new Provenance()
    provenance.own('maxDurationSeconds', a)
    provenance.lose('maxDurationSeconds', b, a)
    expect(provenance.paths()).toEqual([['maxDurationSeconds', a]])
    expect(provenance.overrides).toEqual([{ path: 'maxDurationSeconds', loser: b, winner: a }])
  })

  it('tells two runs of one entry apart', () => {
    const provenance = new Provenance()
    provenance.own('firstMessage', a)
    provenance.own('firstMessage', { entry: 'a', run: 2 })
    expect(provenance.overrides).toHaveLength(1)
  })

  it.each([
    { path: 'llm.messages[0]', owner: a },
    { path: 'llm.messages[1]', owner: config },
    { path: 'llm.native.snake.x', owner: b },
    { path: 'llm', owner: config },
    { path: 'llmx', owner: undefined },
    { path: '', owner: undefined },
  ])('finds the nearest owner of "$path"', ({ path, owner }) => {
    const provenance = new Provenance()
    provenance.own('llm', config)
    provenance.own('llm.messages[0]', a)
    provenance.own('llm.native', b)
    expect(provenance.ownerOf(path)).toBe(owner)
  })

  it('finds who set exactly a path', () => {
    const provenance = new Provenance()
    provenance.own('llm', a)
    expect(provenance.ownerAt('llm')).toBe(a)
    expect(provenance.ownerAt('llm.model')).toBeUndefined()
  })

  it('forgets a path and all below it, and nothing beside it', () => {
    const provenance = new Provenance()
    for (const path of ['llm', 'llm.model', 'llm[0]', 'llmx', 'll']) provenance.own(path, a)
    provenance.forget('llm')
    expect(provenance.paths()).toEqual([
      ['llmx', a],
      ['ll', a],
    ])
    expect(provenance.overrides).toEqual([])
  })

  it('names who lost what somebody made go, but not the config nor oneself', () => {
    const provenance = new Provenance()
    provenance.own('tts', config)
    provenance.own('tts.speed', a)
    provenance.own('tts.voiceId', b)
    provenance.forget('tts', b)
    expect(provenance.overrides).toEqual([{ path: 'tts.speed', loser: a, winner: b }])
  })

  it('names the entries at and below a path, in the order in which they came', () => {
    const provenance = new Provenance()
    provenance.own('llm', config)
    provenance.own('llm.model', a)
    provenance.own('llm.messages[0]', b)
    provenance.own('llmx', b)
    provenance.own('llm.model', a)
    expect(provenance.entriesUnder('llm')).toEqual(['b', 'a'])
    expect(provenance.entriesUnder('stt')).toEqual([])
  })
})
