import { describe, expect, it } from 'vitest'
import { createDirectory } from './directory.ts'

describe('createDirectory', () => {
  const directory = createDirectory(
    [
      ['+31201234567', 'amsterdam reception'],
      ['+3120*', 'amsterdam'],
      ['+31*', 'the netherlands'],
      ['+31201*', 'amsterdam centre'],
      ['+4420*', 'london'],
      ['+31201234567', 'a second reception'],
      ['+3120*', 'a second amsterdam'],
    ],
    'default',
  )

  it.each([
    { dialed: '+31201234567', found: 'amsterdam reception', what: 'an exact number, before the beginnings that fit' },
    { dialed: '+31201234568', found: 'amsterdam centre', what: 'the longest beginning' },
    { dialed: '+31209999999', found: 'amsterdam', what: 'the next one where the longest does not fit' },
    { dialed: '+31851234567', found: 'the netherlands', what: 'the shortest where no other fits' },
    { dialed: 'tel:+31-20-123 45 67', found: 'amsterdam reception', what: 'a number with punctuation' },
    { dialed: 'sip:+442012345678@example.net', found: 'london', what: 'an address with a number in it' },
    { dialed: '+12025550123', found: 'default', what: 'the default for a number of nobody' },
    { dialed: '31201234567', found: 'default', what: 'the default for a number that is not E.164' },
    { dialed: '+3120*', found: 'default', what: 'the default for a beginning itself' },
    { dialed: null, found: 'default', what: 'the default for a web call' },
    { dialed: { number: '+31201234567' }, found: 'default', what: 'the default for what is no text' },
    { dialed: '__proto__', found: 'default', what: 'the default for a name of JavaScript' },
  ])('finds $what', ({ dialed, found }) => {
    expect(directory.find(dialed)).toBe(found)
  })

  it('has the default under every number when it is empty', () => {
    expect(createDirectory([], 'default').find('+31201234567')).toBe('default')
  })
})
