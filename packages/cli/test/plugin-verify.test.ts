import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createFolder, preanswer } from './command.ts'

const good = new URL('../../verify/test/fixtures/good-plugin/', import.meta.url)

describe('preanswer plugin verify', () => {
  it('exits 0 for a plugin that keeps every rule, in the working directory', async () => {
    const { exitCode, stdout, stderr } = await preanswer(['plugin', 'verify'], { cwd: await createPlugin() })
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toContain('preanswer-plugin-evening 1.0.0')
  })

  it('exits 1 for one that does not, and tells each problem with its fix as JSON', async () => {
    const cwd = await createPlugin((manifest) => manifest.replace('["preanswer-plugin"]', '[]'))
    const found = await preanswer(['plugin', 'verify', cwd, '--json'])
    expect(found).toMatchObject({ exitCode: 1, stderr: '' })
    expect(JSON.parse(found.stdout)).toEqual({
      name: 'preanswer-plugin-evening',
      version: '1.0.0',
      problems: [{ code: 'keyword', message: expect.any(String), fix: expect.any(String) }],
    })
  })

  it.each([
    { options: 'greeting: Good evening, all.', exitCode: 0 },
    { options: '{ "greting": "Good evening." }', exitCode: 1 },
    { options: 'greeting: [', exitCode: 1 },
  ])('tries it with the options $options of a file: exit $exitCode', async ({ options, exitCode }) => {
    const cwd = await createPlugin()
    await writeFile(join(cwd, 'options.yaml'), options)
    const found = await preanswer(['plugin', 'verify', '--with', 'options.yaml'], { cwd })
    expect(found.exitCode).toBe(exitCode)
  })

  it('exits 1 where there is no package', async () => {
    const { exitCode, stderr } = await preanswer(['plugin', 'verify'], { cwd: await createFolder() })
    expect(exitCode).toBe(1)
    expect(stderr).toContain('package.json')
  })
})

/** The good plugin of @preanswer/verify in a folder of its own, with what it declares installed. */
async function createPlugin(change = (manifest: string) => manifest): Promise<string> {
  const names = await readdir(good)
  const files = await Promise.all(
    names.map(async (name) => [name, await readFile(new URL(name, good), 'utf8')] as const),
  )
  const { 'package.json': manifest = '', ...others } = Object.fromEntries(files)
  return createFolder({ ...others, 'package.json': change(manifest) })
}
