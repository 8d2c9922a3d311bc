import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { main } from './main.ts'

let printed: { stdout: string; stderr: string }
beforeEach(() => {
  printed = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const) {
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      printed[stream] += String(text)
      return true
    })
  }
})

describe('main', () => {
  it('writes a project without a question, and says what comes next', async () => {
    const folder = join(await createFolder(), 'my-plugin')
    vi.stubEnv('npm_config_user_agent', 'pnpm/10.0.0 npm/? node/v20.19.0 linux x64')
    onTestFinished(() => void vi.unstubAllEnvs())
    expect(await main([folder, '--template', 'plugin', '--yes', '--no-install'])).toBe(0)
    expect(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')).name).toBe('preanswer-plugin-my-plugin')
    expect(printed.stdout).toMatch(/pnpm install\n.*pnpm run check\n/)
    expect(printed.stderr).toBe('')
  })

  it.each([['--help'], ['--version']])('answers %s', async (word) => {
    expect(await main([word])).toBe(0)
    expect(printed.stdout).not.toBe('')
  })

  it.each([
    { what: 'no template', words: ['somewhere'] },
    { what: 'no folder', words: ['--template', 'host'] },
    { what: 'an option that it does not know', words: ['--tempalte', 'host'] },
  ])('is wrong usage with $what, where nobody can be asked', async ({ words }) => {
    expect(await main([...words, '--yes'])).toBe(2)
    expect(printed.stdout).toBe('')
    expect(printed.stderr).not.toBe('')
  })

  it('fails for a folder that is not empty, and leaves it alone', async () => {
    const folder = await createFolder()
    await writeFile(join(folder, 'mine.txt'), '')
    expect(await main([folder, '--template', 'host', '--yes'])).toBe(1)
    expect(printed.stderr).toContain('mine.txt')
    expect(await readdir(folder)).toEqual(['mine.txt'])
  })
})

async function createFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'create-preanswer-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}
