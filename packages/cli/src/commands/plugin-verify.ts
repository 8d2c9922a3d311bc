import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Problem } from '@preanswer/verify'
import { parseData } from '../config/data.ts'
import { type ExitCode, exitCodes, Failure } from '../exit-codes.ts'
import { colorsOf, print } from '../terminal.ts'

export interface PluginVerifyOptions {
  /** A file with options for the trial call */
  readonly with?: string
  readonly json?: boolean
}

/** Checks a plugin's package as npm would publish it. Exit 1 when it breaks a rule. */
export async function verifyPlugin(path: string, { with: file, json }: PluginVerifyOptions): Promise<ExitCode> {
  const { verifyPlugin: verify, VerifyError } = await loadVerify()
  const options = file === undefined ? {} : { options: await readOptions(resolve(file)) }
  const { name, version, problems } = await verify({ path, ...options }).catch((error: unknown) => {
    throw error instanceof VerifyError ? new Failure(exitCodes.failed, error.message) : error
  })
  if (json === true) print(process.stdout, JSON.stringify({ name, version, problems }, undefined, 2))
  else print(process.stdout, `${name} ${version}`, '', ...problems.map(describeProblem), summaryOf(problems.length))
  return problems.length === 0 ? exitCodes.ok : exitCodes.failed
}

/** Authors have it beside the command. Operators do without: it brings a TypeScript compiler. */
async function loadVerify(): Promise<typeof import('@preanswer/verify')> {
  try {
    return await import('@preanswer/verify')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code !== 'ERR_MODULE_NOT_FOUND' || !message.includes("'@preanswer/verify'")) throw error
    const text =
      'This needs @preanswer/verify beside preanswer.\n  → npm install --save-dev preanswer @preanswer/verify'
    throw new Failure(exitCodes.failed, text)
  }
}

async function readOptions(file: string): Promise<{ with: unknown; baseDir: string }> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Failure(exitCodes.failed, `${file} cannot be read (${error.code ?? error.name}).`)
  })
  const { value, issues } = parseData(text)
  if (issues[0] !== undefined) throw new Failure(exitCodes.failed, `${file} is not YAML or JSON: ${issues[0].message}.`)
  return { with: value, baseDir: dirname(file) }
}

function describeProblem({ code, message, fix }: Problem): string {
  const { red, bold } = colorsOf(process.stdout)
  return `${red('error')}  ${bold(code)}\n  ${message.replaceAll('\n', '\n  ')}\n  → ${fix}\n`
}

function summaryOf(problems: number): string {
  if (problems === 0) return 'Keeps every rule: it may be published.'
  return problems === 1 ? '1 problem.' : `${problems} problems.`
}
