import { describe, expect, it } from 'vitest'
import { parseData } from './data.ts'

const text = `# ask Jane about hunter2
secrets: [hunter2]
timeZone: Europe/Amsterdam
day: 2026-12-25
number: "+31612345678"
greeting: Hello Jane
url: \${CRM_URL}
other: \${CRM_URL:-hunter2}
`

describe('a code frame', () => {
  it('shows structure, keys, and the words that may be shown', () => {
    expect(frame('day', (path) => path[0] !== 'secrets')).toEqual([
      '  2 | secrets: […]',
      '  3 | timeZone: Europe/Amsterdam',
      '> 4 | day: 2026-12-25',
      '    | ^^^^^^^^^^^^^^^',
      '  5 | number: …',
      '  6 | greeting: …',
    ])
  })

  it('shows no value, comment or phone number that may not be, but the names of variables', () => {
    const all = ['secrets', 'other'].flatMap((key) => frame(key, () => false)).join('\n')
    expect(all).not.toMatch(/hunter2|Jane|Amsterdam|2026|31612345678/)
    expect(all).toMatch(/url: \$\{CRM_URL\}\n/)
  })

  it.each([
    { what: 'a quote that is not closed', broken: 'secrets: "hunter2\nlanguage: nl\n' },
    { what: 'a quote that closes the wrong one', broken: 'language: "nl\nsecrets: "hunter2: x"\n' },
    { what: 'a wrong indent', broken: 'a:\n  - hunter2\n b: hunter2\n' },
    { what: 'a flow that is not closed', broken: 'a: [hunter2, { hunter2\n' },
    { what: 'a block of text', broken: 'a: |\n  hunter2\nb: [\n' },
    { what: 'tags, anchors and directives', broken: '%hunter2\n---\na: !hunter2 &hunter2 x\nb: *hunter2\n' },
  ])('shows no value beside $what', ({ broken }) => {
    const { issues, frame: frameOf } = parseData(broken)
    expect(issues).not.toEqual([])
    for (const issue of issues) expect(frameOf(issue).join('\n')).not.toContain('hunter2')
  })

  it('marks the place in a line that is too long to be shown whole', () => {
    const { frame: frameOf } = parseData(`list: [${Array(60).fill('word').join(', ')}]\n`)
    const [line = '', mark = ''] = frameOf({ path: ['list', 59], message: '' }, () => true)
    expect(line.slice(mark.indexOf('^'), mark.length)).toBe('word')
    expect(line.length).toBeLessThan(130)
  })
})

function frame(key: string, mayShow: (path: readonly (string | number)[]) => boolean): readonly string[] {
  return parseData(text).frame({ path: [key], message: '' }, mayShow)
}
