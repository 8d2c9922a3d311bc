import type { Subject } from './trial.ts'

/** What is wrong, and how it is mended. */
export interface Problem {
  readonly problem: string
  readonly fix: string
}

/** One rule that every plugin keeps. */
export interface Check {
  /** What a plugin does that passes, after its name: `is set up in time` */
  readonly claim: string
  /** Checks that must have passed: without them this one says nothing, or the same again */
  readonly presupposes: readonly string[]
  /** Rejects when it cannot be made */
  run(subject: Subject): Promise<Problem | undefined>
}

/** The first few of many, in one line. */
export function listed(items: readonly string[]): string {
  const named = [...new Set(items)]
  const rest = named.length > 3 ? [`and ${named.length - 3} more`] : []
  return [...named.slice(0, 3), ...rest].join('; ')
}
