import { describe, expect, it } from 'vitest'
import { parseOptions } from './options.ts'

describe('parseOptions', () => {
  it.each([
    { args: [], expected: { what: 'storm', calls: 10_000 } },
    { args: ['soak'], expected: { what: 'soak', calls: 200_000 } },
    { args: ['--calls', '500', '--seed', '7'], expected: { what: 'storm', calls: 500, seed: 7 } },
    { args: ['soak', '--seed', '0'], expected: { what: 'soak', seed: 0 } },
  ])('reads $args', ({ args, expected }) => {
    expect(parseOptions(args)).toMatchObject(expected)
  })

  it.each([
    { args: ['thunder'] },
    { args: ['soak', 'storm'] },
    { args: ['--calls', '0'] },
    { args: ['--calls', '1.5'] },
    { args: ['--seed', ''] },
    { args: ['--seed', '4294967296'] },
    { args: ['--speed', '1'] },
  ])('refuses $args', ({ args }) => {
    expect(() => parseOptions(args)).toThrow(TypeError)
  })
})
