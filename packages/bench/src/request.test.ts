import { describe, expect, it } from 'vitest'
import { isSigned, parseMessage } from './by-hand.ts'
import { callers, callSequence, signedRequest } from './request.ts'

describe('signedRequest', () => {
  it('is signed for its own body only', () => {
    const one = signedRequest('one', callers[0])
    const other = signedRequest('other', callers[0])
    expect(isSigned(one.headers, one.body)).toBe(true)
    expect(isSigned(one.headers, other.body)).toBe(false)
  })
})

describe('callSequence', () => {
  it('gives every call an id of its own, in every sequence', () => {
    const sequences = [callSequence(), callSequence()]
    const calls = sequences.flatMap((nextCall) => Array.from({ length: 50 }, nextCall))
    const ids = calls.map(({ body }) => parseMessage(JSON.parse(body))?.call.id)
    expect(new Set(ids).size).toBe(100)
  })

  it('rings for all callers in turn', () => {
    const nextCall = callSequence()
    const numbers = callers.map(() => parseMessage(JSON.parse(nextCall().body))?.customer.number)
    expect(new Set(numbers)).toEqual(new Set(callers))
  })
})
