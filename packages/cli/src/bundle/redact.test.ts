import type { Facts } from '@preanswer/core'
import { describe, expect, it } from 'vitest'
import { createMadeUpNumbers } from './made-up.ts'
import { createRedactor } from './redact.ts'

const facts = {
  country: 'NL',
  languages: ['nl-BE'],
  openingHours: { state: 'open', closesAt: 1_800_000_000_000 },
  customer: {
    id: 'C-4711',
    name: 'Anna Jansen',
    firstName: 'Anna',
    tier: 'gold',
    language: 'nl',
    attributes: { plan: 'plus', order: 'W-10423', orders: 3, account: 88_123_456, phone: '+31612345603' },
  },
  lastQuestion: 'about a crown',
} as Facts

function redactorOf(words: readonly string[] = []) {
  return createRedactor(facts, new Set(words), createMadeUpNumbers('+31201234567'))
}

describe('createRedactor', () => {
  it('keeps of the facts what says nothing about a person, and replaces the rest', () => {
    expect(redactorOf().facts).toEqual({
      country: 'NL',
      languages: ['nl-BE'],
      openingHours: { state: 'open', closesAt: 1_800_000_000_000 },
      customer: {
        id: 'customer-1',
        name: 'Kim Example',
        firstName: 'Kim',
        tier: 'gold',
        language: 'nl',
        attributes: {
          plan: expect.stringMatching(/^text-\d$/),
          order: expect.stringMatching(/^text-\d$/),
          orders: 3,
          account: 9_999,
          phone: expect.stringMatching(/^text-\d$/),
        },
      },
      lastQuestion: expect.stringMatching(/^text-\d$/),
    })
  })

  it('keeps words that stand in the config: the operator chose them', () => {
    expect(redactorOf(['plus']).facts.customer?.attributes).toMatchObject({ plan: 'plus' })
  })

  it('replaces the same in all else, whole words only', () => {
    const { redact } = redactorOf()
    expect(redact({ greeting: 'Dag Anna Jansen! Annabel zegt: Anna.', list: ['C-4711'] })).toEqual({
      greeting: 'Dag Kim Example! Annabel zegt: Kim.',
      list: ['customer-1'],
    })
  })

  it('makes up numbers in texts and in keys, and leaves dates alone', () => {
    const { redact } = redactorOf()
    const redacted = redact({ '+31687654321': ['bel 06-87654321', '2026-12-24', 'PH,2026-12-24..2026-12-26', null, 7] })
    const [[number, texts]] = Object.entries(redacted as object) as [[string, unknown[]]]
    expect(number).toMatch(/^\+3161234560\d$/)
    expect(texts).toEqual([`bel 06 ${number.slice(4)}`, '2026-12-24', 'PH,2026-12-24..2026-12-26', null, 7])
  })
})
