import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const source = fileURLToPath(new URL('.', import.meta.url))
const target = fileURLToPath(new URL('../dist/ui', import.meta.url))

/** Builds the page into `dist/ui`, unless that is newer than all that it is made of. */
export async function buildPage() {
  if (builtAt() > changedAt(source)) return
  // a second that is saved where there is nothing to do
  const { build } = await import('vite')
  await build({
    configFile: false,
    root: source,
    // the page does not know where it is mounted
    base: './',
    publicDir: false,
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      outDir: target,
      emptyOutDir: true,
      target: ['chrome123', 'firefox120', 'safari17.5'],
      // one script and one style: nothing is preloaded, and nothing stands in the page itself
      modulePreload: false,
      cssCodeSplit: false,
      assetsInlineLimit: 0,
      reportCompressedSize: false,
    },
  })
}

/** @returns {number} ms since the Unix epoch; 0 when it was not built */
function builtAt() {
  return statSync(join(target, 'index.html'), { throwIfNoEntry: false })?.mtimeMs ?? 0
}

/**
 * When anything in a folder was changed last, the folder itself too: a file that is gone changes it.
 *
 * @param {string} folder
 * @returns {number} ms since the Unix epoch
 */
function changedAt(folder) {
  const below = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))
  return Math.max(...[folder, ...below].map((path) => statSync(path).mtimeMs))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPage()
