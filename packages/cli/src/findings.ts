import { type Finding, formatPath, type Logger } from '@preanswer/core'
import { withoutNumber } from './config/report.ts'

const levels = { error: 'error', warning: 'warn', note: 'info' } as const

/** Logs what an operator should know before the first call. */
export function logFindings(findings: readonly Finding[], log: Logger): void {
  for (const { finding, more } of groupFindings(findings)) {
    const { severity, code, path = [], message, hint } = finding
    const fields = { code, place: formatPath(path.map(withoutNumber)), hint }
    log[levels[severity]](more === 0 ? fields : { ...fields, otherLines: more }, message)
  }
}

/** What many lines have in common is said once. */
export function groupFindings(findings: readonly Finding[]): { finding: Finding; more: number }[] {
  const groups = new Map<string, { finding: Finding; more: number }>()
  for (const finding of findings) {
    const { code, path = [], message } = finding
    const isOfLine = path[0] === 'lines'
    const common = JSON.stringify([code, message])
    const group = isOfLine ? groups.get(common) : undefined
    if (group !== undefined) group.more += 1
    else {
      const first = { finding, more: 0 }
      groups.set(isOfLine ? common : JSON.stringify([code, message, path]), first)
    }
  }
  return [...groups.values()]
}
