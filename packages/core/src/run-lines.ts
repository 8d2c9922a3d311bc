import { type CheckedLine, defaultLineName, inTurns, type OwnSettings } from './check-lines.ts'
import type { CheckedConfig } from './config.ts'
import { createDirectory, type Directory, type Listing } from './directory.ts'
import type { CheckedEntry } from './entries.ts'
import { type Finding, formatIssues, type Issue, isPreanswerError, PreanswerError } from './errors.ts'
import { findConcerns, isWhole, silenceConcerns } from './findings.ts'
import type { LineFaultReason } from './health.ts'
import { Pipeline } from './hooks.ts'
import { type CompiledLine, compileLine, configOfLine, type MadeResponse } from './line.ts'
import { redactingLogger } from './log.ts'
import { createResponseMemory } from './memory.ts'
import { assertFits, type Plan, planOf } from './plan.ts'
import { degradedFindings } from './recovery.ts'
import {
  compilePipeline,
  entryIssues,
  type RunningEntry,
  releaseEntries,
  type SetupOptions,
  setUpEntries,
} from './setup.ts'

/** A line in use. */
export interface RunningLine {
  readonly checked: CheckedLine
  /** With what it has of the host */
  readonly config: CheckedConfig
  readonly pipeline: Pipeline
  /** Those that are set up for it alone */
  readonly entries: readonly RunningEntry[]
  /** Why it answers with its fallback */
  readonly fault?: { readonly reason: LineFaultReason; readonly issues: readonly Issue[] }
}

/** What lines have of the host: the default line, which every number gets that is in no other. */
export type DefaultLine = Omit<RunningLine, 'fault'>

/** How a line of a host is doing. */
export interface LineStatus {
  readonly name: string
  /** E.164, or a beginning with a `*`; none for the default line */
  readonly numbers: readonly string[]
  readonly status: 'ready' | 'fallback'
  /** Why it answers with its fallback; absent where it does not */
  readonly reason?: LineFaultReason
  /** What is wrong with its config */
  readonly issues: readonly Issue[]
  /** BCP 47 */
  readonly language?: string
  /** IANA zone */
  readonly timeZone?: string
  /** The budgets in effect; lines that share their plugins share it */
  readonly plan: Plan
}

/** The default line, of entries that are set up. Throws what is wrong with them. */
export function runDefaultLine(config: CheckedConfig, entries: readonly RunningEntry[]): DefaultLine {
  assertNone(entryIssues(entries, config))
  const pipeline = compilePipeline(defaultLineName, entries)
  assertFits(planOf(pipeline, config))
  for (const entry of entries) entry.pipelines.push(pipeline)
  const checked = { name: defaultLineName, path: [], numbers: [], own: {}, entries: undefined, issues: [] }
  return { checked, config, pipeline, entries }
}

/** Makes lines ready, each by itself: one that cannot be as it is written answers with its fallback. Never rejects. */
export async function runLines(
  lines: readonly CheckedLine[],
  shared: DefaultLine,
  options: SetupOptions,
): Promise<RunningLine[]> {
  const bare = new Pipeline('fallback')
  return inTurns(lines, async (line) => {
    const config = configOfLine(shared.config, line.own)
    try {
      return await runLine(line, config, shared, options)
    } catch (error) {
      await Promise.all(entriesAlone(line, shared).map(({ isolated }) => isolated?.close()))
      return { ...fallBack(line, config, shared.config, error), pipeline: bare }
    }
  })
}

export function statusOf({ checked, config, fault, pipeline }: RunningLine): LineStatus {
  const { language, timeZone } = config
  return {
    name: checked.name,
    numbers: checked.numbers,
    status: fault === undefined ? 'ready' : 'fallback',
    ...(fault === undefined ? {} : { reason: fault.reason }),
    issues: fault?.issues ?? [],
    ...(language === undefined ? {} : { language }),
    ...(timeZone === undefined ? {} : { timeZone }),
    get plan() {
      return planOf(pipeline, config)
    },
  }
}

/** Tells the log of each line that is not as it is written. */
export function logFaults(lines: readonly RunningLine[], options: SetupOptions): void {
  for (const { checked, fault } of lines) {
    if (fault === undefined) continue
    const { reason, issues } = fault
    const fields = { reason, problems: issues.length, first: formatIssues(issues.slice(0, 3)) }
    const log = redactingLogger(options.log, { line: checked.name })
    log.error(fields, 'a line answers with its fallback: its config is wrong')
  }
}

/** What the operator should know of the default line, and of what others say of their own. */
export function lineFindings(lines: readonly RunningLine[]): Finding[] {
  return lines
    .filter(({ fault }) => fault === undefined)
    .flatMap(({ checked: { path, own }, config, pipeline, entries }) => [
      ...findConcerns(config, (hook) => pipeline.taps(hook).length)
        // the default line is about everything
        .filter((concern) => path.length === 0 || isAbout(own, concern))
        .map((concern) => ({ ...concern, path: [...path, ...(concern.path ?? [])] })),
      ...entries.flatMap(({ setup }) => setup?.findings ?? []),
      ...degradedFindings(entries),
    ])
}

/** Finds a line by the number that was dialed. */
export function compileLines(first: DefaultLine, others: readonly RunningLine[]): Directory<CompiledLine> {
  const responses = createResponseMemory<MadeResponse>()
  const compile = ({ checked, config, pipeline }: RunningLine) => compileLine(checked.name, config, pipeline, responses)
  const listings = others.flatMap((line) => {
    const compiled = compile(line)
    return line.checked.numbers.map((number): Listing<CompiledLine> => [number, compiled])
  })
  return createDirectory(listings, compile(first))
}

async function runLine(
  line: CheckedLine,
  config: CheckedConfig,
  shared: DefaultLine,
  options: SetupOptions,
): Promise<RunningLine> {
  assertNone(line.issues)
  assertNone(silenceIssues(line, config, shared.config))
  if (line.entries === undefined) return { checked: line, config, pipeline: shared.pipeline, entries: [] }
  const zones = [config.timeZone].filter((zone) => zone !== undefined)
  const entries = await setUpEntries(entriesAlone(line, shared), line.name, () => zones, options)
  try {
    const all = [...shared.entries, ...entries]
    const ordered = line.entries.flatMap((checked) => all.find((entry) => entry.checked === checked) ?? [])
    assertNone(ownIssues(entryIssues(ordered, config), line))
    const pipeline = compilePipeline(line.name, ordered)
    assertLineFits(line, pipeline, config)
    for (const entry of ordered) entry.pipelines.push(pipeline)
    return { checked: line, config, pipeline, entries }
  } catch (error) {
    await releaseEntries(entries)
    throw error
  }
}

/** Without plugins: what it has, and what the host has where that is not whole. */
function fallBack(line: CheckedLine, config: CheckedConfig, host: CheckedConfig, error: unknown) {
  const whole = [config.fallback, config.assistant, host.fallback, host.assistant].find(isWhole)
  const unknown = { path: line.path, message: 'could not be made ready' }
  return {
    checked: line,
    config: whole === undefined ? config : { ...config, fallback: whole },
    entries: [],
    fault: isPreanswerError(error)
      ? { reason: reasons[error.code] ?? 'config-invalid', issues: error.issues }
      : { reason: 'setup-failed' as const, issues: [unknown] },
  }
}

const reasons: Readonly<Record<string, LineFaultReason>> = {
  PREANSWER_SETUP_FAILED: 'setup-failed',
  PREANSWER_SETUP_TIMED_OUT: 'setup-timed-out',
  PREANSWER_PLAN_TOO_LONG: 'plan-too-long',
}

/** What is not shared. */
function entriesAlone({ entries = [] }: CheckedLine, shared: DefaultLine): CheckedEntry[] {
  const known = new Set(shared.entries.map(({ checked }) => checked))
  return entries.filter((entry) => !known.has(entry))
}

function assertNone(issues: readonly Issue[]): void {
  if (issues.length > 0) throw new PreanswerError('PREANSWER_CONFIG_INVALID', { issues })
}

/** A line that would leave callers without an answer, where the host has one. Where nobody has, its plugins are all there is. */
function silenceIssues({ path, own }: CheckedLine, config: CheckedConfig, host: CheckedConfig): Issue[] {
  if (![host.fallback, host.assistant].some(isWhole)) return []
  return silenceConcerns(config)
    .filter((concern) => isAbout(own, concern))
    .map(({ path: below = [], message, hint }) => ({
      path: [...path, ...below],
      message,
      ...(hint === undefined ? {} : { hint }),
    }))
}

/** Whether a line brought something on itself. */
function isAbout(own: OwnSettings, { path: [key] = [] }: Finding): boolean {
  if (own.savedAssistant !== undefined && (key === 'assistant' || key === 'fallback')) return true
  return key !== undefined && Object.hasOwn(own, key)
}

/** @throws {PreanswerError} `PREANSWER_PLAN_TOO_LONG`, about what the line can change */
function assertLineFits(line: CheckedLine, pipeline: Pipeline, config: CheckedConfig): void {
  try {
    assertFits(planOf(pipeline, config))
  } catch (error) {
    if (!isPreanswerError(error)) throw error
    throw new PreanswerError(error.code, { issues: ownIssues(error.issues, line) })
  }
}

/** Problems of shared entries in a line are of its making: it changes what they stand beside. */
function ownIssues(issues: readonly Issue[], line: CheckedLine): Issue[] {
  return issues.map((issue) => {
    const [top, entry, ...below] = issue.path
    if (top !== 'plugins') return issue
    if (entry === undefined) return { ...issue, path: line.path }
    const { name, path } = line.entries?.find(({ name: its, stage }) => its === entry || stage === entry) ?? {}
    const isChanged = path !== undefined && path[0] === 'lines'
    return { ...issue, path: isChanged ? [...path, ...below] : [...line.path, 'changes', name ?? entry, ...below] }
  })
}
