import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Makes the folder where the command keeps what outlives it: overrides, recordings, its control socket. It is for its owner
 * only, and git leaves it alone. A folder that is there already stays as it is.
 *
 * @param stateDir Absolute path
 * @throws the error of the file system: `EACCES`, `EROFS`, `ENOTDIR`
 */
export async function openStateDir(stateDir: string): Promise<void> {
  const made = await mkdir(stateDir, { recursive: true, mode: 0o700 })
  if (made !== undefined) await writeFile(join(stateDir, '.gitignore'), '*\n', { flag: 'wx' })
}
