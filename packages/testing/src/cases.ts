import type { SimulatedCall } from './simulate.ts'

/** A row of a table of calls: who rings, when, and what comes of it. At least one expectation is needed. */
export interface CallCase extends Pick<SimulatedCall, 'caller' | 'dialedNumber' | 'facts'> {
  /** `a British caller in the evening`; the name of the test */
  readonly who: string
  /** ISO 8601 with an offset: `2026-03-25T19:30:00+01:00` */
  readonly at: string
  /** The greeting */
  readonly hears?: string
  /** What is said to somebody who is turned away */
  readonly turnedAwayWith?: string
  /** How long the call may take */
  readonly seconds?: number
  /** The whole body that the platform gets: `{}` where the saved assistant answers as it is */
  readonly response?: object
}

/**
 * Refuses a table that proves less than it seems to.
 *
 * @throws {Error} for a table without rows, a row without an expectation or with a time that cannot be read, and rows of
 * one name or of one call
 */
export function checkCases(cases: readonly CallCase[]): void {
  const problems = [
    ...(cases.length === 0 ? ['the table has no calls'] : []),
    ...cases.filter(isEmpty).map(({ who }) => `${who}: nothing is expected; say what the caller \`hears\``),
    ...cases.filter(({ at }) => Number.isNaN(Date.parse(at))).map(({ who, at }) => `${who}: ${at} is no time`),
    ...doubles(cases, ({ who }) => who).map((who) => `${who}: is there twice`),
    ...doubles(cases, ({ caller, dialedNumber, facts, at }) =>
      JSON.stringify([caller, dialedNumber, facts, Date.parse(at)]),
    ).map((call) => `the call ${call} is there twice, under two names`),
  ]
  if (problems.length > 0) throw new Error(problems.join('\n'))
}

/** The rows of a table of calls in Markdown, for a README: who, caller, when, what they hear, and how long. */
export function callRows(cases: readonly CallCase[]): string {
  return cases
    .map(({ who, caller, at, hears = '', turnedAwayWith, seconds }) => {
      const length = seconds === undefined ? '' : `${seconds} s`
      return [
        who,
        caller ?? 'withheld',
        at,
        turnedAwayWith ?? hears,
        turnedAwayWith === undefined ? length : 'turned away',
      ]
    })
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('')
}

function isEmpty({ hears, turnedAwayWith, seconds, response }: CallCase): boolean {
  return [hears, turnedAwayWith, seconds, response].every((expected) => expected === undefined)
}

function doubles(cases: readonly CallCase[], keyOf: (call: CallCase) => string): string[] {
  const keys = cases.map(keyOf)
  return [...new Set(keys.filter((key, index) => keys.indexOf(key) < index))]
}
