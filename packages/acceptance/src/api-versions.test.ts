import { cp, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pluginApiVersion } from '@preanswer/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { preanswer } from './command.ts'
import { createFolder, type TemporaryFolder } from './folder.ts'
import { root } from './workspace.ts'

const call = ['simulate', '--from', '+31612345678', '--to', '+31201234567', '--json']

let folder: TemporaryFolder
beforeAll(async () => {
  folder = await createFolder()
  const modules = join(folder.path, 'node_modules')
  for (const name of ['api-0', 'future']) {
    const fixture = join(root, 'packages/acceptance/fixtures/plugins', name)
    await cp(fixture, join(modules, `preanswer-plugin-${name}`), { recursive: true })
  }
  await writeFile(join(folder.path, 'package-lock.json'), '{}')
  await installWithSecondCore(join(modules, 'preanswer-plugin-copy'))
})
afterAll(() => folder.remove())

describe('a plugin built against API version 0', () => {
  it('answers a call with all that the version promised it', async () => {
    const config = await write('plugins: [{ use: api-0, with: { greeting: Good day. } }]')
    const { exitCode, stdout } = await preanswer([...call, '--config', config])
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout).response).toMatchObject({
      assistant: { first_message: 'Good day.' },
      max_duration_seconds: 600,
    })
  })
})

describe('a plugin for an API version from the future', () => {
  it.each([{ isolate: 'none' }, { isolate: 'worker' }])(
    'is refused with both versions and the command that mends it, isolate: $isolate',
    async ({ isolate }) => {
      const config = await write(`plugins: [{ use: future, isolate: ${isolate} }]`)
      const { exitCode, stderr } = await preanswer(['check', '--config', config])
      expect(exitCode).toBe(78)
      expect(stderr).toContain(`version 99, this core has version ${pluginApiVersion}`)
      expect(stderr).toMatch(/→ npm i.* @preanswer\/core@latest/)
    },
  )
})

describe('a plugin with a core of its own', () => {
  const config = () => write('plugins: [{ use: copy, with: { names: { "+31612345678": Ms Jansen } } }]')

  it('works', async () => {
    const { exitCode, stdout } = await preanswer([...call, '--config', await config()])
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout).response).toEqual({ assistant: { first_message: 'Good to hear you again, Ms Jansen!' } })
  })

  it('is told by preanswer check, and so is the range that it asks for', async () => {
    const { exitCode, stdout } = await preanswer(['check', '--config', await config()])
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/note +second-core +plugins\[0\]/)
    expect(stdout).toMatch(/warning +core-range +plugins\[0\]\.use\n.*0\.0\.1.*\n.*npm i preanswer-plugin-copy@latest/)
  })
})

function write(config: string): Promise<string> {
  return folder.write('preanswer.config.yaml', `unsigned: true\n${config}\n`)
}

/** As npm leaves it when the core that the plugin asks for is not the one beside it. */
async function installWithSecondCore(plugin: string): Promise<void> {
  const core = join(plugin, 'node_modules/@preanswer/core')
  await mkdir(core, { recursive: true })
  await cp(join(root, 'packages/core/dist'), join(core, 'dist'), { recursive: true })
  await cp(join(root, 'packages/core/package.json'), join(core, 'package.json'))
  await symlink(join(root, 'packages/core/node_modules'), join(core, 'node_modules'))
  await symlink(join(root, 'packages/core/node_modules/zod'), join(plugin, 'node_modules/zod'))
  await cp(join(root, 'examples/custom-plugin/returning-caller.ts'), join(plugin, 'index.ts'))
  const peerDependencies = { '@preanswer/core': '0.0.1' }
  const manifest = {
    name: 'preanswer-plugin-copy',
    version: '1.0.0',
    type: 'module',
    exports: './index.ts',
    peerDependencies,
  }
  await writeFile(join(plugin, 'package.json'), JSON.stringify(manifest))
}
