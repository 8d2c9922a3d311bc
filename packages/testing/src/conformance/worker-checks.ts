import { formatIssues, type PreanswerError } from '@preanswer/core'
import { saidIn } from './answer-checks.ts'
import { type Check, listed } from './check.ts'
import type { Answered, Subject } from './trial.ts'

/** Checks of a plugin that an operator isolates. */
export const workerChecks = {
  'runs-in-worker': {
    claim: 'runs in a worker, and says the same there',
    presupposes: ['planned-requests', 'valid-output', 'plain-output', 'untouched-input', 'order-independent'],
    async run(subject) {
      const { module } = subject.settings
      if (module === undefined) {
        return {
          problem: 'a worker loads a plugin by itself, and nobody said from where',
          fix: "give `module: new URL('./index.ts', import.meta.url)`",
        }
      }
      const answered = await answerInWorker(subject, String(module))
      if (!Array.isArray(answered)) {
        return { problem: answered.problem, fix: 'see docs/isolation.md for what a worker asks for' }
      }
      const inline = saidIn(await subject.session())
      const different = [...saidIn({ answered })].filter(([key, said]) => inline.get(key) !== said)
      if (different.length === 0) return undefined
      return {
        problem: `its answer is another one than inline: ${listed(different.map(([key]) => key))}`,
        fix: 'a worker has its own copy of every module: keep what taps share in `setup`',
      }
    },
  },
} as const satisfies Record<string, Check>

async function answerInWorker(subject: Subject, use: string): Promise<Answered[] | { problem: string }> {
  const trial = await subject.trial(subject.options, { use, isolate: 'worker' }).catch((error: PreanswerError) => error)
  if (trial instanceof Error) return { problem: formatIssues(trial.issues ?? []) || trial.message }
  const answered: Answered[] = []
  try {
    for (const call of subject.calls) answered.push(await trial.ring({ ...call, dialect: 'snake' }))
    return answered
  } finally {
    await trial.close()
  }
}
