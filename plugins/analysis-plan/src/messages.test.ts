import { describe, expect, it } from 'vitest'
import { defaultMessages, findMessageSlips } from './messages.ts'

describe('defaultMessages', () => {
  it('hold the schema and the transcript, and no slip', () => {
    expect(defaultMessages.map(({ role }) => role)).toEqual(['system', 'user'])
    expect(JSON.stringify(defaultMessages)).toMatch(/\{\{schema\}\}.*\{\{transcript\}\}/)
    expect(findMessageSlips(defaultMessages)).toEqual([])
  })
})

describe('findMessageSlips', () => {
  it.each([
    { what: 'all placeholders of the platform', contents: ['{{schema}}', '{{transcript}} {{endedReason}}'], paths: [] },
    { what: 'single braces and JSON', contents: ['{"a":{"b":1}} {schema} {{transcript}}'], paths: [] },
    { what: 'no transcript', contents: ['{{schema}}'], paths: [[]] },
    { what: 'a placeholder with blanks', contents: ['{{ transcript }}', '{{transcript}}'], paths: [[0, 'content']] },
    { what: 'a spelling of one dialect', contents: ['{{transcript}} {{ended_reason}}'], paths: [[0, 'content']] },
    { what: 'a placeholder of our own', contents: ['{{transcript}}', 'Hi {{name}}'], paths: [[1, 'content']] },
    { what: 'two mistakes', contents: ['{{a}} {{b}}'], paths: [[0, 'content'], [0, 'content'], []] },
  ])('finds $paths in messages with $what', ({ contents, paths }) => {
    const slips = findMessageSlips(contents.map((content) => ({ role: 'user', content })))
    expect(slips.map(({ path }) => path)).toEqual(paths)
  })
})
