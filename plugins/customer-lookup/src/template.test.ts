import { describe, expect, it } from 'vitest'
import { fillJson, fillUrl, hasPlace, parameterize } from './template.ts'

const forms = { e164: '+31612345678', digits: '31612345678', national: '0612345678', significant: '612345678' }

describe('fillUrl', () => {
  it('puts the number in, percent-encoded', () => {
    expect(fillUrl('https://crm.example/{digits}?a={e164}&b={national}&c={significant}', forms)).toBe(
      'https://crm.example/31612345678?a=%2B31612345678&b=0612345678&c=612345678',
    )
  })
})

describe('fillJson', () => {
  it('puts the number into all texts, and changes nothing else', () => {
    const body = { q: 'FIND {{e164}}', list: ['{digits}', 3, null, true], '{e164}': '{other}' }
    const filled = { q: 'FIND {+31612345678}', list: ['31612345678', 3, null, true], '{e164}': '{other}' }
    expect(fillJson(body, forms)).toEqual(filled)
  })
})

describe('hasPlace', () => {
  it.each([
    { text: 'a{e164}', expected: true },
    { text: 'a{phone}', expected: false },
    { text: '', expected: false },
  ])('is $expected for $text', ({ text, expected }) => {
    // asked twice: a global expression remembers where it was
    expect([hasPlace(text), hasPlace(text)]).toEqual([expected, expected])
  })
})

describe('parameterize', () => {
  it('makes a parameter of each form, in the order in which they come', () => {
    const query = parameterize(
      'SELECT * FROM c WHERE a = {national} OR b = {e164} OR c = {national};\n',
      (n) => `$${n}`,
    )
    expect(query.text).toBe('SELECT * FROM (\nSELECT * FROM c WHERE a = $1 OR b = $2 OR c = $1\n) AS found LIMIT 20')
    expect(query.parametersOf(forms)).toEqual(['0612345678', '+31612345678'])
  })
})
