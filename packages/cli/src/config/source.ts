import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import type { Issue } from '@preanswer/core'
import { type Position, parseData } from './data.ts'
import { importLocal } from './local-modules.ts'

/** What a config file says, before anything of it is checked. */
export interface ConfigSource {
  readonly value: unknown
  /** Why the file cannot be read; empty when it can */
  readonly issues: readonly SourceIssue[]
  /** Where a path stands in the file, or its nearest parent that is there; `undefined` in code */
  locate(path: Issue['path']): Position | undefined
}

export interface SourceIssue extends Issue {
  readonly position?: Position
}

/** Reads a config file: YAML and JSON as data, JavaScript by Node, TypeScript by jiti. */
export async function readSource(file: string): Promise<ConfigSource> {
  const ending = extname(file)
  if (['.yaml', '.yml', '.json'].includes(ending)) {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => error)
    if (typeof text === 'string') return parseData(text)
    return inCode(undefined, `cannot be read (${text.code ?? text.name})`, 'mend its rights, or where it links to')
  }
  try {
    const module = await importLocal(file)
    if (module !== null && typeof module === 'object' && 'default' in module) return inCode(await module.default)
    return inCode(undefined, 'exports no config', 'write `export default defineConfig({ … })`')
  } catch (error) {
    return inCode(undefined, `cannot be loaded: ${describe(error)}`, 'mend the file')
  }
}

/** The class and the message of an error thrown while loading a module, on one line. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'it threw something that is not an error'
  const [message = ''] = error.message.split('\n', 1)
  return `${error.name}: ${message}`
}

function inCode(value: unknown, message?: string, hint?: string): ConfigSource {
  const issues = message === undefined ? [] : [{ path: [], message, ...(hint === undefined ? {} : { hint }) }]
  return { value, issues, locate: () => undefined }
}
