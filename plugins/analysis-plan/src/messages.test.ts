import { describe, expect, it } from 'vitest'
import { findMessageSlips, usualMessages } from './messages.ts'

describe('usualMessages', () => {
  it.each([
    { language: 'en', absent: 'left-out', words: 'leave the property out' },
    { language: 'en', absent: 'null', words: 'write null' },
    { language: 'nl', absent: 'left-out', words: 'Laat weg' },
    { language: 'nl', absent: 'null', words: 'Vul null in' },
  ] as const)('hold schema, transcript and "$words", and no slip', ({ language, absent, words }) => {
    const messages = usualMessages(language, absent)
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user'])
    expect(JSON.stringify(messages)).toMatch(/\{\{schema\}\}.*\{\{transcript\}\}/)
    expect(messages[0]?.content).toContain(words)
    expect(findMessageSlips(messages)).toEqual([])
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
