import { formatIssues, type PluginDefinition, type PreanswerError } from '@preanswer/core'
import { failuresOf } from './answer-checks.ts'
import { type Check, listed } from './check.ts'
import type { Subject } from './trial.ts'

/** Checks of the options and of the set-up. */
export const optionsChecks = {
  'sets-up': {
    claim: 'takes its options and is set up in time',
    presupposes: [],
    async run(subject) {
      const { setUpWithinMs = 5_000 } = subject.settings
      const tooLate = Symbol('too late')
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<typeof tooLate>((resolve) => {
        timer = setTimeout(resolve, setUpWithinMs, tooLate)
      })
      try {
        if ((await Promise.race([subject.firstTrial(), late])) === tooLate) {
          return {
            problem: `the set-up did not end within ${setUpWithinMs} ms`,
            fix: 'load less in `setup`, hand its `signal` to what may hang, or go on in the background',
          }
        }
        return undefined
      } catch (error) {
        const { issues = [], message } = error as Partial<PreanswerError>
        return {
          problem: issues.length > 0 ? formatIssues(issues) : String(message),
          fix: 'give `conformance` valid options; where they are valid, mend the schema or `setup`',
        }
      } finally {
        clearTimeout(timer)
      }
    },
  },
  'strict-options': {
    claim: 'refuses options that it does not know',
    presupposes: ['sets-up'],
    async run({ definition, options }) {
      const unknown = { ...(isRecord(options) ? options : {}), optionThatNobodyKnows: true }
      // without a schema the host takes no options at all
      if (definition.options === undefined || !(await accepts(definition, unknown))) return undefined
      return {
        problem: 'an option that it does not know is taken in silence: a misspelt one would do nothing',
        fix: 'write `z.strictObject({ … })`, or its like in another library',
      }
    },
  },
  'readable-options': {
    claim: 'says what is wrong with nonsense in its options, in place of throwing',
    presupposes: ['sets-up'],
    async run({ definition, options }) {
      const nonsense: unknown[] = [null, [], 42, 'text', ...(isRecord(options) ? spoiled(options) : [])]
      for (const value of nonsense) {
        try {
          await definition.options?.['~standard'].validate(value)
        } catch (error) {
          return {
            problem: `the schema throws a ${(error as Error)?.name} at ${JSON.stringify(value)?.slice(0, 80)}`,
            fix: 'let a `refine` or `transform` of the schema add an issue, and look at nothing that may not be there',
          }
        }
      }
      return undefined
    },
  },
  'sound-defaults': {
    claim: 'works with its own defaults',
    presupposes: ['sets-up', 'answers', 'valid-output', 'plain-output'],
    async run(subject) {
      const { definition, options } = subject
      const keys = isRecord(options) ? Object.keys(options) : []
      const fewer = keys.map((key) => ({ without: `\`${key}\``, options: omit(options, key) }))
      for (const { without, options: rest } of [...fewer, { without: 'any option', options: {} }]) {
        if (definition.options === undefined || !(await accepts(definition, rest))) continue
        const problem = await tryDefaults(subject, rest)
        if (problem === undefined) continue
        return {
          problem: `without ${without}: ${problem}`,
          fix: 'mend the default, or let the schema ask for the option',
        }
      }
      return undefined
    },
  },
} as const satisfies Record<string, Check>

async function tryDefaults(subject: Subject, options: unknown): Promise<string | undefined> {
  const trial = await subject.trial(options).catch((error: PreanswerError) => error)
  if (trial instanceof Error) return formatIssues(trial.issues ?? []) || trial.message
  try {
    const calls = subject.calls.filter(({ kind }) => kind !== 'odd')
    const answered = []
    for (const call of calls) answered.push(await trial.ring(call))
    const failures = failuresOf(answered, ['failed', 'invalid'])
    return failures.length === 0 ? undefined : listed(failures)
  } finally {
    await trial.close()
  }
}

async function accepts(definition: PluginDefinition, options: unknown): Promise<boolean> {
  try {
    const result = await definition.options?.['~standard'].validate(options)
    return result !== undefined && result.issues === undefined
  } catch {
    return false
  }
}

/** Each option in turn of another kind. */
function spoiled(options: Readonly<Record<string, unknown>>): unknown[] {
  return Object.keys(options).flatMap((key) => [null, [], {}, -1, ''].map((value) => ({ ...options, [key]: value })))
}

function omit(options: unknown, key: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options as object).filter(([name]) => name !== key))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
