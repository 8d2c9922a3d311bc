import { join } from 'node:path'
import { createHost, readPlugin } from '@preanswer/core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { readConfig } from '../src/index.ts'
import { createFolder } from './command.ts'

const yaml = `
secrets: \${PREANSWER_SECRET}
log: { callers: pseudonym }
plugins:
  - use: vip-model
    with: { tiers: { gold: { prefixes: ['+31'], patch: { maxDurationSeconds: 900 } } } }
`

afterEach(() => {
  vi.unstubAllEnvs()
})

describe('readConfig', () => {
  it('gives what createHost takes: environment and plugins filled in, without the keys of the command', async () => {
    vi.stubEnv('PREANSWER_SECRET', 'swordfish')
    const folder = await createFolder({ 'preanswer.config.yaml': yaml })
    const { config, baseDir } = await readConfig(join(folder, 'preanswer.config.yaml'))
    expect(baseDir).toBe(folder)
    const { plugins = [], ...rest } = config
    expect(rest).toEqual({ secrets: 'swordfish' })
    expect(plugins.map((entry) => readPlugin('use' in entry ? entry.use : entry)?.definition.name)).toEqual([
      'vip-model',
    ])
    const host = await createHost(config, { baseDir })
    await host.close()
  })

  it.each([
    { what: 'a variable that is not set', content: yaml, env: '' },
    { what: 'a plugin that is not installed', content: yaml.replace('vip-model', 'vip-modal'), env: 'swordfish' },
    { what: 'no YAML', content: '{', env: 'swordfish' },
  ])('throws for $what', async ({ content, env }) => {
    vi.stubEnv('PREANSWER_SECRET', env)
    const folder = await createFolder({ 'preanswer.config.yaml': content })
    await expect(readConfig(join(folder, 'preanswer.config.yaml'))).rejects.toThrow(Error)
  })

  it('throws where there is no file', async () => {
    await expect(readConfig(join(await createFolder(), 'preanswer.config.yaml'))).rejects.toThrow(Error)
  })
})
