import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exitCodes } from '../exit-codes.ts'
import { configNames, findConfig } from './find.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'preanswer-'))
  await mkdir(join(folder, 'a/b'), { recursive: true })
})

afterEach(() => rm(folder, { recursive: true }))

describe('findConfig', () => {
  it.each(configNames)('finds %s in the folder and from below it', async (name) => {
    const file = join(folder, name)
    await writeFile(file, name === 'preanswer.config.yaml' ? '' : '{}')
    expect(await findConfig(folder)).toEqual({ file, passedOver: [] })
    expect(await findConfig(join(folder, 'a/b'))).toEqual({ file, passedOver: [] })
  })

  it('takes the nearest folder', async () => {
    await writeFile(join(folder, 'preanswer.config.ts'), '')
    await writeFile(join(folder, 'a/preanswer.config.yaml'), '')
    expect((await findConfig(join(folder, 'a/b'))).file).toBe(join(folder, 'a/preanswer.config.yaml'))
  })

  it('names the configs that it passes over', async () => {
    for (const ending of ['ts', 'json', 'yaml']) await writeFile(join(folder, `preanswer.config.${ending}`), '{}')
    expect(await findConfig(folder)).toEqual({
      file: join(folder, 'preanswer.config.ts'),
      passedOver: ['preanswer.config.json', 'preanswer.config.yaml'],
    })
  })

  it('takes a named file of any name, relative to the folder', async () => {
    await writeFile(join(folder, 'practice.yml'), '')
    expect(await findConfig(join(folder, 'a'), '../practice.yml')).toEqual({
      file: join(folder, 'practice.yml'),
      passedOver: [],
    })
  })

  it.each([
    { named: undefined, when: 'there is none' },
    { named: 'missing.yaml', when: 'the named file is missing' },
    { named: 'folder.yaml', when: 'a folder is named' },
    { named: 'config.toml', when: 'the named file is of another kind' },
  ])('fails as a wrong config when $when', async ({ named }) => {
    await writeFile(join(folder, 'config.toml'), '')
    await mkdir(join(folder, 'folder.yaml'))
    await expect(findConfig(folder, named)).rejects.toMatchObject({ exitCode: exitCodes.config })
  })
})
