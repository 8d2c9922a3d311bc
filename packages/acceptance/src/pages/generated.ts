import { filesIn, readText } from '../workspace.ts'
import { errorsPage } from './errors.ts'
import { hookRows, lifecycleDiagram, shortHookRows } from './lifecycle.ts'
import { pluginOptions } from './options.ts'

/** What stands in a page between `<!-- made: NAME -->` and `<!-- end -->`, besides the options of plugins. */
const blocks: Readonly<Record<string, () => string>> = {
  'the line': lifecycleDiagram,
  'the hooks': hookRows,
  'the hooks in short': shortHookRows,
}

/** A page that is made of the code, whole or in parts. */
export interface GeneratedPage {
  /** From the root */
  readonly path: string
  readonly content: string
}

/** All pages of the repository that are made of the code, as they should be. */
export async function generatedPages(): Promise<GeneratedPage[]> {
  const paths = filesIn('', '.md').filter((path) => readText(path).includes('<!-- made: '))
  const pages = await Promise.all(paths.map(async (path) => ({ path, content: await withBlocks(path) })))
  return [{ path: 'docs/errors.md', content: errorsPage() }, ...pages.filter(({ path }) => path !== 'docs/errors.md')]
}

const block = /(?<=<!-- made: (.+?) -->\n)[\s\S]*?(?=\n<!-- end -->)/g

async function withBlocks(path: string): Promise<string> {
  const text = readText(path)
  const made = await Promise.all([...text.matchAll(block)].map(([, name = '']) => make(path, name)))
  return text.replace(block, () => `\n${made.shift()}\n`)
}

async function make(path: string, name: string): Promise<string> {
  const [, plugin, at] = /^options of ([\w-]+)(?: at (.+))?$/.exec(name) ?? []
  if (plugin !== undefined) return pluginOptions(plugin, at?.split(', '))
  const made = blocks[name]
  if (made === undefined) throw new Error(`${path}: nobody makes "${name}"`)
  return made()
}
