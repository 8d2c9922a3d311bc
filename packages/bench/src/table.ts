/** Headings, and what stands below them. */
export type Columns<Row> = readonly (readonly [heading: string, cell: (row: Row) => string])[]

/** The rows as a Markdown table whose columns line up. */
export function formatTable<Row>(columns: Columns<Row>, rows: readonly Row[]): string {
  const cells = [columns.map(([heading]) => heading), ...rows.map((row) => columns.map(([, cell]) => cell(row)))]
  const widths = columns.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)))
  const isText = rows.length === 0 ? [] : columns.map(([, cell]) => rows.some((row) => Number.isNaN(Number(cell(row)))))
  const write = (line: readonly string[]) =>
    `| ${line.map((cell, column) => pad(cell, widths[column] ?? 0, isText[column] ?? true)).join(' | ')} |`
  const [head = [], ...body] = cells
  const rule = `| ${widths.map((width, column) => (isText[column] ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`
  return [write(head), rule, ...body.map(write)].join('\n')
}

function pad(text: string, width: number, left: boolean): string {
  return left ? text.padEnd(width) : text.padStart(width)
}
