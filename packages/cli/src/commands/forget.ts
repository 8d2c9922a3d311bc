import { maskNumber, parseNumber } from '@preanswer/core'
import { type ExitCode, exitCodes, Failure } from '../exit-codes.ts'
import { missingKeyNote, openRecordings, type RecordingsOptions } from '../record/recordings.ts'
import { print } from '../terminal.ts'

/**
 * Erases what is recorded of a caller, while a host runs too. Exit 1 where calls may be the caller's and nobody can tell,
 * for want of a key.
 *
 * @throws {Failure} exit 2 when it is no number; exit 1 when the file is read by somebody else for too long
 */
export async function forget(given: string, options: RecordingsOptions): Promise<ExitCode> {
  const number = parseNumber(given)
  if (number === undefined) throw new Failure(exitCodes.usage, 'The number is E.164, like +31612345678.')
  const { file, store, keys } = await openRecordings(options)
  const counts = store.countByKey()
  const erased = erase(() => store.erase(keys.map((key) => key.markOf(number))), file)
  store.close()
  const traces = counts.get(null) ?? 0
  const unknown = [...counts].filter(([id]) => id !== null && keys.every((key) => key.id !== id))
  const unreadable = unknown.reduce((sum, [, calls]) => sum + calls, 0)
  print(process.stdout, `${erased} ${erased === 1 ? 'call' : 'calls'} of ${maskNumber(number)} erased from ${file}.`)
  if (traces > 0) {
    const were = traces === 1 ? '1 more was' : `${traces} more were`
    print(
      process.stdout,
      `${were} recorded without a key: as a trace, which holds no number and nothing else of a caller.`,
    )
  }
  if (unreadable === 0) return exitCodes.ok
  print(process.stderr, `Whose calls these are cannot be told: ${missingKeyNote(unreadable)}`)
  return exitCodes.failed
}

function erase(act: () => number, file: string): number {
  try {
    return act()
  } catch (error) {
    const { code = 'unknown' } = error as { code?: string }
    throw new Failure(
      exitCodes.failed,
      `${file} could not be cleared (${code}): somebody else uses it.\n  → run it again`,
    )
  }
}
