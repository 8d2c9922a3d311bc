import { describe, expect, it } from 'vitest'
import { createPseudonyms } from './pseudonym.ts'

const key = 'a key of at least 32 characters, for tests'
const [one, other] = ['+31612345601', '+31612345602']

describe('createPseudonyms', () => {
  it('names one number alike, and another one differently', () => {
    const pseudonymOf = createPseudonyms(key)
    expect(pseudonymOf(one)).toBe(pseudonymOf(one))
    expect(pseudonymOf(other)).not.toBe(pseudonymOf(one))
    expect(pseudonymOf(one)).toMatch(/^[\w-]{16}$/)
  })

  it('names a number alike after a restart with the same key, and differently without one', () => {
    expect(createPseudonyms(key)(one)).toBe(createPseudonyms(key)(one))
    expect(createPseudonyms()(one)).not.toBe(createPseudonyms()(one))
  })
})
