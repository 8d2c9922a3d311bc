import { fork } from 'node:child_process'
import { once } from 'node:events'
import { copyFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Example } from './readme.ts'
import { breach, type Problem } from './rules.ts'

/** What is tried in the process of a clean folder. */
export interface Trial {
  /** Of the package */
  readonly name: string
  /** All are checked by the plugin's schema; the first is used in a call */
  readonly examples: readonly Example[]
  /** What paths in the options start from */
  readonly baseDir: string
}

/** What came of a trial, as far as it got. */
export interface TrialResult {
  /** Why the package could not be imported */
  readonly loadError?: string
  /** Names of the exports that are plugins */
  readonly plugins?: readonly string[]
  readonly apiVersion?: unknown
  readonly coreApiVersion?: number
  /** Names of the options */
  readonly options?: readonly string[]
  /** Why the schema of the options cannot be shown */
  readonly schemaError?: string
  /** The examples that the plugin does not take, and why */
  readonly refused: readonly RefusedExample[]
  /** `ok`, or what went wrong in the calls; absent when it took too long */
  readonly answer?: string
}

export interface RefusedExample {
  readonly index: number
  readonly issues: string
}

/** A part of the result, told as soon as it is known. */
export type FromProbe = Partial<TrialResult> & { readonly refusedExample?: RefusedExample }

/** ms for all of a trial: import, set-up (10 s at most) and two calls. */
const limitMs = 30_000

/** Imports a plugin in a process of its own, sets it up and gives it two calls. */
export async function runTrial(folder: string, trial: Trial): Promise<TrialResult> {
  const file = join(folder, 'probe.mjs')
  await copyFile(builtProbe(), file)
  const { PATH, HOME } = process.env
  const child = fork(file, { cwd: folder, execArgv: [], stdio: 'ignore', env: { PATH, HOME } })
  let result: TrialResult = { refused: [] }
  child.on('message', ({ refusedExample, ...part }: FromProbe) => {
    const refused = refusedExample === undefined ? result.refused : [...result.refused, refusedExample]
    result = { ...result, ...part, refused }
  })
  child.send(trial)
  const ended = new AbortController()
  await Promise.race([
    once(child, 'exit', ended),
    once(child, 'disconnect', ended),
    sleep(limitMs, undefined, ended).catch(() => {}),
  ])
  ended.abort()
  // what the plugin leaves running is not waited for: conformance looks at that
  child.kill('SIGKILL')
  return result
}

/** What a trial found. What follows from another problem is not told. */
export function checkTrial(result: TrialResult, examples: readonly Example[]): Problem[] {
  const { loadError, plugins, apiVersion, coreApiVersion, schemaError, refused, answer } = result
  if (loadError !== undefined) return [breach('loads', loadError)]
  if (plugins === undefined) return [breach('loads', `was not imported within ${limitMs / 1_000} s`)]
  if (plugins.length !== 1) {
    const names = plugins.length === 0 ? 'no plugin' : `${plugins.length} plugins: ${plugins.join(', ')}`
    return [breach('one-plugin', `exports ${names}`)]
  }
  if (apiVersion !== coreApiVersion) {
    return [breach('api-version', `is made for plugin API version ${apiVersion}, the core has ${coreApiVersion}`)]
  }
  const schema = schemaError === undefined ? [] : [breach('options-schema', schemaError)]
  if (refused.length > 0) {
    const wrong = refused.map(({ index, issues }) => `example ${index + 1}: ${issues}`)
    return [...schema, ...wrong.map((message) => breach('readme-example', message))]
  }
  return [...schema, ...checkAnswer(answer, examples)]
}

function checkAnswer(answer: string | undefined, examples: readonly Example[]): Problem[] {
  // without an example there are no options to answer with, and that was told
  if (answer === 'ok' || examples.length === 0) return []
  return [breach('answers', answer ?? `did not answer within ${limitMs / 1_000} s`)]
}

/** Always the built one, seen from sources too: the process runs no TypeScript. */
function builtProbe(): string {
  return join(dirname(createRequire(import.meta.url).resolve('@preanswer/verify')), 'probe.js')
}
