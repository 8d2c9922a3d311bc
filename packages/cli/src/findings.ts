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
    const key = JSON.stringify([code, message, path[0] === 'lines' ? ['lines', ...path.slice(2)] : path])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { finding, more: 0 })
    else group.more += 1
  }
  return [...groups.values()]
}
