import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { root } from './workspace.ts'

/** A folder outside the repository. */
export interface TemporaryFolder {
  /** Absolute */
  readonly path: string
  write(name: string, content: string): Promise<string>
  remove(): Promise<void>
}

/** An empty folder outside the repository. */
export async function createFolder(): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), 'preanswer-acceptance-'))
  return {
    path,
    async write(name, content) {
      const file = join(path, name)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, content)
      return file
    },
    remove: () => rm(path, { recursive: true, force: true }),
  }
}

/** A folder in which the core, the command and the bundled plugins of the repository are installed. */
export async function createLinkedFolder(): Promise<TemporaryFolder> {
  const folder = await createFolder()
  await symlink(join(root, 'packages/acceptance/node_modules'), join(folder.path, 'node_modules'))
  return folder
}
