import { simulateCall } from '@preanswer/testing'
import { describe, expect, it } from 'vitest'
import { returningCaller } from './returning-caller.ts'

const plugin = returningCaller({ names: { '+31612345678': 'Ms Jansen' } })

describe('returningCaller', () => {
  it('greets a caller whom it knows', async () => {
    const { response } = await simulateCall([plugin], { caller: '+31612345678' })
    expect(response).toEqual({ assistant: { first_message: 'Good to hear you again, Ms Jansen!' } })
  })

  it.each([
    { who: 'somebody else', caller: '+31687654321' },
    { who: 'a caller who withholds the number', caller: null },
  ])('leaves the greeting of $who alone', async ({ caller }) => {
    const { response } = await simulateCall([plugin], { caller })
    expect(response).toEqual({})
  })

  it('refuses a number that is not E.164', async () => {
    const wrong = returningCaller({ names: { '0612345678': 'Ms Jansen' } })
    await expect(simulateCall([wrong])).rejects.toMatchObject({ code: 'PREANSWER_CONFIG_INVALID' })
  })
})
