import { exitCodes, Failure } from '../exit-codes.ts'
import { type Change, compare } from '../record/compare.ts'
import { readText } from '../test-call.ts'

/**
 * Where a response differs from the one in a file: all of it has to be the same, but for the order of keys.
 *
 * @param file JSON: a response, or what `simulate --json` prints
 * @throws {Failure} exit 1 when the file cannot be read; exit 2 when it is no JSON
 */
export async function differences(file: string, response: unknown): Promise<Change[]> {
  const text = await readText(file)
  try {
    return compare(responseIn(JSON.parse(text)), response)
  } catch {
    throw new Failure(exitCodes.usage, `${file} holds no JSON.`)
  }
}

function responseIn(expected: unknown): unknown {
  const isOutput = typeof expected === 'object' && expected !== null && 'response' in expected && 'trace' in expected
  return isOutput ? expected.response : expected
}
