import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Archive, readArchive } from './archive.ts'
import type { RuleCode } from './rules.ts'
import { checkArchive, verifyPlugin } from './verify.ts'

const folder = fileURLToPath(new URL('..', import.meta.url))
const good = join(folder, 'test/fixtures/good-plugin')

describe('verifyPlugin', () => {
  it('finds nothing wrong with a plugin that keeps every rule', async () => {
    const found = await verifyPlugin({ path: good, installedIn: folder })
    expect(found).toEqual({ name: 'preanswer-plugin-evening', version: '1.0.0', problems: [] })
  })
})

interface Change {
  readonly file: string
  /** `undefined`: the file is not there */
  readonly to: ((text: string) => string) | undefined
}

describe('the trial call', () => {
  it('asks nobody over the network, and a plugin that lives with that passes', async () => {
    let requests = 0
    const server = createServer((_, response) => {
      requests += 1
      response.end()
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    const asking = (text: string) =>
      text.replace(
        'hooks.contribute',
        `hooks.identify.tap(async () => { await fetch('http://127.0.0.1:${port}') })\n    hooks.contribute`,
      )
    expect(await checkArchive(await changed({ file: 'index.js', to: asking }), folder)).toEqual([])
    expect(requests).toBe(0)
  })
})

/** For each rule a plugin that breaks this one and no other. */
const breaches: Readonly<Record<RuleCode, Change>> = {
  'package-name': change('package.json', '"preanswer-plugin-evening"', '"evening"'),
  keyword: change('package.json', '["preanswer-plugin"]', '["preanswer"]'),
  license: change('package.json', '"license": "MIT",', ''),
  engines: change('package.json', '>=20.19', '>=18'),
  'install-script': change('package.json', '"type"', '"scripts": { "postinstall": "node index.js" }, "type"'),
  'core-peer': change('package.json', '>=0.1.0 <1', '^99.0.0'),
  'core-bundled': { file: 'core.js', to: () => 'export const brand = Symbol.for("preanswer.plugin")' },
  'zod-peer': change('package.json', ', "zod": "^4.2.0" }', '}, "dependencies": { "zod": "^4.2.0" }'),
  exports: change('package.json', './index.js', './dist/index.js'),
  types: change('package.json', '"types": "./types.d.ts", ', ''),
  readme: { file: 'README.md', to: undefined },
  'readme-example': change('README.md', 'greeting: Good', 'greting: Good'),
  'readme-options': change('README.md', '| `from` ', '| from '),
  'readme-returns': change('README.md', '## What it returns when', '## More'),
  loads: change('index.js', 'import { z }', "import 'koa'\nimport { z }"),
  'one-plugin': change(
    'index.js',
    'export const',
    "export const noon = definePlugin({ name: 'noon', setup() {} })\nexport const",
  ),
  'api-version': { file: 'index.js', to: ofTomorrow },
  'options-schema': change(
    'index.js',
    'options: z',
    "options: { '~standard': { version: 1, vendor: 'own', validate: (value) => ({ value }) } },\n  schema: z",
  ),
  answers: change(
    'index.js',
    'setup(hooks, { greeting, from }) {',
    "setup(hooks, { greeting, from }) {\n  throw new Error('not today')",
  ),
}

describe('a plugin that breaks one rule', () => {
  it.each(Object.entries(breaches))('is told by %s, and by no other', async (code, breach) => {
    const problems = await checkArchive(await changed(breach), folder)
    expect(problems.map((problem) => problem.code)).toEqual([code])
  })
})

async function changed({ file, to }: Change): Promise<Archive> {
  const { files } = await readArchive(good)
  const all = new Map(files)
  if (to === undefined) all.delete(file)
  else all.set(file, new TextEncoder().encode(to(new TextDecoder().decode(files.get(file)))))
  return { manifest: JSON.parse(new TextDecoder().decode(all.get('package.json'))), files: all }
}

function change(file: string, from: string, by: string): Change {
  return { file, to: (text) => text.replace(from, by) }
}

/** As a plugin is that was built with a core that is not out yet. */
function ofTomorrow(text: string): string {
  return `${text.replace('export const evening', 'const made')}
const [brand] = Object.getOwnPropertySymbols(made)
export const evening = Object.assign(() => ({}), { [brand]: { ...made[brand], apiVersion: 99 } })
`
}
