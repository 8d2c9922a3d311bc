import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, vi } from 'vitest'
import { main } from '../src/main.ts'

/** Configs, each with a mistake that people make, and beside each what `preanswer check` says about it. */
const folder = fileURLToPath(new URL('./fixtures/broken-configs/', import.meta.url))

const configs = readdirSync(folder).filter((name) => !/\.txt$|^no-plugin\./.test(name))

describe('preanswer check', () => {
  it.each(configs)('says about %s what to do', async (name) => {
    const said = await check(name)
    expect(said).not.toMatch(/hunter2|612345678/)
    await expect(said).toMatchFileSnapshot(join(folder, `${name}.txt`))
  })
})

/** What the command prints for people; it refuses the config. */
async function check(name: string): Promise<string> {
  const printed: string[] = []
  const print = (text: unknown) => printed.push(String(text)) > 0
  vi.spyOn(process.stdout, 'write').mockImplementation(print)
  vi.spyOn(process.stderr, 'write').mockImplementation(print)
  const exitCode = await main(['check', '--config', join(folder, name)])
  vi.restoreAllMocks()
  expect(exitCode).toBe(78)
  return printed.join('').replaceAll(folder, '')
}
