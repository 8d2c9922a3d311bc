/** Rows as a Markdown table whose columns line up; numbers stand to the right. */
export function formatTable(headings: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [headings, ...rows.map((row) => row.map(String))]
  const isNumber = headings.map((_, column) => rows.every((row) => typeof row[column] === 'number'))
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  const write = (row: readonly string[]) => {
    const padded = row.map((cell, column) =>
      isNumber[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
    )
    return `| ${padded.join(' | ')} |`
  }
  const rule = widths.map((width, column) => (isNumber[column] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)))
  return [write(headings), write(rule), ...cells.slice(1).map(write)].join('\n')
}
