import { describe, expect, it } from 'vitest'
import { LineLabels, otherLines } from './line-labels.ts'

describe('LineLabels', () => {
  it('gives so many lines a label of their own, and the rest one together', () => {
    const labels = new LineLabels(2)
    const given = ['default', 'amsterdam', 'utrecht', 'default', 'amsterdam', 'arnhem'].map((line) => labels.of(line))
    expect(given).toEqual(['default', 'amsterdam', otherLines, 'default', 'amsterdam', otherLines])
  })

  it('has one label for all where nobody gets one', () => {
    expect(new LineLabels(0).of('default')).toBe(otherLines)
  })
})
