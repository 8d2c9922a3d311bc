import { describe, expect, it } from 'vitest'
import { requireInstalled } from './installed.ts'

describe('requireInstalled', () => {
  it('throws for a library that is not there, and only then', () => {
    expect(() => requireInstalled('pg')).not.toThrow()
    expect(() => requireInstalled('no-such-library')).toThrow()
  })
})
