import Table from 'cli-table3'
import picocolors from 'picocolors'

/** One of the two streams that a command writes to. */
export type Stream = typeof process.stdout | typeof process.stderr

/** Whether a stream shows colors: a terminal, unless `NO_COLOR` is set to anything. */
export function hasColors(stream: Stream, environment = process.env): boolean {
  return stream.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb'
}

/** picocolors for one stream. */
export function colorsOf(stream: Stream) {
  return picocolors.createColors(hasColors(stream))
}

/** Writes lines to a stream. */
export function print(stream: Stream, ...lines: readonly string[]): void {
  stream.write(`${lines.join('\n')}\n`)
}

/** A table without lines, as text: columns are told apart by two blanks. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[], stream: Stream): string {
  const { bold } = colorsOf(stream)
  const parts = ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right']
  const lines = ['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid']
  const table = new Table({
    chars: { ...Object.fromEntries([...parts, ...lines].map((part) => [part, ''])), middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  })
  table.push(
    head.map((cell) => bold(cell)),
    ...rows.map((row) => [...row]),
  )
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}
