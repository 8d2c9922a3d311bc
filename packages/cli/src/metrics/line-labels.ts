/** The label of all lines that have none of their own. No line can have it for a name. */
export const otherLines = '(other)'

/**
 * Gives lines their labels: a metric has some twenty series for each, so only so many lines have one of their own. Those
 * named first have it as long as the process lives, and the rest share one.
 */
export class LineLabels {
  readonly #maximum: number
  readonly #known = new Set<string>()

  constructor(maximum: number) {
    this.#maximum = maximum
  }

  of(line: string): string {
    if (this.#known.has(line)) return line
    if (this.#known.size >= this.#maximum) return otherLines
    this.#known.add(line)
    return line
  }
}
