/** A table in Markdown, its columns aligned. A bar in a cell would end it, so it is escaped. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')))
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  const lineOf = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const [first = [], ...others] = cells
  return [lineOf(first), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...others.map(lineOf)].join(
    '\n',
  )
}
