// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are what these tests are about
import { describe, expect, it } from 'vitest'
import { expandReferences } from './env.ts'

const environment = { CITY: 'Utrecht', EMPTY: '', NESTED: '${CITY}' }

describe('expandReferences', () => {
  it.each([
    { text: '${CITY}', expected: 'Utrecht', what: 'a reference' },
    { text: 'in ${CITY}, ${CITY}', expected: 'in Utrecht, Utrecht', what: 'several references in a text' },
    { text: '${NOWHERE:-Delft}', expected: 'Delft', what: 'the default of a missing variable' },
    { text: '${EMPTY:-Delft}', expected: 'Delft', what: 'the default of an empty variable' },
    { text: '${NOWHERE:-}', expected: '', what: 'an empty default' },
    { text: '${CITY:-Delft}', expected: 'Utrecht', what: 'the variable rather than its default' },
    { text: '$${CITY}', expected: '${CITY}', what: 'an escaped reference' },
    { text: '${NESTED}', expected: '${CITY}', what: 'a value that looks like a reference' },
    {
      text: '{{name}} costs $5',
      expected: '{{name}} costs $5',
      what: 'placeholders and dollars that are no reference',
    },
  ])('gives $expected for $what', ({ text, expected }) => {
    expect(expandReferences(text, environment)).toMatchObject({ value: expected, issues: [] })
  })

  it('reaches into lists and maps and leaves keys, numbers and null alone', () => {
    const config = { '${CITY}': ['${CITY}', 1, null, { deep: '${CITY}' }] }
    expect(expandReferences(config, environment).value).toEqual({
      '${CITY}': ['Utrecht', 1, null, { deep: 'Utrecht' }],
    })
  })

  it.each(['${NOWHERE}', '${EMPTY}', '${toString}', '${CITY', '${}', '${2x}', '${A-b}'])(
    'reports %s with its path',
    (text) => {
      const { value, issues } = expandReferences({ secrets: ['x', text] }, environment)
      expect(issues.map(({ path }) => path)).toEqual([['secrets', 1]])
      expect(value).toEqual({ secrets: ['x', text] })
    },
  )

  it('keeps a key named __proto__ a key', () => {
    const { value } = expandReferences(JSON.parse('{"__proto__": {"polluted": true}}'), environment)
    expect(Object.keys(value as object)).toEqual(['__proto__'])
  })

  it('tells which values came from the environment, so that nobody prints them', () => {
    expect(expandReferences(['${CITY}', '${NOWHERE:-Delft}'], environment).values).toEqual(['Utrecht'])
  })
})
