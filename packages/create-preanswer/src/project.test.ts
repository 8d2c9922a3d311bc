import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { managers } from './managers.ts'
import { templates } from './names.ts'
import { createProject, type Project, ProjectError } from './project.ts'
import { readVersions } from './versions.ts'

const kinds = templates.flatMap((template) => managers.map((manager) => ({ template, manager })))

describe('createProject', () => {
  it.each(kinds)('leaves no placeholder in a $template for $manager', async (kind) => {
    const project = await write(kind)
    for (const [path, text] of await filesOf(project.folder)) {
      expect(`${path}: ${text}`).not.toMatch(/__\w+__|catalog:/)
      expect(path).not.toMatch(/(?:^|\/)_/)
    }
  })

  it('writes what npm would leave out of our own package', async () => {
    const { folder } = await write({ template: 'host' })
    const names = (await filesOf(folder)).map(([path]) => path)
    expect(names).toEqual(expect.arrayContaining(['.gitignore', '.dockerignore', '.env.example', 'package.json']))
  })

  it('names a plugin in its code, its config and its README', async () => {
    const { folder } = await write({ template: 'plugin', name: '@acme/preanswer-plugin-night-line' })
    const files = Object.fromEntries(await filesOf(folder))
    expect(files['src/index.ts']).toContain("export const nightLine = definePlugin({\n  name: 'night-line',")
    expect(files['README.md']).toContain('use: "@acme/preanswer-plugin-night-line"')
    expect(files['preanswer.config.ts']).toContain("import { nightLine } from './src/index.ts'")
  })

  it('asks for the versions that it is given, and as a peer for every minor below 1.0.0', async () => {
    const { folder } = await write({ template: 'plugin' })
    const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
    expect(manifest.devDependencies).toMatchObject({ '@preanswer/core': '^0.3.1', vitest: '^4.1.12' })
    expect(manifest.peerDependencies).toEqual({ '@preanswer/core': '>=0.3.1 <1.0.0', zod: '^4.6.7' })
  })

  it('takes a folder in which there is nothing but git', async () => {
    const folder = await createFolder()
    await mkdir(join(folder, '.git'))
    await expect(write({ template: 'host', folder })).resolves.toBeDefined()
  })

  it.each([
    { what: 'a folder that is not empty', name: 'host', prepare: (folder: string) => writeFile(join(folder, 'a'), '') },
    { what: 'a name that cannot be', name: 'My Host', prepare: async () => {} },
  ])('refuses $what, and writes nothing', async ({ name, prepare }) => {
    const folder = await createFolder()
    await prepare(folder)
    const before = await readdir(folder)
    await expect(write({ template: 'host', name, folder })).rejects.toBeInstanceOf(ProjectError)
    expect(await readdir(folder)).toEqual(before)
  })

  it('refuses a file in place of a folder', async () => {
    const folder = join(await createFolder(), 'file')
    await writeFile(folder, '')
    await expect(write({ template: 'host', folder })).rejects.toBeInstanceOf(ProjectError)
  })
})

describe('readVersions', () => {
  it('knows every package that a template asks for', async () => {
    const known = readVersions()
    for (const template of templates) {
      const manifest = await readFile(new URL(`../templates/${template}/_package.json`, import.meta.url), 'utf8')
      const asked = [...manifest.matchAll(/"([^"]+)": "catalog:"/g)].map(([, name]) => name)
      expect(Object.keys(known)).toEqual(expect.arrayContaining(asked))
    }
  })
})

/** As they would stand in our published package. */
const versions = Object.fromEntries(
  Object.keys(readVersions()).map((name) => [name, { vitest: '^4.1.12', zod: '^4.6.7' }[name] ?? '^0.3.1']),
)

async function write(given: Partial<Project> & Pick<Project, 'template'>): Promise<Project> {
  const name = given.template === 'host' ? 'my-host' : 'preanswer-plugin-crm'
  const folder = given.folder ?? join(await createFolder(), 'new')
  const project: Project = { name, folder, manager: 'npm', timeZone: 'Europe/Amsterdam', versions, ...given }
  await createProject(project)
  return project
}

async function createFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'create-preanswer-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

async function filesOf(folder: string): Promise<[path: string, text: string][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Promise.all(
    files.map(async (file) => [file.slice(folder.length + 1), await readFile(file, 'utf8')] as [string, string]),
  )
}
