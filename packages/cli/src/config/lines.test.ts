// biome-ignore-all lint/suspicious/noTemplateCurlyInString: configs refer to the environment so
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { expandReferences } from './env.ts'
import { gatherLines } from './lines.ts'
import { readSource } from './source.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'preanswer-'))
})

afterEach(() => rm(folder, { recursive: true }))

const environment = { SECRET: 'swordfish' }

/** Gathers the lines of a config, which stands in `config.yaml` among other files. */
async function gather(files: Readonly<Record<string, string>>) {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
  const file = join(folder, 'config.yaml')
  const source = await readSource(file)
  const gathered = await gatherLines(file, source, expandReferences(source.value, environment), environment)
  const { lines } = gathered.value as { lines: unknown }
  const places = gathered.issues.map((issue) => {
    const { file: at = file, line, column } = gathered.source.locate(issue) ?? { line: 0, column: 0 }
    return `${at.slice(folder.length + 1)}:${line}:${column}`
  })
  return { ...gathered, lines, places }
}

describe('gatherLines', () => {
  it('leaves a config alone whose lines stand in it', async () => {
    const { lines, files, issues } = await gather({ 'config.yaml': 'lines: [{ name: a, language: "${NOT_SET}" }]' })
    expect({ lines, files }).toEqual({ lines: [{ name: 'a', language: '${NOT_SET}' }], files: [] })
    expect(issues.map(({ path }) => path)).toEqual([['lines', 0, 'language']])
  })

  it('reads the data files of a folder in the order of their names, each a line that has the name of its file', async () => {
    const { lines, files } = await gather({
      'config.yaml': 'lines: ./lines',
      'lines/utrecht.yml': 'language: nl',
      'lines/amsterdam.yaml': 'language: nl',
      'lines/paris.json': '{ "name": "france", "language": "fr" }',
      'lines/README.md': '# Not a line',
      'lines/.hidden.yaml': 'language: de',
      'lines/below/london.yaml': 'language: en',
    })
    expect(lines).toEqual([
      { name: 'amsterdam', language: 'nl' },
      { name: 'france', language: 'fr' },
      { name: 'utrecht', language: 'nl' },
    ])
    const names = ['', '/amsterdam.yaml', '/paris.json', '/utrecht.yml']
    expect(files).toEqual(names.map((name) => join(folder, `lines${name}`)))
  })

  it('takes files with a list of lines, folders and lines of the config together, in their order', async () => {
    const { lines } = await gather({
      'config.yaml': 'lines:\n  - name: first\n  - ./many.yaml\n  - name: last\n  - ./folder',
      'many.yaml': '- language: nl\n- name: own\n',
      'folder/one.yaml': 'language: fr',
    })
    expect(lines).toEqual([
      { name: 'first' },
      { name: 'many-1', language: 'nl' },
      { name: 'own' },
      { name: 'last' },
      { name: 'one', language: 'fr' },
    ])
  })

  it('fills in the environment, and keeps what came from it', async () => {
    const { lines, values, places } = await gather({
      'config.yaml': 'variables: { a: "${GONE}" }\nlines:\n  - ./one.yaml\n  - { name: here, secrets: "${NEITHER}" }',
      'one.yaml': 'language: nl\nsecrets: ${SECRET}\nauth:\n  bearer: ${NOT_SET}',
    })
    expect(lines).toMatchObject([{ secrets: 'swordfish' }, { secrets: '${NEITHER}' }])
    expect(values).toEqual(['swordfish'])
    expect(places).toEqual(['config.yaml:1:14', 'one.yaml:4:3', 'config.yaml:4:19'])
  })

  it.each([
    { what: 'a syntax error', content: 'language: [nl\n', place: 'bad.yaml:1:11' },
    { what: 'a key twice', content: 'language: nl\nlanguage: fr\n', place: 'bad.yaml:2:1' },
  ])('makes $what in a file the problem of a line with its name', async ({ content, place }) => {
    const { lines, issues, places } = await gather({
      'config.yaml': 'lines: [./good.yaml, ./bad.yaml]',
      'good.yaml': 'language: nl',
      'bad.yaml': content,
    })
    expect(lines).toEqual([{ name: 'good', language: 'nl' }, { name: 'bad' }])
    expect(issues.map(({ path }) => path)).toEqual([['lines', 1]])
    expect(places).toEqual([place])
  })

  it.each([
    { what: 'nothing at the path', lines: './lins' },
    { what: 'no lines in the folder', lines: './empty' },
  ])('finds $what, which is a problem of all lines', async ({ lines }) => {
    const { issues, places } = await gather({ 'config.yaml': `language: nl\nlines: ${lines}`, 'empty/README.md': '' })
    expect(issues).toMatchObject([{ path: ['lines'], message: expect.stringContaining(lines) }])
    expect(places).toEqual(['config.yaml:2:1'])
  })

  it('shows the lines around a problem from the file that it is in, and what may be shown there', async () => {
    const { source } = await gather({
      'config.yaml': 'lines: [./many.yaml]',
      'many.yaml': '- language: nl\n- timeZone: Nowhere\n  secrets: swordfish\n',
    })
    const issue = { path: ['lines', 1, 'timeZone'], message: 'is wrong' }
    const frame = source.frame(issue, (path) => path.join() === 'lines,1,timeZone')
    expect(frame).toEqual([
      '  1 | - language: …',
      '> 2 | - timeZone: Nowhere',
      '    |   ^^^^^^^^^^^^^^^^^',
      '  3 |   secrets: …',
    ])
  })
})
