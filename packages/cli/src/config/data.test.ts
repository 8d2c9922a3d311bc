import { describe, expect, it } from 'vitest'
import { parseData } from './data.ts'

const aliases = (count: number) => `base: &base [1]\nlist: [${Array(count).fill('*base').join(', ')}]`

describe('parseData', () => {
  it.each([
    { text: 'opens: 09:00', value: { opens: '09:00' }, what: 'a time as text' },
    { text: 'closed: no', value: { closed: 'no' }, what: 'the word no as text' },
    { text: 'date: 2026-12-25', value: { date: '2026-12-25' }, what: 'a date as text' },
    { text: '+31201234567: x', value: { '+31201234567': 'x' }, what: 'a key as it is written' },
    { text: '{\n\t"a": [1, true, null]\n}', value: { a: [1, true, null] }, what: 'JSON indented with tabs' },
    { text: '', value: {}, what: 'an empty file as an empty config' },
    { text: aliases(3), value: { base: [1], list: [[1], [1], [1]] }, what: 'a few aliases' },
  ])('reads $what', ({ text, value }) => {
    expect(parseData(text)).toMatchObject({ value, issues: [] })
  })

  it.each([
    { text: 'a: 1\nb: 2\na: 3', line: 3, what: 'a duplicate key' },
    { text: 'a: 1\nb: [1, 2', line: 2, what: 'a list without its end' },
    { text: 'a:\n  - b\n c: 1', line: 3, what: 'a wrong indent' },
    { text: 'a: 1\n---\nb: 2', line: 2, what: 'a second document' },
    { text: 'a: !vault x', line: 1, what: 'a tag' },
    { text: '? [1]\n: 2', line: 1, what: 'a key that is a list' },
    { text: 'a: *nowhere', line: 1, what: 'an alias without an anchor' },
    { text: 'a: &loop [*loop]', line: 1, what: 'an alias inside its own anchor' },
    { text: aliases(51), line: 1, what: 'aliases without measure' },
  ])('refuses $what and says where', ({ text, line }) => {
    const { issues, locate } = parseData(text)
    expect(issues).not.toEqual([])
    expect(issues.map((issue) => locate(issue)?.line)[0]).toBe(line)
  })

  it.each([
    'secret: "hunter2',
    'secret: "hunter2" hunter2',
    'secret: @hunter2',
    '}hunter2',
    'secret: "\\Uhunter2"',
    'x: *hunter2',
  ])('quotes nothing of the file when it refuses %s', (text) => {
    const { issues } = parseData(text)
    expect(issues.length).toBeGreaterThan(0)
    expect(JSON.stringify(issues)).not.toContain('hunter2')
  })

  it.each([
    { path: ['plugins', 1, 'with', 'hours'], line: 5, column: 7, what: 'a key' },
    { path: ['plugins', 1, 'with', 'missing'], line: 4, column: 5, what: 'the parent of a key that is not there' },
    { path: ['plugins', 0], line: 2, column: 5, what: 'an entry of a list' },
    { path: [], line: 1, column: 1, what: 'the whole' },
  ])('locates $what', ({ path, line, column }) => {
    const { locate } = parseData('plugins:\n  - use: a\n  - use: b\n    with:\n      hours: x\n')
    expect(locate({ path, message: '' })).toEqual({ line, column })
  })
})
