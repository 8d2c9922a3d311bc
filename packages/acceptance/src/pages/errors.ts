import { type ErrorCode, errorTable } from '@preanswer/core'

/** `docs/errors.md`, made of the table of the core. */
export function errorsPage(): string {
  const codes = Object.keys(errorTable) as ErrorCode[]
  const parts = chapters.map(({ seen, title, text }) => {
    const sections = codes.filter((code) => errorTable[code].seen === seen).map(sectionOf)
    return [`## ${title}`, text, ...sections].join('\n\n')
  })
  return [introduction, ...parts, ''].join('\n\n').replace(/\n\n$/, '\n')
}

const introduction = `# Errors

<!-- made by \`pnpm docs\` from packages/core/src/errors.ts -->

Every error is a \`PreanswerError\` with a \`code\`. Its message holds no values; \`issues\` say where the problem is, each with
a path, a sentence and often a hint. Compare \`code\`, never the text and never \`instanceof\`: a tree may hold two copies of
the core.`

const chapters = [
  { seen: 'start', title: 'At start', text: 'The process does not start; the command exits with 78.' },
  {
    seen: 'webhook',
    title: 'To the platform',
    text: `Answers to a webhook that was not accepted, as \`application/problem+json\`. They never hold an \`error\` key, which the
platform would speak to the caller, and never anything of what was sent. The platform goes on as if nobody had answered:
with its own assistant, where it has one.`,
  },
  {
    seen: 'tap',
    title: 'In the trace',
    text: "How a tap failed. The call is answered all the same; the entry's `onFailure` says what takes the place of its part.",
  },
] as const

function sectionOf(code: ErrorCode): string {
  const row: { message: string; cause: string; hint: string; status?: number } = errorTable[code]
  const status = row.status === undefined ? '' : ` Status ${row.status}.`
  return [`### ${code}`, `**${row.message}**${status}`, wrap(row.cause), wrap(`→ ${row.hint}`)].join('\n\n')
}

/** Lines of at most 120 characters; a list keeps its items. */
function wrap(text: string): string {
  return text.split('\n').map(wrapLine).join('\n')
}

function wrapLine(line: string): string {
  const indent = line.startsWith('- ') ? '  ' : ''
  return line.split(' ').reduce((lines, word) => {
    const last = lines.slice(lines.lastIndexOf('\n') + 1)
    if (lines === '') return word
    return last.length + 1 + word.length > 120 ? `${lines}\n${indent}${word}` : `${lines} ${word}`
  }, '')
}
