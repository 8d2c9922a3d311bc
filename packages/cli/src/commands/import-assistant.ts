import { formatIssues, importAssistant, isPreanswerError } from '@preanswer/core'
import { stringify } from 'yaml'
import { type ExitCode, exitCodes, Failure } from '../exit-codes.ts'
import { print } from '../terminal.ts'
import { readText } from '../test-call.ts'

export interface ImportAssistantOptions {
  readonly json?: boolean
}

/** Prints the platform's JSON of a saved assistant as a snapshot for `assistant` in a config. */
export async function importSavedAssistant(file: string, { json }: ImportAssistantOptions): Promise<ExitCode> {
  const { snapshot, ignored } = convert(file, parseJson(file, await readText(file)))
  const text = json === true ? JSON.stringify({ assistant: snapshot }, undefined, 2) : yamlOf({ assistant: snapshot })
  print(process.stdout, text.trimEnd())
  if (ignored.length > 0) print(process.stderr, `Left out, as a config has no words for it: ${ignored.join(', ')}.`)
  return exitCodes.ok
}

function convert(file: string, json: unknown): ReturnType<typeof importAssistant> {
  try {
    return importAssistant(json)
  } catch (error) {
    if (!isPreanswerError(error)) throw error
    throw new Failure(exitCodes.failed, `${file} cannot be converted:\n${formatIssues(error.issues)}`)
  }
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    // the parser's own message quotes the text
    throw new Failure(exitCodes.failed, `${file} is not JSON.`)
  }
}

function yamlOf(value: object): string {
  return stringify(value, { version: '1.2', lineWidth: 100, aliasDuplicateObjects: false })
}
