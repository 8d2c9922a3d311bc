import { createRequire } from 'node:module'
import { isAbsolute, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * The module that an isolated entry names: a path from the folder of the config, a `file:` URL, or a package.
 *
 * @returns Its URL, or what is wrong
 */
export function findModule(use: string, baseDir: string): { url: string } | { message: string; hint: string } {
  if (use.startsWith('file:')) return { url: use }
  if (isAbsolute(use) || /^\.{1,2}\//.test(use)) return { url: pathToFileURL(resolve(baseDir, use)).href }
  try {
    return { url: pathToFileURL(createRequire(join(baseDir, 'config.js')).resolve(use)).href }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ERR_PACKAGE_PATH_NOT_EXPORTED') {
      return { message: `no package ${JSON.stringify(use)} is installed here`, hint: 'install it, or correct the name' }
    }
    const hint = `give its file: \`use: import.meta.resolve(${JSON.stringify(use)})\``
    return { message: `the package ${JSON.stringify(use)} can only be imported from code`, hint }
  }
}
