import { type Finding, formatPath, type Logger } from '@preanswer/core'
import { withoutNumber } from './config/report.ts'

const levels = { error: 'error', warning: 'warn', note: 'info' } as const

/** Logs what an operator should know before the first call. */
export function logFindings(findings: readonly Finding[], log: Logger): void {
  for (const { severity, code, path = [], message, hint } of findings) {
    log[levels[severity]]({ code, place: formatPath(path.map(withoutNumber)), hint }, message)
  }
}
