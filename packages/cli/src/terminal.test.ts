import { describe, expect, it } from 'vitest'
import { hasColors, type Stream, tableOf } from './terminal.ts'

const terminal = { isTTY: true } as Stream
const pipe = {} as Stream

describe('hasColors', () => {
  it.each([
    { stream: terminal, environment: {}, expected: true, when: 'on a terminal' },
    { stream: terminal, environment: { NO_COLOR: '1' }, expected: false, when: 'with NO_COLOR' },
    { stream: terminal, environment: { NO_COLOR: '' }, expected: true, when: 'with an empty NO_COLOR' },
    { stream: terminal, environment: { TERM: 'dumb' }, expected: false, when: 'on a dumb terminal' },
    { stream: pipe, environment: {}, expected: false, when: 'in a pipe' },
  ])('is $expected $when', ({ stream, environment, expected }) => {
    expect(hasColors(stream, environment)).toBe(expected)
  })
})

describe('tableOf', () => {
  it('sets columns apart by two blanks, without lines, colors or blanks at the end', () => {
    expect(
      tableOf(
        ['a', 'long head', 'c'],
        [
          ['1', '2', ''],
          ['three', '4', '5'],
        ],
        pipe,
      ),
    ).toBe(['a      long head  c', '1      2', 'three  4          5'].join('\n'))
  })
})
