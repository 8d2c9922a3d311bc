import { filesIn, readText } from '../workspace.ts'
import { errorsPage } from './errors.ts'
import { hookRows, lifecycleDiagram, shortHookRows } from './lifecycle.ts'

/** What stands in a page between `<!-- made: NAME -->` and `<!-- end -->`. */
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
  const pages = filesIn('', '.md')
    .map((path) => ({ path, content: withBlocks(path, readText(path)) }))
    .filter(({ content }) => content.includes('<!-- made: '))
  return [{ path: 'docs/errors.md', content: errorsPage() }, ...pages]
}

function withBlocks(path: string, text: string): string {
  return text.replace(/(<!-- made: (.+?) -->\n)[\s\S]*?(\n<!-- end -->)/g, (_whole, start, name, end) => {
    const make = blocks[name]
    if (make === undefined) throw new Error(`${path}: nobody makes "${name}"`)
    return `${start}\n${make()}\n${end}`
  })
}
