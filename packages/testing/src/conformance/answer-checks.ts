import type { Outcome } from '@preanswer/core'
import { unspeakableName } from './calls.ts'
import { type Check, listed } from './check.ts'
import { otherClock } from './other-clock.ts'
import { type Answered, runSession, type Session, type Subject } from './trial.ts'

/** Checks of what the plugin says in calls. */
export const answerChecks = {
  answers: {
    claim: 'answers calls that concern it, and fails in none',
    presupposes: ['sets-up'],
    async run(subject) {
      const { answered, probe } = await subject.session()
      const ordinary = answered.filter(({ call }) => call.kind === 'ordinary')
      const failures = failuresOf(ordinary, ['failed', 'timed-out'])
      if (failures.length > 0) {
        return { problem: listed(failures), fix: 'mend the tap; what may be missing gives `undefined`, not an error' }
      }
      const onlyObserves = probe.runs.length > 0 && probe.runs.every(({ hook }) => hook === 'observe')
      if (onlyObserves || answered.some(({ taps }) => taps.some(({ outcome }) => spoken.has(outcome)))) return undefined
      return {
        problem: 'it had nothing to say in any call, so the other checks look at nothing',
        fix: 'give `conformance` `calls` that concern the plugin, or options with which it says something',
      }
    },
  },
  'valid-output': {
    claim: 'returns what its hooks ask for, valid in each dialect',
    presupposes: ['answers'],
    async run(subject) {
      const { answered } = await subject.session()
      const ordinary = answered.filter(({ call }) => call.kind === 'ordinary')
      const invalid = failuresOf(ordinary, ['invalid'], (reason) => !notData.has(reason))
      const dropped = ordinary.flatMap(({ call, result }) =>
        result.trace.response.dropped
          .filter(({ entry, reason }) => entry === 'subject' && unsendable.has(reason))
          .map(({ path, reason }) => `${call.label}, in ${result.trace.dialect}: ${path} is not sent (${reason})`),
      )
      if (invalid.length + dropped.length === 0) return undefined
      return {
        problem: listed([...invalid, ...dropped]),
        fix: 'build the patch from `patchSchema` and its parts; a block that changes its provider must be whole',
      }
    },
  },
  'plain-output': {
    claim: 'returns plain data',
    presupposes: ['answers'],
    async run(subject) {
      const { answered } = await subject.session()
      const failures = failuresOf(answered, ['invalid'], (reason) => notData.has(reason))
      if (failures.length === 0) return undefined
      return {
        problem: listed(failures),
        fix: 'return objects, arrays, texts, finite numbers, booleans and null: no dates, maps, classes or functions',
      }
    },
  },
  'survives-withheld': {
    claim: 'survives callers who withhold their number',
    presupposes: ['valid-output', 'plain-output'],
    run: (subject) => survives(subject, 'withheld', '`call.caller` is absent then: ask for it first'),
  },
  'survives-odd-facts': {
    claim: 'survives facts that are empty or odd',
    presupposes: ['valid-output', 'plain-output'],
    run: (subject) => survives(subject, 'odd', 'facts come from other plugins: take none of them for granted'),
  },
  'clean-speech': {
    claim: 'speaks no value from outside as it comes',
    presupposes: ['survives-odd-facts'],
    async run(subject) {
      const { answered } = await subject.session()
      const fix =
        'send names and the like through `speakableValue`, and say something neutral where it gives `undefined`'
      if (answered.some(({ result }) => JSON.stringify(result.response).includes(asWritten))) {
        return { problem: `it puts a name into its answer that holds ${JSON.stringify(unspeakableName)}`, fix }
      }
      // a name in a file or a database of the plugin's own looks like a variable that nobody knows
      const unknown = answered.filter(({ result }) =>
        result.trace.response.dropped.some(({ entry, reason }) => entry === 'subject' && reason === 'unknown-variable'),
      )
      if (unknown.length === 0) return undefined
      const calls = listed(unknown.map(({ call }) => call.label))
      return {
        problem: `it speaks a {{variable}} that the host does not know: ${calls}`,
        fix: `${fix}; give \`config\` the variables that are meant`,
      }
    },
  },
  'declared-facts': {
    claim: 'provides no fact that it does not declare',
    presupposes: ['answers'],
    async run(subject) {
      const { answered } = await subject.session()
      const declared = subject.definition.provides ?? []
      const found = answered.flatMap(({ result }) =>
        Object.entries(result.trace.facts).flatMap(([path, entry]) =>
          entry === 'subject' ? [path.split(/[.[]/)[0]] : [],
        ),
      )
      const undeclared = found.filter((name) => name !== undefined && !declared.includes(name))
      if (undeclared.length === 0) return undefined
      const names = [...new Set(undeclared)].map((name) => `'${name}'`).join(', ')
      return {
        problem: `it finds ${names}`,
        fix: `add \`provides: [${names}]\`: plugins that need it are refused without`,
      }
    },
  },
  'planned-requests': {
    claim: 'asks what it was planned to ask, and nobody else',
    presupposes: ['answers'],
    async run(subject) {
      await subject.session()
      const complaints = subject.complaints()
      if (complaints.length === 0) return undefined
      return {
        problem: listed(complaints),
        fix: 'give `conformance` an `upstream` with a route for each request, and its address to the plugin as an option',
      }
    },
  },
  'untouched-input': {
    claim: 'changes nothing of what it is given',
    presupposes: ['answers'],
    async run(subject) {
      const { probe } = await subject.session()
      if (probe.changed.size === 0) return undefined
      return {
        problem: `it changed ${listed([...probe.changed])}`,
        fix: 'return what you want to say, and copy before you sort',
      }
    },
  },
  deterministic: {
    claim: 'says the same to the same call',
    presupposes: ['answers'],
    run: (subject) =>
      sayTheSame(subject, async () => runSession(await subject.trial(), subject.calls), {
        when: 'asked again by the same calls',
        fix: 'choose by the call, with a hash of it, in place of chance',
      }),
  },
  'order-independent': {
    claim: 'says the same whichever calls came before',
    presupposes: ['deterministic'],
    run: (subject) =>
      sayTheSame(subject, async () => runSession(await subject.trial(), subject.calls.toReversed()), {
        when: 'asked by the same calls in another order',
        fix: 'keep nothing of a call for the next, but for what was looked up',
      }),
  },
  'time-of-call': {
    claim: 'takes the time of the call for now',
    presupposes: ['deterministic'],
    run: (subject) =>
      sayTheSame(subject, async () => runSession(await subject.trial(), subject.calls, otherClock), {
        when: 'asked while the clock of the machine shows another day',
        fix: 'use `call.receivedAt` in place of `Date.now()` and `new Date()`',
      }),
  },
} as const satisfies Record<string, Check>

/** Outcomes of taps that said something. */
const spoken: ReadonlySet<Outcome> = new Set(['used', 'rejected', 'invalid'])

/** The beginning of the name, in which nothing is spelt otherwise in JSON. */
const asWritten = unspeakableName.slice(0, 20)

const notData = new Set(['not-plain-data', 'unreadable'])

/** Why something is not sent that a plugin could have known. */
const unsendable: ReadonlySet<string> = new Set(['incomplete-block', 'invalid-block', 'invalid-field'])

/** How taps of the plugin failed, a line each. */
export function failuresOf(
  answered: readonly Answered[],
  outcomes: readonly Outcome[],
  isMeant: (reason: string) => boolean = () => true,
): string[] {
  return answered.flatMap(({ call, taps }) =>
    taps
      .filter(({ outcome, reason = '' }) => outcomes.includes(outcome) && isMeant(reason))
      .map(({ hook, outcome, reason = '', error }) => {
        const [frame = ''] = error?.at ?? []
        const why = [error?.name ?? reason, frame.replace(/^at /, 'at ')].filter((text) => text !== '').join(' ')
        return `${call.label}: its ${hook} tap ended as ${outcome}${why === '' ? '' : ` (${why})`}`
      }),
  )
}

async function survives(subject: Subject, kind: 'withheld' | 'odd', fix: string) {
  const { answered } = await subject.session()
  const outcomes = ['failed', 'timed-out', 'invalid'] as const
  const failures = failuresOf(
    answered.filter(({ call }) => call.kind === kind),
    outcomes,
  )
  return failures.length === 0 ? undefined : { problem: listed(failures), fix }
}

async function sayTheSame(
  subject: Subject,
  again: () => Promise<Session>,
  { when, fix }: { when: string; fix: string },
) {
  const first = saidIn(await subject.session())
  const second = saidIn(await again())
  const different = [...first].filter(([key, said]) => second.get(key) !== said).map(([key]) => key)
  return different.length === 0 ? undefined : { problem: `${when}, it answered otherwise: ${listed(different)}`, fix }
}

/** All that was said, by call and dialect. */
export function saidIn({ answered }: Pick<Session, 'answered'>): Map<string, string> {
  return new Map(
    answered.map(({ call, result: { response, facts, trace } }) => [
      `${call.label}, in ${trace.dialect}`,
      JSON.stringify({ response, facts }),
    ]),
  )
}
