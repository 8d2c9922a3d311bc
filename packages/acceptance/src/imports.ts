import { posix } from 'node:path'
import { readText } from './workspace.ts'

/** One import, or re-export, of a source file. */
export interface Import {
  /** The importing file, from the root */
  readonly file: string
  /** As written: `./draft.ts`, `zod`, `node:fs/promises` */
  readonly from: string
  /** What it names: a path from the root for a file, the name of the package else */
  readonly target: string
  readonly isFile: boolean
  /** Erased when compiled */
  readonly isTypeOnly: boolean
}

/** What a TypeScript or JavaScript file imports, statically or by name in a dynamic import. */
export function importsOf(file: string): Import[] {
  return [...readText(file).matchAll(statement)].map(([, keyword, names = '', named, bare, dynamic]) => {
    const from = named ?? bare ?? dynamic ?? ''
    const isFile = from.startsWith('.')
    return {
      file,
      from,
      target: isFile ? posix.join(posix.dirname(file), from) : packageName(from),
      isFile,
      isTypeOnly: keyword === 'type' || isTypesOnly(names),
    }
  })
}

// statements begin a line; a formatted file has no others
const statement =
  /^(?:import|export)\s+(?:(type)\s+)?([\w$*{}\s,]*?)\s*from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm

function isTypesOnly(names: string): boolean {
  const list = names
    .replace(/[{}]/g, '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  return list.length > 0 && list.every((name) => name.startsWith('type '))
}

function packageName(from: string): string {
  if (from.startsWith('node:')) return from
  return from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/')
}
