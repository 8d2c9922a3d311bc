// biome-ignore-all lint/suspicious/noTemplateCurlyInString: configs refer to the environment so
import { describe, expect, it } from 'vitest'
import { createFolder, preanswer } from './command.ts'

const hours = `
  - use: business-hours
    with:
      hours: { mon-fri: ['09:00-17:00'] }
      closed: { reject: We are closed. }
`

/** One mistake a line. Secrets, numbers and texts in it must not be printed. */
const mistakes = `secrets: \${WEBHOOK_SECRET}
langauge: nl
defaultDialect: camle
auth: swordfish-swordfish
plugins:
  - use: busines-hours
  - use: vip-model
    with: { tiers: { gold: { callers: ['0612345678'] } } }
  - use: language-by-country-code
    budgetMs: fast
`

describe('preanswer check', () => {
  it('prints the plan, the sum against the deadline, and what to know before the first call', async () => {
    const cwd = await createFolder({ 'preanswer.config.yaml': `unsigned: true\nplugins:${hours}` })
    const { exitCode, stdout, stderr } = await preanswer(['check'], { cwd })
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toMatch(/^screen +business-hours 5 +sum +5 ms$/m)
    expect(stdout).toContain('10 ms needed of 4000 ms')
    expect(stdout).toMatch(/^warning {2}events-end-here {2}forward$/m)
    expect(stdout).toMatch(/^0 errors, \d warnings\.$/m)
  })

  it('names all mistakes at once, each with its place and what to do', async () => {
    const cwd = await createFolder({ 'preanswer.config.yaml': mistakes })
    const { exitCode, stdout, stderr } = await preanswer(['check'], { cwd })
    expect({ exitCode, stdout }).toEqual({ exitCode: 78, stdout: '' })
    const problems = stderr.split(/^(?=\/)/m).map((text) => text.replace(/^\S*preanswer\.config\.yaml/, ''))
    expect(problems).toEqual([
      expect.stringMatching(/^:1:1 {2}secrets\n {2}.*WEBHOOK_SECRET is not set\n[^→]*→ set WEBHOOK_SECRET/),
      expect.stringMatching(/^:2:1 {2}langauge\n {2}is not a known key\n[^→]*→ .*language\?/),
      expect.stringMatching(/^:3:1 {2}defaultDialect\n.*"camel".*found "camle"\n[^→]*→ did you mean "camel"/),
      expect.stringMatching(/^:4:1 {2}auth\n.*object.*found a text\n/),
      expect.stringMatching(/^:6:5 {2}plugins\[0\]\.use\n.*"busines-hours".*\n[^→]*→ did you mean "business-hours"\?/),
      expect.stringMatching(/^:8:\d+ {2}plugins\[1\]\.with\.tiers\.gold\.callers\[0\]\n.*E\.164.*found a text\n/),
      expect.stringMatching(/^:10:5 {2}plugins\[2\]\.budgetMs\n.*number[\s\S]*\n7 problems in the config\./),
    ])
    expect(stderr).not.toMatch(/swordfish|0612345678/)
  })

  it('never prints a value that came from the environment', async () => {
    const config = 'secrets: ${A}\nlanguage: ${A}\nplugins:\n  - use: ./failing.mjs\n    with: { key: "${A}" }\n'
    const failing = `import { definePlugin } from '@preanswer/core'
      import { z } from 'zod'
      export default definePlugin({ name: 'failing', options: z.looseObject({}), setup(hooks, { key }) { throw new Error('no: ' + key) } })`
    const run = async (language: string) => {
      const files = { 'preanswer.config.yaml': config.replace('language: ${A}', language), 'failing.mjs': failing }
      const { exitCode, stdout, stderr } = await preanswer(['check'], {
        cwd: await createFolder(files),
        env: { A: 'sword fish 1' },
      })
      expect(exitCode).toBe(78)
      expect(stdout + stderr).not.toContain('sword fish')
      return stderr
    }
    expect(await run('language: ${A}')).toMatch(/:2:1 {2}language/)
    expect(await run('language: nl')).toContain('no: [hidden]')
  })

  it('refuses budgets that cannot fit, with the sum', async () => {
    const plugins = `${hours}    budgetMs: 2500\n    name: first\n${hours}    budgetMs: 1600\n    name: second`
    const cwd = await createFolder({ 'preanswer.config.yaml': `unsigned: true\nplugins:${plugins}` })
    const { exitCode, stderr } = await preanswer(['check'], { cwd })
    expect(exitCode).toBe(78)
    expect(stderr).toMatch(/screen 4100.* = 6600 ms, but .*4000 ms/)
    expect(stderr).toMatch(/:\d+:5 {2}plugins\[0\]\.budgetMs$/m)
  })

  it('exits 78 when calls would go unanswered though the config is valid', async () => {
    const cwd = await createFolder({ 'preanswer.config.json': { unsigned: true, savedAssistant: false } })
    const { exitCode, stdout } = await preanswer(['check'], { cwd })
    expect(exitCode).toBe(78)
    expect(stdout).toMatch(/^error {2}no-whole-fallback/m)
  })

  it('warns of plugins that are not ours, also when they bear the name of one', async () => {
    const plugin = (name: string) => `import { definePlugin } from '@preanswer/core'
      export const plugin = definePlugin({ name: '${name}', setup() {} })`
    const cwd = await createFolder({
      'preanswer.config.ts': `import { plugin } from './mine.ts'
        import { vipModel } from '@preanswer/plugin-vip-model'
        const tiers: Record<string, object> = { gold: { prefixes: ['+31'] } }
        export default { unsigned: true, plugins: [plugin(), { use: './false-friend.mjs' }, vipModel({ tiers })] }`,
      'mine.ts': plugin('mine'),
      'false-friend.mjs': plugin('business-hours'),
    })
    const { exitCode, stdout, stderr } = await preanswer(['check'], { cwd })
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout.match(/inline-plugin {2}\S+/g)).toEqual(['inline-plugin  plugins[0]', 'inline-plugin  plugins[1]'])
  })

  it('loads an isolated plugin in workers only, in TypeScript too, and ends them', async () => {
    const plugin = `import { isMainThread } from 'node:worker_threads'
      import { definePlugin } from '@preanswer/core'
      if (isMainThread) throw new Error('not here')
      enum Kind { Plain = 'plain' }
      export const mine = definePlugin({ name: 'mine', setup: (hooks) => hooks.contribute.tap(() => ({ metadata: { kind: Kind.Plain } })) })`
    const config = `unsigned: true
plugins:
  - { use: ./mine.ts, isolate: worker }
  - { use: vip-model, isolate: { worker: { memoryMb: 64 } }, with: { tiers: { gold: { prefixes: ['+31'] } } } }\n`
    const cwd = await createFolder({ 'preanswer.config.yaml': config, 'mine.ts': plugin })
    const { exitCode, stdout, stderr } = await preanswer(['check'], { cwd })
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toMatch(/^contribute +mine 800, vip-model 100 /m)
    expect(stdout).not.toContain('inline-plugin')
  })

  it('names what is wrong with isolated plugins, beside the rest', async () => {
    const config = `unsigned: true
plugins:
  - { use: ./none.ts, isolate: worker }
  - { use: vip-modl, isolate: worker }
  - { use: vip-model, isolate: worker, with: { tires: {} } }
  - { use: business-hours, with: { hours: {} } }\n`
    const cwd = await createFolder({ 'preanswer.config.yaml': config })
    const { exitCode, stderr } = await preanswer(['check'], { cwd })
    expect(exitCode).toBe(78)
    expect(stderr).toMatch(/:3:\d+ {2}plugins\[0\]\.use\n/)
    expect(stderr).toMatch(/:4:\d+ {2}plugins\[1\]\.use\n.*\n[^→]*→ did you mean "vip-model"/)
    expect(stderr).toMatch(/:5:\d+ {2}plugins\[2\]\.with\.tires\n.*\n[^→]*→ did you mean tiers/)
    expect(stderr).toMatch(/plugins\[3\]\.with\.closed/)
  })

  it('says where the syntax of a file is broken', async () => {
    const cwd = await createFolder({ 'broken.yaml': 'unsigned: true\nplugins: [\n' })
    const { exitCode, stderr } = await preanswer(['check', '--config', 'broken.yaml'], { cwd })
    expect(exitCode).toBe(78)
    expect(stderr).toMatch(/broken\.yaml:2:10\n/)
  })

  it.each([
    {
      file: 'preanswer.config.ts',
      content: 'export const config = {}',
      says: 'exports no config',
      what: 'without a default export',
    },
    {
      file: 'preanswer.config.mts',
      content: 'export default {',
      says: 'cannot be loaded: ',
      what: 'with a syntax error',
    },
    {
      file: 'preanswer.config.js',
      content: 'import "not-installed"',
      says: 'not-installed',
      what: 'with an import that fails',
    },
    { file: 'preanswer.config.yaml', content: '- just\n- a list', says: 'expected an object', what: 'that is no map' },
    { file: 'preanswer.config.json', content: '', says: 'secrets', what: 'that is empty' },
    {
      file: 'preanswer.config.mjs',
      content: 'export default { unsigned: true, server: { path: "/healthz" } }',
      says: 'health checks',
      what: 'whose path is taken',
    },
  ])('refuses $file $what', async ({ file, content, says }) => {
    const cwd = await createFolder({ [file]: content })
    const { exitCode, stdout, stderr } = await preanswer(['check'], { cwd })
    expect({ exitCode, stdout }).toEqual({ exitCode: 78, stdout: '' })
    expect(stderr).toContain(file)
    expect(stderr).toContain(says)
    expect(stderr).toContain('1 problem in the config.')
  })
})
