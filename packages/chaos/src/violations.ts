import { isDeepStrictEqual } from 'node:util'
import type { HookName, Outcome } from '@preanswer/core'
import { type Cell, type EntryName, entryNames, hookNames } from './cell.ts'
import { type Fault, faults } from './faults.ts'
import type { Answered } from './pipeline.ts'
import { type Response, responseSchema } from './response.ts'

/**
 * Says what is wrong with an answer; nothing when all is as promised: a valid response before the deadline with the work of
 * every healthy tap, in config order, and each fault in the trace.
 *
 * @param cells The taps that went wrong
 */
export function violationsOf(cells: readonly Cell[], answered: Answered): string[] {
  const lost = cells.filter((cell) => outcomeOf(answered, cell) !== asUsual(cell.hook))
  const isRejected = cells.some((cell) => outcomeOf(answered, cell) === 'rejected')
  return [
    ...(answered.status === 200 ? [] : [`status ${answered.status}`]),
    ...(isInTime(answered) ? [] : [`answered after ${Math.round(answered.ms)} ms`]),
    ...cells.flatMap((cell) => faultViolations(cell, answered)),
    ...(isRejected ? rejectionViolations(answered.body) : wrongWork(lost, answered.body)),
    ...wrongTaps(cells, answered),
    ...(isPrototypeClean() ? [] : ['Object.prototype has changed']),
  ]
}

function isInTime({ ms, trace }: Answered): boolean {
  return ms <= trace.deadline.limitMs - trace.deadline.marginMs
}

/** How a tap of the faulty plugin ends when nothing is wrong. */
function asUsual(hook: HookName): Outcome {
  return hook === 'screen' || hook === 'observe' ? 'unchanged' : 'used'
}

function faultViolations(cell: Cell, answered: Answered): string[] {
  const { outcomes }: Fault = faults[cell.fault]
  const outcome = outcomeOf(answered, cell)
  const isAllowed = outcomes.some((allowed) => (allowed === 'as-usual' ? asUsual(cell.hook) : allowed) === outcome)
  return isAllowed ? [] : [`${cell.fault} on ${cell.hook} of ${cell.entry}: ${outcome}`]
}

function rejectionViolations(body: string): string[] {
  const response = parse(body)
  return response !== undefined && 'error' in response ? [] : ['no rejection in the response']
}

/** @param lost The taps whose part is missing, as it should */
function wrongWork(lost: readonly Cell[], body: string): string[] {
  const response = parse(body)
  if (response === undefined) return ['an invalid response']
  if ('error' in response) return ['a rejection that nobody asked for']
  const { metadata, llm_config: llm } = response.assistant
  const said = llm?.messages.map(({ content }) => content)
  return [
    ...(isDeepStrictEqual(metadata, expectedMarks(lost)) ? [] : ["healthy taps' work is missing, or more is there"]),
    ...(isDeepStrictEqual(said, expectedMessages(lost)) ? [] : ['messages are missing, or out of order']),
  ]
}

function parse(body: string): Response | undefined {
  try {
    return responseSchema.safeParse(JSON.parse(body)).data
  } catch {
    return undefined
  }
}

function expectedMarks(lost: readonly Cell[]): Record<string, string> {
  const marks = entryNames.flatMap((entry) => {
    // the finding of `identify` is written down by `contribute`
    const written = isLost(lost, entry, 'contribute') ? ['review'] : ['identify', 'contribute', 'review']
    return written
      .filter((hook) => !isLost(lost, entry, hook))
      .map((hook) => [`${entry}-${hook}`, words[hook as keyof typeof words]])
  })
  return Object.fromEntries(marks)
}

const words = { identify: 'identified', contribute: 'contributed', review: 'reviewed' } as const

function expectedMessages(lost: readonly Cell[]): string[] {
  return ['You answer the phone.', ...entryNames.filter((entry) => !isLost(lost, entry, 'contribute'))]
}

function isLost(lost: readonly Cell[], entry: EntryName, hook: string): boolean {
  return lost.some((cell) => cell.entry === entry && cell.hook === hook)
}

/** The other taps, which all have to end as ever. After a rejection some do not run. */
function wrongTaps(cells: readonly Cell[], answered: Answered): string[] {
  const isRejected = answered.trace.response.rejectedBy !== undefined
  const taps = entryNames.flatMap((entry) => hookNames.map((hook) => ({ entry, hook })))
  return taps
    .filter(({ entry, hook }) => !isLost(cells, entry, hook))
    .map((tap) => ({ ...tap, outcome: outcomeOf(answered, tap) }))
    .filter(({ hook, outcome }) => outcome !== asUsual(hook) && !(isRejected && outcome === undefined))
    .map(({ entry, hook, outcome }) => `${hook} of ${entry}, which is healthy: ${outcome}`)
}

function outcomeOf({ trace }: Answered, { entry, hook }: Omit<Cell, 'fault'>): Outcome | undefined {
  return trace.taps.find((tap) => tap.entry === entry && tap.hook === hook)?.outcome
}

function isPrototypeClean(): boolean {
  return Reflect.ownKeys(Object.prototype).length === ownKeysBefore && !('polluted' in {})
}

const ownKeysBefore = Reflect.ownKeys(Object.prototype).length
