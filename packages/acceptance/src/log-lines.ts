import { readText } from './workspace.ts'

/**
 * The texts of the lines that a source logs. What is put into a text shows as `…`; a text that comes from elsewhere is
 * left out.
 */
export function logTextsOf(file: string): string[] {
  const source = readText(file)
  const calls = source.matchAll(/\b\w*[lL]og(?:\??\.(?:debug|info|warn|error|fatal)|\[[^\]]+\])\(/g)
  return [...calls].flatMap(({ 0: { length }, index }) => {
    const last = argumentsAt(source, index + length).at(-1) ?? ''
    // of a condition the two texts, not what is compared
    const texts = last.includes(' ? ') ? last.slice(last.indexOf(' ? ')) : last
    return [...texts.matchAll(/'([^'\n]+)'|`([^`]+)`/g)].map(([, plain, template]) =>
      (plain ?? template ?? '').replace(/(?:\$\{[^}]*\})+/g, '…'),
    )
  })
}

/** The arguments of a call, from behind its opening parenthesis. */
function argumentsAt(source: string, start: number): string[] {
  const found: string[] = []
  let depth = 0
  let from = start
  for (let at = start; at < source.length; at += 1) {
    const character = source[at] ?? ''
    if (character === "'" || character === '`') at = source.indexOf(character, at + 1)
    if ('([{'.includes(character)) depth += 1
    if (')]}'.includes(character)) depth -= 1
    const isOver = depth < 0
    if (isOver || (character === ',' && depth === 0)) {
      found.push(source.slice(from, at).trim())
      from = at + 1
    }
    if (isOver) break
  }
  // a comma may stand after the last one
  return found.filter((argument) => argument !== '')
}
