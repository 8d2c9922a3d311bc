import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseNumber } from './call.ts'

describe('parseNumber', () => {
  it.each([
    '+31612345678',
    ' +31 6 1234 5678\n',
    '+31-6-12.34.56.78',
    '+31\u00a0612345678',
    '+31 (0)6 12345678',
    '+31( 0 )612345678',
    '+31 (6) 12345678',
    'tel:+31612345678',
    'TEL:+31-6-12345678;ext=12',
    'sip:+31612345678@sip.example.net',
    'sips:+31612345678@198.51.100.1:5061',
    'sip:+31612345678@example.net;user=phone',
    'SIP:+31612345678;npdi@example.net;user=phone',
    '+31612345678@example.net',
    `+31612345678${' '.repeat(116)}`,
  ])('reads %j', (value) => {
    expect(parseNumber(value)).toBe('+31612345678')
  })

  it.each(['+1234567', '+123456789012345'])('takes %s, as short and as long as numbers are', (value) => {
    expect(parseNumber(value)).toBe(value)
  })

  it.each([
    undefined,
    null,
    '',
    ' ',
    31612345678,
    {},
    ['+31612345678'],
    'anonymous',
    'Anonymous',
    'unknown',
    'UNKNOWN',
    'private',
    'restricted',
    'withheld',
    'unavailable',
    'anonymous@anonymous.invalid',
    'sip:anonymous@anonymous.invalid',
    'sip:alice@example.net',
    'sip:1001@pbx.example.net',
    'sip:0612345678@example.net',
    'sip:@example.net',
    'sip:',
    'tel:',
    'tel:0612345678;phone-context=+31',
    '0612345678',
    '06 1234 5678',
    '0031612345678',
    '31612345678',
    '112',
    '+0612345678',
    '+123456',
    '+1234567890123456',
    '++31612345678',
    '+31+612345678',
    '+31612345678x',
    '+31612345678,,12',
    '+31 6 1234 5678 / 5679',
    '+３１６１２３４５６７８',
    '＋31612345678',
    '+٣١٦١٢٣٤٥٦٧٨',
    '\u202a+31612345678\u202c',
    '"Alice" <sip:+31612345678@example.net>',
    `+31612345678${' '.repeat(117)}`,
    '+266696687',
    '+7378742833',
    '+2562533',
    '+8656696',
    '+86282452253',
    'sip:+266696687@example.net',
    '+2 666 966 87',
  ])('names nobody for %j', (value) => {
    expect(parseNumber(value)).toBeUndefined()
  })

  it('gives E.164 or nothing, and the same again', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.string(), numberLike), (value) => {
        const number = parseNumber(value)
        if (number === undefined) return
        expect(number).toMatch(/^\+[1-9]\d{6,14}$/)
        expect(parseNumber(number)).toBe(number)
      }),
    )
  })
})

const numberLike = fc
  .array(fc.constantFrom('+', '0', '1', '6', '31', ' ', '-', '(', ')', '(0)', ';', '@', 'sip:', 'tel:'), {
    maxLength: 24,
  })
  .map((parts) => parts.join(''))
