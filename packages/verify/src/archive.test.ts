import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readArchive, VerifyError, writeFiles } from './archive.ts'

describe('readArchive', () => {
  it('packs a folder as npm does, and runs none of its scripts', async () => {
    const folder = await createFolder({
      'package.json': JSON.stringify({
        ...manifest,
        files: ['in.js'],
        scripts: { prepack: 'echo > ran', prepare: 'echo > ran' },
      }),
      'in.js': '',
      'out.js': '',
    })
    const { files, manifest: read } = await readArchive(folder)
    expect([...files.keys()].sort()).toEqual(['in.js', 'package.json'])
    expect(read).toMatchObject(manifest)
    // no tarball stays behind either
    expect((await readdir(folder)).sort()).toEqual(['in.js', 'out.js', 'package.json'])
  })

  it.each([
    { what: 'a path at which nothing is', file: 'a.txt', text: '', path: 'nowhere' },
    { what: 'a folder without package.json', file: 'a.txt', text: '', path: '.' },
    { what: 'a package.json without a name', file: 'package.json', text: '{}', path: '.' },
    { what: 'a file that is no tarball', file: 'a.tgz', text: 'text', path: 'a.tgz' },
  ])('refuses $what', async ({ file, text, path }) => {
    const folder = await createFolder({ [file]: text })
    await expect(readArchive(join(folder, path))).rejects.toBeInstanceOf(VerifyError)
  })
})

describe('writeFiles', () => {
  it('writes nothing outside of its folder', async () => {
    const folder = await createFolder({})
    const files = new Map([['../out.js', new Uint8Array()]])
    await mkdir(join(folder, 'in'))
    await expect(writeFiles({ manifest, files }, join(folder, 'in'))).rejects.toBeInstanceOf(VerifyError)
    expect(await readdir(folder)).toEqual(['in'])
  })
})

const manifest = { name: 'preanswer-plugin-crm', version: '1.0.0' }

async function createFolder(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'preanswer-archive-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return folder
}
