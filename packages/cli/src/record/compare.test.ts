import { describe, expect, it } from 'vitest'
import { type Change, compare, describeChanges } from './compare.ts'

describe('compare', () => {
  const response = { assistant: { first_message: 'Hello.', stt_config: { keyterms: ['a', 'b'] } }, max: 60 }

  it.each<{ what: string; after: unknown; changes: Change[] }>([
    { what: 'the same', after: structuredClone(response), changes: [] },
    { what: 'the same in another order', after: { max: 60, assistant: response.assistant }, changes: [] },
    {
      what: 'another text',
      after: { ...response, assistant: { ...response.assistant, first_message: 'Hi.' } },
      changes: [{ path: 'assistant.first_message', before: 'Hello.', after: 'Hi.' }],
    },
    { what: 'something more', after: { ...response, min: null }, changes: [{ path: 'min', after: null }] },
    { what: 'something less', after: { assistant: response.assistant }, changes: [{ path: 'max', before: 60 }] },
    {
      what: 'another kind of value',
      after: { ...response, max: { seconds: 60 } },
      changes: [{ path: 'max', before: 60, after: { seconds: 60 } }],
    },
    {
      what: 'a list in another order',
      after: { ...response, assistant: { ...response.assistant, stt_config: { keyterms: ['b', 'a'] } } },
      changes: [
        { path: 'assistant.stt_config.keyterms[0]', before: 'a', after: 'b' },
        { path: 'assistant.stt_config.keyterms[1]', before: 'b', after: 'a' },
      ],
    },
    { what: 'no object at all', after: null, changes: [{ path: '', before: response, after: null }] },
  ])('finds what differs: $what', ({ after, changes }) => {
    expect(compare(response, after)).toEqual(changes)
  })
})

describe('describeChanges', () => {
  const plain = { red: (text: string) => text, green: (text: string) => text }

  it('shows the path, what was and what is', () => {
    const changes = [
      { path: 'a', before: 'Hello.', after: 'Hi.' },
      { path: 'b[0]', after: { c: 1 } },
      { path: 'd', before: false },
    ]
    expect(describeChanges(changes, plain)).toEqual([
      ...['a', '  - "Hello."', '  + "Hi."'],
      ...['b[0]', '  + {"c":1}'],
      ...['d', '  - false'],
    ])
  })

  it('shows of long texts what is around the first difference', () => {
    const [before, after] = ['one', 'two'].map((word) => `${'x'.repeat(1_000)} ${word} ${'y'.repeat(1_000)}`)
    const [, removed = '', added = ''] = describeChanges([{ path: 'a', before, after }], plain)
    expect(removed).toMatch(/^ {2}- …x+ one y+…$/)
    expect(added).toMatch(/^ {2}\+ …x+ two y+…$/)
    expect(removed.length).toBeLessThan(180)
  })
})
