import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import type { Issue } from '@preanswer/core'
import type { Span } from './code-frame.ts'
import { type Position, parseData } from './data.ts'
import { importLocal } from './local-modules.ts'
import type { MayShow } from './may-show.ts'

/** What a config file says, before anything of it is checked. */
export interface ConfigSource {
  readonly value: unknown
  /** Why the file cannot be read; empty when it can */
  readonly issues: readonly SourceIssue[]
  /** Where a problem is in the file: its path, or the nearest parent that is there; `undefined` in code */
  locate(issue: SourceIssue): Position | undefined
  /** The lines around it, with what may be shown of them; none in code */
  frame(issue: SourceIssue, mayShow?: MayShow): readonly string[]
}

/** A problem of a config file. */
export interface SourceIssue extends Issue {
  /** Where its syntax is broken; else `path` tells the place */
  readonly span?: Span
}

/** Tells whether a config is data, in which texts may refer to the environment. */
export function isData(file: string): boolean {
  return ['.yaml', '.yml', '.json'].includes(extname(file))
}

/** Reads a config file: YAML and JSON as data, JavaScript by Node, TypeScript by jiti. */
export async function readSource(file: string): Promise<ConfigSource> {
  if (isData(file)) {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => error)
    if (typeof text === 'string') return parseData(text)
    return inCode(undefined, `cannot be read (${text.code ?? text.name})`, 'mend its rights, or where it links to')
  }
  try {
    const module = await importLocal(file)
    if (module !== null && typeof module === 'object' && 'default' in module) return inCode(await module.default)
    return inCode(undefined, 'exports no config', 'write `export default defineConfig({ … })`')
  } catch (error) {
    const isImport = /^(?:ERR_)?MODULE_NOT_FOUND$/.test(String((error as { code?: unknown } | null)?.code))
    const hint = isImport ? 'install what it imports, or correct the name' : 'mend the file'
    return inCode(undefined, `cannot be loaded: ${describe(error)}`, hint)
  }
}

/** The class and the message of an error thrown while loading a module, on one line. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'it threw something that is not an error'
  const [message = '', place = ''] = error.message.split('\n', 2)
  const line = /:(\d+):\d+$/.exec(place)?.[1]
  const text = /^\w*Error: /.test(message) ? message.trim() : `${error.name}: ${message.trim()}`
  return line === undefined ? text : `${text} in line ${line}`
}

function inCode(value: unknown, message?: string, hint?: string): ConfigSource {
  const issues = message === undefined ? [] : [{ path: [], message, ...(hint === undefined ? {} : { hint }) }]
  return { value, issues, locate: () => undefined, frame: () => [] }
}
