import { type SpokenText, spokenText } from '@preanswer/core'
import { loadConfig } from '../config/load.ts'
import { askHosts } from '../control/ask.ts'
import { type ExitCode, exitCodes, Failure } from '../exit-codes.ts'
import {
  allLines,
  overridesFileOf,
  readOverrides,
  type SavedOverride,
  withOverride,
  withoutOverride,
  writeOverrides,
} from '../overrides/file.ts'
import { type KnownLine, readLines } from '../overrides/lines.ts'
import { parseUntil, sayTime } from '../overrides/until.ts'
import { print, tableOf } from '../terminal.ts'

export interface OverrideOptions {
  readonly config?: string
}

export interface SayOptions extends OverrideOptions {
  /** As `parseUntil` takes it; the end of the day on the line where absent */
  readonly until?: string
  /** What callers hear: one text for all, or in the language of the line */
  readonly say?: string
  /** By language, BCP 47 */
  readonly sayIn?: Readonly<Record<string, string>>
}

/** Says for now that a line is closed or open, whatever its plugins say. */
export async function override(
  line: string,
  state: SavedOverride['state'],
  { config, until: asked, say, sayIn = {} }: SayOptions,
): Promise<ExitCode> {
  const { overrides, lineOf, save } = await openState(config)
  const { name, language, timeZone } = lineOf(line)
  const reject = spokenOf(say, sayIn, language)
  if (state === 'closed' && reject === undefined) {
    throw new Failure(exitCodes.usage, 'Give --say TEXT: what a caller hears while the line is closed.')
  }
  if (state === 'open' && reject !== undefined) {
    throw new Failure(exitCodes.usage, '--say is for `closed`: while a line is open, its assistant speaks.')
  }
  const from = Date.now()
  const times = { line: name, from, until: parseUntil(asked, { timeZone, now: from }) }
  const said: SavedOverride = reject === undefined ? { ...times, state: 'open' } : { ...times, state: 'closed', reject }
  print(process.stdout, sayOverride(said, timeZone))
  await save(withOverride(overrides, said))
  return exitCodes.ok
}

/** Shows what counts now. */
export async function listOverrides({
  config,
  json,
}: OverrideOptions & { readonly json?: boolean }): Promise<ExitCode> {
  const { overrides, lineOf } = await openState(config)
  const rows = overrides.map(({ line, state, until, ...rest }) => [
    line,
    state,
    sayTime(until, lineOf(line).timeZone),
    'reject' in rest ? JSON.stringify(rest.reject) : '',
  ])
  if (json === true) print(process.stdout, JSON.stringify(overrides, undefined, 2))
  else if (rows.length === 0) print(process.stdout, 'No override counts now.')
  else print(process.stdout, tableOf(['line', 'state', 'until', 'says'], rows, process.stdout))
  return exitCodes.ok
}

/** Ends an override before its time; `all` ends every one. */
export async function clearOverride(line: string, { config }: OverrideOptions): Promise<ExitCode> {
  const { overrides, lineOf, save } = await openState(config)
  const { name } = lineOf(line)
  const left = withoutOverride(overrides, name)
  const had = left.length < overrides.length
  print(
    process.stdout,
    had ? `${sayLine(name)} as the plugins say again.` : `${sayLine(name)} under no override of its own.`,
  )
  for (const rest of left.filter(isForAll)) print(process.stdout, sayOverride(rest, lineOf(allLines).timeZone))
  if (had) await save(left)
  return exitCodes.ok
}

/** The overrides beside a config, and its lines. A config that does not start has a business all the same. */
async function openState(named: string | undefined) {
  const { config, stateDir } = await loadConfig({ from: process.cwd(), named, environment: process.env })
  const file = overridesFileOf(stateDir)
  const saved = await readOverrides(file).catch(() => {
    print(process.stderr, `${file} cannot be read and counts as empty; the next override replaces it.`)
    return []
  })
  const findLine = readLines(config)
  const overrides = saved.filter(({ until }) => until > Date.now())

  function lineOf(text: string): KnownLine {
    const found = findLine(text)
    if (found?.name === allLines && text !== allLines) {
      throw new Failure(exitCodes.usage, 'The name of that line is `all`, which means every line: give it another.')
    }
    // what is left of a line that the config has no longer can be cleared
    const gone = overrides.find(({ line }) => line === text)
    return found ?? (gone === undefined ? unknownLine(text) : { name: text })
  }

  async function save(changed: readonly SavedOverride[]): Promise<void> {
    await writeOverrides(file, changed).catch((error: NodeJS.ErrnoException) => {
      throw new Failure(exitCodes.failed, `${file} cannot be written (${error.code ?? error.name}).`)
    })
    print(process.stdout, await tellHosts(stateDir))
  }

  return { overrides, lineOf, save }
}

/** Has the hosts that run here look at the file now. They would within a second. */
async function tellHosts(stateDir: string): Promise<string> {
  const answers = await askHosts(stateDir, 'POST', '/overrides').catch(() => undefined)
  const told = answers?.filter(({ status }) => status === 200).length ?? 0
  if (answers?.length === 0) return 'No host runs here: the next one takes it.'
  if (told < (answers?.length ?? 1)) return 'A host that runs here did not answer: it takes it within a second.'
  return told === 1 ? 'The host that runs here took it.' : `The ${told} hosts that run here took it.`
}

function unknownLine(text: string): never {
  throw new Failure(
    exitCodes.usage,
    `There is no line ${JSON.stringify(text)} in the config: give a name, a number, or all.`,
  )
}

/** A text for all callers; with texts in languages the plain one is in the language of the line, and comes first. */
function spokenOf(
  say: string | undefined,
  sayIn: Readonly<Record<string, string>>,
  language = 'und',
): SpokenText | undefined {
  const isOne = Object.keys(sayIn).length === 0
  const said = say === undefined ? sayIn : isOne ? say : { [language]: say, ...sayIn }
  if (say === undefined && isOne) return undefined
  const checked = spokenText.safeParse(said)
  if (checked.success) return checked.data
  throw new Failure(exitCodes.usage, '--say takes a text, and --say-nl, --say-pt-BR a text in that language.')
}

function sayOverride({ line, state, until }: SavedOverride, timeZone: string | undefined): string {
  return `${sayLine(line)} ${state} until ${sayTime(until, timeZone)}.`
}

function sayLine(name: string): string {
  return name === allLines ? 'All lines are' : `Line ${name} is`
}

function isForAll({ line }: SavedOverride): boolean {
  return line === allLines
}
