import { simulateCall, withheld } from '@preanswer/testing'
import { describe, expect, it } from 'vitest'
import { __export__ } from './index.ts'

const plugin = __export__({ prefixes: ['+31', '+32470'], greeting: 'Goedendag!' })

describe('__export__', () => {
  it.each([
    { who: 'from the Netherlands', caller: '+31612345678' },
    { who: 'from a Belgian mobile', caller: '+32470123456' },
  ])('greets a caller $who', async ({ caller }) => {
    const { draft } = await simulateCall([plugin], { caller })
    expect(draft).toEqual({ firstMessage: 'Goedendag!' })
  })

  it.each([
    { who: 'from elsewhere', caller: '+32287654321' },
    { who: 'who withholds the number', caller: withheld },
  ])('leaves the greeting of a caller $who alone', async ({ caller }) => {
    const { draft } = await simulateCall([plugin], { caller })
    expect(draft).toEqual({})
  })

  it('refuses a number that is not E.164', async () => {
    const wrong = __export__({ prefixes: ['06'], greeting: 'Goedendag!' })
    await expect(simulateCall([wrong])).rejects.toMatchObject({ code: 'PREANSWER_CONFIG_INVALID' })
  })
})
