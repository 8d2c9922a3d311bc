import { setImmediate as nextTurn } from 'node:timers/promises'
import type { z } from 'zod'
import { lineNumber, lineSchema } from './config.ts'
import { type CheckedEntry, checkEntry, duplicateNames, type EntryResult, toEntry } from './entries.ts'
import { formatPath, type Issue } from './errors.ts'
import type { PluginPlace } from './isolate/isolate.ts'
import { isRecord } from './plain.ts'
import type { Entry } from './plugin.ts'
import { issuesOf, nearestName } from './validate.ts'

/** A line of the config that was checked. */
export interface CheckedLine {
  /** No other line has it */
  readonly name: string
  /** Where it stands in the config */
  readonly path: Issue['path']
  /** Those that can be dialed and are no other line's */
  readonly numbers: readonly string[]
  /** What it says of its own, as far as it is right */
  readonly own: OwnSettings
  /** All of its pipeline, shared ones among them; `undefined` where nothing is added or changed */
  readonly entries: readonly CheckedEntry[] | undefined
  readonly issues: readonly Issue[]
}

export type OwnSettings = Partial<z.output<typeof lineSchema>>

/** The entries of the host, which lines share. */
export interface SharedEntries {
  /** As they were written */
  readonly given: readonly Entry[]
  readonly results: readonly EntryResult[]
  /** Those that can be run */
  readonly checked: readonly CheckedEntry[]
}

/** The line of all numbers that stand in none. */
export const defaultLineName = 'default'

/**
 * Checks lines, each by itself: what is wrong with one is nothing to another. Never rejects.
 *
 * @param known What whoever read the config found wrong with it
 */
export async function checkLines(
  given: readonly unknown[],
  shared: SharedEntries,
  place: PluginPlace,
  known: readonly Issue[],
): Promise<CheckedLine[]> {
  const knownOf = new Map<unknown, Issue[]>()
  for (const issue of known) knownOf.set(issue.path[1], [...(knownOf.get(issue.path[1]) ?? []), issue])
  const lines = await inTurns(given, (line, index) => checkLine(line, index, shared, place, knownOf.get(index) ?? []))
  return settleNumbers(settleNames(lines))
}

/** The problems that were found, after those that were known: what lies at or below one that is known says it again. */
export function withKnown(known: readonly Issue[], found: readonly Issue[]): Issue[] {
  if (known.length === 0) return [...found]
  const places = new Set(known.map(({ path }) => JSON.stringify(path)))
  const isKnown = ({ path }: Issue) => path.some((_key, at) => places.has(JSON.stringify(path.slice(0, at + 1))))
  return [...known, ...found.filter((issue) => !isKnown(issue))]
}

/** Lines that are worked on before others get the thread: a host that goes over to another config answers calls meanwhile. */
const linesPerTurn = 50

/** Works on many lines; the results stand in their order. */
export async function inTurns<Item, Result>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  for (let from = 0; from < items.length; from += linesPerTurn) {
    if (from > 0) await nextTurn()
    const turn = items.slice(from, from + linesPerTurn)
    results.push(...(await Promise.all(turn.map((item, index) => work(item, from + index)))))
  }
  return results
}

/** A line before it is compared to the others. */
interface LineDraft extends Omit<CheckedLine, 'name'> {
  readonly name: string | undefined
}

async function checkLine(
  line: unknown,
  index: number,
  shared: SharedEntries,
  place: PluginPlace,
  known: readonly Issue[],
): Promise<LineDraft> {
  const path = ['lines', index]
  const given = isRecord(line) && Array.isArray(line.plugins) ? { ...line, plugins: line.plugins.map(toEntry) } : line
  const parsed = lineSchema.safeParse(given)
  const found = withKnown(known, parsed.success ? [] : issuesOf(parsed.error.issues, lineSchema, path))
  const own: OwnSettings = parsed.success && found.length === 0 ? parsed.data : soundPart(given, found)
  const { results, entries } = await checkEntries(own, path, shared, place)
  const issues = withKnown(found, [...unknownChanges(own, path, shared), ...results.flatMap((result) => result.issues)])
  if (entries !== undefined) issues.push(...duplicateNames(entries))
  if (issues.length > 0) await Promise.all(results.map(({ isolated }) => isolated?.close()))
  const numbers = own.numbers ?? soundNumbers(given)
  return { name: own.name, path, numbers: [...new Set(numbers)], own, entries, issues }
}

const partialSchema = lineSchema.partial()

/** What of a line can be used all the same: the keys in which nothing is wrong. */
function soundPart(given: unknown, issues: readonly Issue[]): OwnSettings {
  const wrong = new Set(issues.map(({ path }) => path[2]))
  if (!isRecord(given)) return {}
  // where a whole file cannot be read, its name is all there is
  const sound = Object.entries(given).filter(([key]) => (wrong.has(undefined) ? key === 'name' : !wrong.has(key)))
  const { data = {} } = partialSchema.safeParse(Object.fromEntries(sound))
  // whom to trust cannot be guessed
  return wrong.has('secrets') || wrong.has('auth') ? { ...data, secrets: [] } : data
}

function soundNumbers(given: unknown): string[] {
  const numbers: unknown = isRecord(given) ? given.numbers : undefined
  if (!Array.isArray(numbers)) return []
  return numbers.flatMap((number: unknown) => lineNumber.safeParse(number).data ?? [])
}

/** Checks the entries that a line changes or adds, and puts them among those that it shares. */
async function checkEntries(
  { changes = {}, plugins = [] }: OwnSettings,
  path: Issue['path'],
  shared: SharedEntries,
  place: PluginPlace,
): Promise<{ results: EntryResult[]; entries: CheckedEntry[] | undefined }> {
  if (Object.keys(changes).length === 0 && plugins.length === 0) return { results: [], entries: undefined }
  const results: EntryResult[] = []
  const check = async (config: Entry, at: Issue['path'], stage: number): Promise<CheckedEntry[]> => {
    const result = await checkEntry(config, at, place)
    results.push(result)
    const { name, path: where, definition, options, isolated } = result
    return definition === undefined ? [] : [{ name, path: where, stage, definition, options, config, isolated }]
  }
  const kept = shared.checked.map(async (entry) => {
    const change = Object.hasOwn(changes, entry.name) ? changes[entry.name] : undefined
    if (change === undefined) return [entry]
    const config = change === false ? undefined : changed(shared.given[entry.stage], change)
    return config === undefined ? [] : check(config, [...path, 'changes', entry.name], entry.stage)
  })
  const added = plugins.map((entry, index) =>
    check(entry as Entry, [...path, 'plugins', index], shared.given.length + index),
  )
  const entries = await Promise.all([...kept, ...added])
  return { results, entries: entries.flat() }
}

function changed(entry: Entry | undefined, { with: options, ...change }: Partial<Entry>): Entry | undefined {
  if (entry === undefined) return undefined
  const all = { ...entry, ...change }
  if (options === undefined) return all
  return { ...all, with: isRecord(entry.with) ? { ...entry.with, ...(options as object) } : options }
}

function unknownChanges({ changes = {} }: OwnSettings, path: Issue['path'], { results }: SharedEntries): Issue[] {
  const names = results.map(({ name }) => name)
  return Object.keys(changes)
    .filter((name) => !names.includes(name))
    .map((name) => {
      const near = nearestName(name, names)
      const all = names.length === 0 ? 'there are none' : `they are ${names.join(', ')}`
      const hint = near === undefined ? all : `did you mean ${near}? ${all}`
      return { path: [...path, 'changes', name], message: 'is the name of no shared entry', hint }
    })
}

/** A line without a name, or with one that is taken, is called by its place in the list. */
function settleNames(lines: readonly LineDraft[]): CheckedLine[] {
  const firsts = new Map<string, number | undefined>([[defaultLineName, undefined]])
  for (const [index, { name }] of lines.entries()) if (name !== undefined && !firsts.has(name)) firsts.set(name, index)
  return lines.map((line, index) => {
    if (line.name !== undefined && firsts.get(line.name) === index) return { ...line, name: line.name }
    let name = `line-${index + 1}`
    while (firsts.has(name)) name += '-again'
    firsts.set(name, index)
    if (line.name === undefined) return { ...line, name }
    const first = firsts.get(line.name)
    const message = `the name ${line.name} is taken by ${first === undefined ? 'the host' : formatPath(['lines', first])}`
    const issue = { path: [...line.path, 'name'], message, hint: 'give the line another name' }
    return { ...line, name, issues: [...line.issues, issue] }
  })
}

/** A number in two lines is the first one's. */
function settleNumbers(lines: readonly CheckedLine[]): CheckedLine[] {
  const firsts = new Map<string, CheckedLine>()
  return lines.map((line) => {
    const taken = line.numbers.flatMap((number) => {
      const first = firsts.get(number)
      if (first === undefined) firsts.set(number, line)
      return first === undefined ? [] : [{ number, first }]
    })
    if (taken.length === 0) return line
    const issues = taken.map(({ number, first }) => ({
      path: [...line.path, 'numbers', ...(line.own.numbers === undefined ? [] : [line.own.numbers.indexOf(number)])],
      message: `the number is taken by the line ${first.name}`,
      hint: 'leave it to one of the two',
    }))
    const numbers = line.numbers.filter((number) => firsts.get(number) === line)
    return { ...line, numbers, issues: [...line.issues, ...issues] }
  })
}
