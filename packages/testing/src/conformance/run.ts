import type { PluginFactory } from '@preanswer/core'
import { answerChecks } from './answer-checks.ts'
import type { Check, Problem } from './check.ts'
import { leftoverChecks } from './leftover-checks.ts'
import { optionsChecks } from './options-checks.ts'
import { privacyChecks } from './privacy-checks.ts'
import { timeChecks } from './time-checks.ts'
import { Subject, type TrialSettings } from './trial.ts'
import { workerChecks } from './worker-checks.ts'

/** Every rule, in the order in which they are tried. */
export const conformanceChecks = {
  ...optionsChecks,
  ...answerChecks,
  ...timeChecks,
  ...privacyChecks,
  ...leftoverChecks,
  ...workerChecks,
}

export type ConformanceCheck = keyof typeof conformanceChecks

export interface ConformanceOptions extends TrialSettings {
  /** Checks that the plugin cannot pass, each with the reason; one that it passes all the same is a failure */
  readonly exempt?: Readonly<Partial<Record<ConformanceCheck, string>>>
}

/** What came of one check. */
export interface ConformanceResult {
  readonly check: ConformanceCheck
  /** What a plugin does that passes, after its name */
  readonly claim: string
  /** `not-run`: a check that it presupposes did not pass; `exempt`: it failed, and that was declared */
  readonly outcome: 'passed' | 'failed' | 'exempt' | 'not-run'
  /** What is wrong; of `exempt` and `not-run` the reason */
  readonly problem?: string
  /** What to do about it */
  readonly fix?: string
}

/** The checks of one plugin, each made once and when it is asked for. */
export class Conformance {
  readonly #plugin: PluginFactory
  readonly #settings: TrialSettings
  readonly #exempt: NonNullable<ConformanceOptions['exempt']>
  readonly #results = new Map<ConformanceCheck, Promise<ConformanceResult>>()
  #subject: Promise<Subject> | undefined

  constructor(plugin: PluginFactory, { exempt = {}, ...settings }: ConformanceOptions) {
    this.#plugin = plugin
    this.#settings = settings
    this.#exempt = exempt
  }

  /** Makes a check, and those that it presupposes. */
  result(check: ConformanceCheck): Promise<ConformanceResult> {
    const known = this.#results.get(check)
    if (known !== undefined) return known
    const made = this.#make(check)
    this.#results.set(check, made)
    return made
  }

  async close(): Promise<void> {
    await (await this.#subject)?.close()
  }

  /** Begun by the first check: what other plugins do in this process before that is none of its business. */
  #open(): Promise<Subject> {
    this.#subject ??= Subject.open(this.#plugin, this.#settings)
    return this.#subject
  }

  async #make(name: ConformanceCheck): Promise<ConformanceResult> {
    const check: Check = conformanceChecks[name]
    const { claim } = check
    for (const other of check.presupposes as ConformanceCheck[]) {
      const { outcome } = await this.result(other)
      if (outcome === 'failed' || outcome === 'not-run') {
        return { check: name, claim, outcome: 'not-run', problem: `\`${other}\` did not pass` }
      }
    }
    return { check: name, claim, ...this.#judge(name, await check.run(await this.#open())) }
  }

  #judge(name: ConformanceCheck, problem: Problem | undefined): Omit<ConformanceResult, 'check' | 'claim'> {
    const reason = this.#exempt[name]
    if (problem !== undefined)
      return reason === undefined ? { outcome: 'failed', ...problem } : { outcome: 'exempt', problem: reason }
    if (reason === undefined) return { outcome: 'passed' }
    return {
      outcome: 'failed',
      problem: 'it is exempt from a check that it passes',
      fix: `remove \`${name}\` from \`exempt\``,
    }
  }
}

/** Makes all checks, without a test runner. */
export async function runConformance(
  plugin: PluginFactory,
  options: ConformanceOptions = {},
): Promise<ConformanceResult[]> {
  const conformance = new Conformance(plugin, options)
  try {
    const results: ConformanceResult[] = []
    for (const name of Object.keys(conformanceChecks) as ConformanceCheck[])
      results.push(await conformance.result(name))
    return results
  } finally {
    await conformance.close()
  }
}
