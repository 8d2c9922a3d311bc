import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { pluginApiVersion, readPlugin } from '@preanswer/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { resolvePlugin, resolvePlugins } from './resolve-plugins.ts'

let folder: string
let file: string

/** A plugin without the core: what counts is the brand. */
const plugin = (name: string, apiVersion = 0) =>
  `Object.assign(() => ({}), { [Symbol.for('preanswer.plugin')]: { apiVersion: ${apiVersion}, definition: { name: '${name}', setup() {} } } })`

const files: Record<string, string> = {
  'node_modules/@preanswer/plugin-hours/package.json': '{ "type": "module", "exports": { "default": "./i.js" } }',
  'node_modules/@preanswer/plugin-hours/i.js': `export const hours = ${plugin('ours')}; export const other = 1`,
  'node_modules/preanswer-plugin-hours/package.json': '{ "type": "module", "exports": "./i.js" }',
  'node_modules/preanswer-plugin-hours/i.js': `export const hours = ${plugin('theirs')}`,
  'node_modules/preanswer-plugin-crm/package.json': '{ "type": "module", "exports": { ".": { "import": "./i.js" } } }',
  'node_modules/preanswer-plugin-crm/i.js': `const crm = ${plugin('crm')}; export { crm, crm as default }`,
  'node_modules/@acme/preanswer-plugin-crm/package.json': '{ "main": "i.js" }',
  'node_modules/@acme/preanswer-plugin-crm/i.js': `const all = { crm: ${plugin('acme-crm')} }; module.exports = all`,
  'node_modules/callable/package.json': '{}',
  'node_modules/callable/index.js': `module.exports = ${plugin('callable')}`,
  'node_modules/two/package.json': '{ "type": "module", "exports": "./i.js" }',
  'node_modules/two/i.js': `export const one = ${plugin('one')}; export const two = ${plugin('two')}`,
  'node_modules/none/package.json': '{ "type": "module", "exports": "./i.js" }',
  'node_modules/none/i.js': 'export const none = () => {}',
  'node_modules/broken/package.json': '{ "type": "module", "exports": "./i.js" }',
  'node_modules/broken/i.js': 'throw new TypeError("no luck")',
  'node_modules/preanswer-plugin-future/package.json':
    '{ "name": "preanswer-plugin-future", "version": "9.0.0", "type": "module", "exports": "./i.js", "peerDependencies": { "@preanswer/core": "^99.0.0" } }',
  'node_modules/preanswer-plugin-future/i.js': `export const future = ${plugin('future', 99)}`,
  'node_modules/preanswer-plugin-past/package.json':
    '{ "name": "preanswer-plugin-past", "version": "0.1.0", "type": "module", "exports": "./dist/i.js", "peerDependencies": { "@preanswer/core": "0.0.1" } }',
  'node_modules/preanswer-plugin-past/dist/i.js': `export const past = ${plugin('past')}`,
  'app/future.mjs': `export const future = ${plugin('future', 99)}`,
  'app/past.mjs': `export const past = ${plugin('past', -1)}`,
  'app/pnpm-lock.yaml': '',
  'app/mine.ts': `enum Kind { Plain }\nexport const mine = ${plugin('mine')} as unknown; export const kind: Kind = Kind.Plain`,
  'app/mine.mjs': `export default ${plugin('mine-js')}`,
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'preanswer-resolve-'))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  file = join(folder, 'app/preanswer.config.yaml')
})

afterAll(() => rm(folder, { recursive: true }))

describe('resolvePlugin', () => {
  it.each([
    { use: 'hours', name: 'ours', what: 'a short name of ours before one of others' },
    { use: 'preanswer-plugin-hours', name: 'theirs', what: 'a package by its whole name' },
    { use: 'crm', name: 'crm', what: 'a short name of others, exported twice and for import only' },
    { use: '@acme/preanswer-plugin-crm', name: 'acme-crm', what: 'a scoped package in CommonJS' },
    { use: 'callable', name: 'callable', what: 'a package with a name of its own' },
    { use: './mine.ts', name: 'mine', what: 'a path to TypeScript that Node alone could not run' },
    { use: './mine.mjs', name: 'mine-js', what: 'a path to JavaScript' },
  ])('takes $use: $what', async ({ use, name }) => {
    const found = await resolvePlugin(use, file)
    expect('plugin' in found && readPlugin(found.plugin)?.definition.name).toBe(name)
  })

  it('takes an absolute path', async () => {
    expect(await resolvePlugin(join(folder, 'app/mine.mjs'), file)).toHaveProperty('plugin')
  })

  it.each([
    { use: 'hour', hint: '"hours"', what: 'names the nearest one that is installed' },
    { use: '@preanswer/plugin-hour', hint: '"hours"', what: 'names the nearest one for a whole name' },
    {
      use: 'weather',
      hint: '@acme/preanswer-plugin-crm, crm, future, hours',
      what: 'lists what is installed when none is near',
    },
    { use: './mien.ts', hint: '"./mine.ts"', what: 'names the nearest file' },
    { use: 'none', hint: 'definePlugin', what: 'says that nothing in the package is a plugin' },
    { use: 'two', hint: 'exactly one', what: 'says that the package has more than one plugin' },
    { use: 'fs', hint: 'installed: ', what: 'does not take a module of Node for a plugin' },
  ])('for $use it $what', async ({ use, hint }) => {
    expect(await resolvePlugin(use, file)).toEqual({ message: expect.any(String), hint: expect.stringContaining(hint) })
  })

  it.each([
    { use: 'future', hint: 'pnpm add preanswer@latest @preanswer/core@latest', what: 'a newer core' },
    { use: './future.mjs', hint: 'pnpm add preanswer@latest @preanswer/core@latest', what: 'a newer core for a path' },
    { use: './past.mjs', hint: 'build the plugin', what: 'a new build of a plugin of one’s own' },
  ])('refuses $use, of another API version, and asks for $what', async ({ use, hint }) => {
    expect(await resolvePlugin(use, file)).toEqual({
      message: expect.stringContaining(`this core has version ${pluginApiVersion}`),
      hint: expect.stringContaining(hint),
    })
  })

  it('tells why a package cannot be loaded', async () => {
    expect(await resolvePlugin('broken', file)).toMatchObject({
      message: expect.stringContaining('TypeError: no luck'),
    })
  })
})

describe('resolvePlugins', () => {
  it('keeps the rest of each entry, and all entries in order', async () => {
    const config = { language: 'nl', plugins: [{ use: 'crm', name: 'a', with: { x: 1 } }, { use: 'hours' }] }
    const { value, issues } = await resolvePlugins(config, file)
    expect(issues).toEqual([])
    expect(value).toEqual({
      language: 'nl',
      plugins: [{ use: expect.any(Function), name: 'a', with: { x: 1 } }, { use: expect.any(Function) }],
    })
  })

  it('gives an isolated entry the file of its plugin, unloaded', async () => {
    const plugins = [
      { use: 'broken', isolate: 'worker' },
      { use: './mine.ts', isolate: { worker: {} } },
      { use: 'weather', isolate: 'worker' },
    ]
    const { value, issues } = await resolvePlugins({ plugins }, file)
    expect(value).toMatchObject({
      plugins: [
        { use: pathToFileURL(join(folder, 'node_modules/broken/i.js')).href, isolate: 'worker' },
        { use: pathToFileURL(join(folder, 'app/mine.ts')).href },
        {},
      ],
    })
    expect(issues.map(({ path }) => path)).toEqual([['plugins', 2, 'use']])
  })

  it('warns of a package that was made for other versions of the core, also where it is isolated', async () => {
    const plugins = [{ use: 'past' }, { use: 'hours' }, { use: 'future', isolate: 'worker' }, { use: './mine.ts' }]
    const { issues, findings } = await resolvePlugins({ plugins }, file)
    expect(issues).toEqual([])
    const warning = { severity: 'warning', code: 'core-range', message: expect.any(String) }
    expect(findings).toEqual([
      { ...warning, path: ['plugins', 0, 'use'], hint: 'pnpm add preanswer-plugin-past@latest' },
      { ...warning, path: ['plugins', 2, 'use'], hint: 'pnpm add preanswer@latest @preanswer/core@latest' },
    ])
  })

  it('reports each plugin that is missing and puts one that takes any options in its place', async () => {
    const config = {
      plugins: [{ use: 'weather', with: { anything: true } }, { use: 'hours' }, { use: './mien.ts' }, 'crm'],
    }
    const { value, issues } = await resolvePlugins(config, file)
    expect(issues.map(({ path }) => path).sort()).toEqual([
      ['plugins', 0, 'use'],
      ['plugins', 2, 'use'],
      ['plugins', 3],
    ])
    const [first] = (value as { plugins: { use: unknown }[] }).plugins
    expect(readPlugin(first?.use)?.definition.options?.['~standard'].validate({ anything: true })).not.toHaveProperty(
      'issues',
    )
  })

  it.each([undefined, null, 'text', [], { plugins: 'text' }, { plugins: [null, 3, { use: 3 }, {}] }])(
    'leaves %j to the core',
    async (config) => {
      expect(await resolvePlugins(config, file)).toEqual({ value: config, issues: [], findings: [] })
    },
  )
})
