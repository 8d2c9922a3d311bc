import { posix } from 'node:path'
import { readText } from './workspace.ts'

/** A fenced block of code. */
export interface CodeBlock {
  /** The page, from the root */
  readonly page: string
  /** Of the line of the fence, counted from 1 */
  readonly line: number
  readonly language: string
  readonly code: string
  /** The file that `<!-- file: … -->` on the line before names, from the root */
  readonly file?: string
}

/** A link to a page or file of the repository. */
export interface Link {
  readonly page: string
  /** As written */
  readonly href: string
  /** From the root */
  readonly target: string
  /** Without the `#`; `undefined` where the link has none */
  readonly anchor?: string
}

/** The fenced blocks of a page. */
export function codeBlocksOf(page: string): CodeBlock[] {
  const text = readText(page)
  return [...text.matchAll(block)].map(({ index, groups: { file, language = '', code = '' } = {} }) => ({
    page,
    line: text.slice(0, index).split('\n').length + (file === undefined ? 0 : 1),
    language,
    code,
    ...(file === undefined ? {} : { file }),
  }))
}

/** The relative links of a page; those to the web are left out. */
export function linksOf(page: string): Link[] {
  return [...prose(page).matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]:\s+(\S+)/gm)].flatMap(([, inline, reference]) => {
    const href = inline ?? reference ?? ''
    if (/^[a-z]+:/i.test(href)) return []
    const [path = '', anchor] = href.split('#')
    const target = path === '' ? page : posix.join(posix.dirname(page), path)
    return [{ page, href, target, ...(anchor === undefined ? {} : { anchor }) }]
  })
}

/** The headings of a page, without their marks, in order. */
export function headingsOf(page: string): string[] {
  return [...prose(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading)
}

/** What GitHub makes of a heading. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-')
}

/** What stands under a heading, up to the next one; '' when there is no such heading. */
export function sectionOf(page: string, heading: string): string {
  const [, ...sections] = readText(page).split(/^#+ /m)
  const found = sections.find((section) => section.startsWith(`${heading}\n`))
  return found?.slice(heading.length).trim() ?? ''
}

const block = /(?:^<!-- file: (?<file>\S+) -->\n)?^```(?<language>\w*)\n(?<code>[\s\S]*?)^```$/gm

function prose(page: string): string {
  return readText(page).replace(block, '')
}
