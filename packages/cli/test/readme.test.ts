import { readFileSync } from 'node:fs'
import { createHost } from '@preanswer/core'
import { describe, expect, it } from 'vitest'
import { alertKinds } from '../src/alerts/kinds.ts'
import { createMetrics } from '../src/metrics/metrics.ts'
import { createFolder, preanswer } from './command.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const env = { PREANSWER_SECRET: 'development-secret' }

function block(language: string, holding: string): string {
  const blocks = [...readme.matchAll(/^```(\w*)\n(.*?)^```$/gms)]
  return blocks.find(([, of, text]) => of === language && text?.includes(holding))?.[2] ?? ''
}

describe('README.md', () => {
  it('shows a config and the response that it gives', async () => {
    const cwd = await createFolder({ 'preanswer.config.yaml': block('yaml', 'plugins:') })
    const shown = block('', 'preanswer simulate')
    const [, words = ''] = /npx preanswer (.*)/.exec(shown) ?? []
    const { exitCode, stdout } = await preanswer(words.split(' '), { cwd, env })
    const withoutTimes = (text: string) => text.replace(/\d+\.\d/g, '0.0').replace(/ +/g, ' ')
    expect({ exitCode, shown: withoutTimes(shown) }).toEqual({
      exitCode: 0,
      shown: `$ npx preanswer ${words}\n${withoutTimes(stdout)}`,
    })
  })

  it('shows a config in TypeScript that passes preanswer check', async () => {
    const content = block('ts', 'defineConfig')
    // the package cannot be installed in itself
    const cwd = await createFolder({
      'preanswer.config.ts': content.replace("'preanswer'", "'./define.mjs'"),
      'define.mjs': `export { defineConfig } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)}`,
    })
    expect(await preanswer(['check'], { cwd, env })).toMatchObject({ exitCode: 0, stderr: '' })
  })

  it('has a row for each metric, and for nothing else', async () => {
    const metrics = createMetrics({ process: false, lines: 100 })
    metrics.watch(await createHost({ unsigned: true }))
    const shown = [...(await metrics.text()).matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(
      ([, name, kind]) => `${name} ${kind}`,
    )
    const rows = [...readme.matchAll(/^\| `(preanswer_\w+)` +\| (\w+)/gm)].map(([, name, kind]) => `${name} ${kind}`)
    expect(rows.toSorted()).toEqual(shown.toSorted())
  })

  it('has a row for each kind of alert, and for nothing else', () => {
    const [, table = ''] = /^\| kind .*\n\| -.*\n((?:\|.*\n)+)/m.exec(readme) ?? []
    expect([...table.matchAll(/^\| `([\w-]+)`/gm)].map(([, kind]) => kind).toSorted()).toEqual(alertKinds.toSorted())
  })

  it('shows the problems of a wrong config as they are printed', async () => {
    const shown = block('', 'problems in the config')
    const config = block('yaml', 'plugins:').replace('business-hours', 'busines-hours').replace('language', 'langauge')
    const { stderr } = await preanswer(['check'], { cwd: await createFolder({ 'preanswer.config.yaml': config }) })
    expect(`$ npx preanswer check\n${stderr.replace(/^.*\/(?=preanswer\.config)/gm, '/srv/')}`).toBe(shown)
  })
})
