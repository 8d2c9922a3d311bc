import { describe, expect, it, vi } from 'vitest'
import { createResponseMemory, identityOf, OutputMemory } from './memory.ts'

const wrap = (data: unknown) => ({ checked: data })

describe('OutputMemory', () => {
  it('gives the very same object for the same data, and checks it once', () => {
    const memory = new OutputMemory()
    const check = vi.fn(wrap)
    const first = memory.recall({ a: [1, { b: 'x' }] }, check)
    expect(first).toEqual({ checked: { a: [1, { b: 'x' }] } })
    expect(memory.recall({ a: [1, { b: 'x' }] }, check)).toBe(first)
    expect(check).toHaveBeenCalledTimes(1)
  })

  it('takes an object that was changed for what it is now', () => {
    const memory = new OutputMemory()
    const kept = { a: { b: 1 } }
    memory.recall(kept, wrap)
    kept.a.b = 2
    expect(memory.recall(kept, wrap)).toEqual({ checked: { a: { b: 2 } } })
  })

  it('freezes what it gives, and nothing of the plugin', () => {
    const value = { a: { b: 1 } }
    const { checked } = new OutputMemory().recall(value, wrap)
    expect(Object.isFrozen((checked as typeof value).a)).toBe(true)
    expect(Object.isFrozen(value.a)).toBe(false)
  })

  it('keeps nothing that the check refuses', () => {
    const memory = new OutputMemory()
    const refuse = vi.fn(() => {
      throw new RangeError()
    })
    expect(() => memory.recall({ a: 1 }, refuse)).toThrow(RangeError)
    expect(() => memory.recall({ a: 1 }, refuse)).toThrow(RangeError)
    expect(refuse).toHaveBeenCalledTimes(2)
  })

  it('keeps nothing that is very large', () => {
    const memory = new OutputMemory()
    const check = vi.fn(wrap)
    const large = { text: 'x'.repeat(70_000) }
    memory.recall(large, check)
    memory.recall(large, check)
    expect(check).toHaveBeenCalledTimes(2)
  })

  it('forgets what was said eight outputs ago', () => {
    const memory = new OutputMemory()
    const check = vi.fn(wrap)
    for (let said = 0; said < 9; said += 1) memory.recall({ said }, check)
    memory.recall({ said: 1 }, check)
    expect(check).toHaveBeenCalledTimes(9)
    memory.recall({ said: 0 }, check)
    expect(check).toHaveBeenCalledTimes(10)
  })
})

describe('identityOf', () => {
  it('knows an output from the second time on, each by a number of its own', () => {
    const memory = new OutputMemory()
    const one = memory.recall({ a: 1 }, wrap)
    expect(identityOf(one)).toBeUndefined()
    memory.recall({ a: 1 }, wrap)
    memory.recall({ a: 2 }, wrap)
    const other = memory.recall({ a: 2 }, wrap)
    expect(identityOf(one)).toBeTypeOf('number')
    expect(identityOf(other)).not.toBe(identityOf(one))
  })
})

describe('createResponseMemory', () => {
  it('keeps no more than some megabytes of bodies', () => {
    const memory = createResponseMemory()
    const body = 'x'.repeat(1024 * 1024)
    for (let count = 0; count < 20; count += 1) memory.set(String(count), { body })
    expect(memory.size).toBe(16)
  })
})
