import { describe, expect, it } from 'vitest'
import { createCallCounts } from './call-counts.ts'

const minute = 60_000
const alice = '+31612345678'

describe('createCallCounts', () => {
  it('admits so many calls of one caller within the window, and more of another', () => {
    const { admit } = createCallCounts({ calls: 2, windowMs: 10 * minute })
    expect(['a', 'b', 'c'].map((id) => admit(alice, id, 0))).toEqual([true, true, false])
    expect(admit('+31687654321', 'd', 0)).toBe(true)
  })

  it('counts a call once, however often it is delivered', () => {
    const { admit } = createCallCounts({ calls: 2, windowMs: 10 * minute })
    expect(['a', 'a', 'a', 'b', 'a', 'c'].map((id) => admit(alice, id, 0))).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
    ])
  })

  it('counts each delivery of a call that has no id', () => {
    const { admit } = createCallCounts({ calls: 2, windowMs: 10 * minute })
    expect([0, 1, 2].map((at) => admit(alice, undefined, at))).toEqual([true, true, false])
  })

  it.each([
    { at: 10 * minute - 1, expected: false },
    { at: 10 * minute, expected: true },
  ])('has room again after the window: $at ms after the first call, $expected', ({ at, expected }) => {
    const { admit } = createCallCounts({ calls: 2, windowMs: 10 * minute })
    admit(alice, 'a', 0)
    admit(alice, 'b', 5 * minute)
    expect(admit(alice, 'c', at)).toBe(expected)
  })

  it('does not count the calls that it did not admit', () => {
    const { admit } = createCallCounts({ calls: 1, windowMs: 10 * minute })
    const minutes = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
    const admitted = minutes.filter((at) => admit(alice, `call ${at}`, at * minute))
    expect(admitted).toEqual([0, 10])
  })

  it('forgets whoever has not rung for longest when there are too many', () => {
    const { admit } = createCallCounts({ calls: 1, windowMs: 10 * minute })
    admit(alice, 'a', 0)
    for (let index = 0; index < 19_999; index += 1) admit(`+3120${1_000_000 + index}`, 'b', 0)
    expect(admit(alice, 'c', 0)).toBe(false)
    for (let index = 0; index < 20_000; index += 1) admit(`+3130${1_000_000 + index}`, 'd', 0)
    expect(admit(alice, 'e', 0)).toBe(true)
  })
})
