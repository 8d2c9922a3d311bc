import { type FileSource, openListFile, type Surroundings } from './list-file.ts'
import { buildTable, findCode, maximumCodes, type NumberTable } from './table.ts'

/** Numbers and prefixes from a config, and what they are listed as. */
export interface InlineSource {
  readonly value: string
  /** E.164 */
  readonly numbers?: readonly string[] | undefined
  /** The first characters of E.164, from the plus sign */
  readonly prefixes?: readonly string[] | undefined
}

/** Numbers with a value each, ready to be asked. */
export interface NumberList {
  /**
   * What a number is listed as: its own entry, else the longest prefix. Inline entries go before files, and what stands
   * earlier among the sources before what stands later.
   *
   * @param number E.164
   * @returns `undefined` when nothing lists it
   */
  valueOf(number: string): string | undefined
  /** How many numbers and prefixes there are now */
  readonly size: number
  /** Ends the watching of files */
  close(): void
}

/** ms that all files together may take at the start: less than the host gives to the setup of a plugin. */
const startBudgetMs = 9_000

/**
 * Opens a list. Files are read in a worker thread, watched, and read again when they change; the new table takes the
 * place of the old one in one step.
 *
 * @throws {ListProblem} when a file cannot be read now; when there are more than 256 different values
 */
export async function openNumberList(
  sources: readonly (InlineSource | FileSource)[],
  surroundings: Surroundings,
): Promise<NumberList> {
  const values = [...new Set(sources.flatMap(valuesOf))]
  if (values.length > maximumCodes) throw new RangeError(`a list has at most ${maximumCodes} values`)
  const codes = new Map(values.map((value, code) => [value, code]))
  const files = sources.filter((source): source is FileSource => 'file' in source)
  const inline = sources.filter((source): source is InlineSource => !('file' in source))
  const tables: NumberTable[] = [inlineTable(inline, codes)]
  const closings: (() => void)[] = []
  const close = () => {
    for (const end of closings) end()
  }

  const starting = AbortSignal.timeout(startBudgetMs)
  try {
    // one after the other: each takes a core, and memory
    for (const [index, file] of files.entries()) {
      const use = (table: NumberTable) => {
        tables[index + 1] = table
      }
      closings.push(await openListFile(file, surroundings, { codes, use, starting }))
    }
  } catch (error) {
    close()
    throw error
  }

  return {
    valueOf(number) {
      const code = findCode(tables, number)
      return code === undefined ? undefined : values[code]
    },
    get size() {
      return tables.reduce((sum, { numbers, prefixes }) => sum + numbers.keys.length + prefixes.keys.length, 0)
    },
    close,
  }
}

function valuesOf({ value }: InlineSource | FileSource): readonly string[] {
  return typeof value === 'string' ? [value] : value.values
}

function inlineTable(sources: readonly InlineSource[], codes: ReadonlyMap<string, number>): NumberTable {
  const entries = (list: 'numbers' | 'prefixes') => {
    const pairs = sources.flatMap((source) =>
      (source[list] ?? []).map((number) => [Number(number), codes.get(source.value) ?? 0] as const),
    )
    return { keys: pairs.map(([key]) => key), codes: pairs.map(([, code]) => code) }
  }
  return buildTable(entries('numbers'), entries('prefixes'))
}
