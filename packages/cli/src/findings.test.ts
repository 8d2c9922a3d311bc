import type { Finding } from '@preanswer/core'
import { describe, expect, it } from 'vitest'
import { groupFindings } from './findings.ts'

function finding(path: Finding['path'], message = 'is odd'): Finding {
  return { severity: 'warning', code: 'odd', message, ...(path === undefined ? {} : { path }) }
}

describe('groupFindings', () => {
  it('says once what many lines have in common, and how many more there are', () => {
    const findings = [1, 2, 3].map((line) => finding(['lines', line, 'secrets']))
    expect(groupFindings(findings)).toEqual([{ finding: findings[0], more: 2 }])
  })

  it('keeps apart what is about the host, or says something else', () => {
    const findings = [
      finding(['plugins', 0]),
      finding(['plugins', 1]),
      finding(undefined),
      finding(['lines', 0, 'auth']),
      finding(['lines', 1, 'auth'], 'is odder'),
    ]
    expect(groupFindings(findings)).toEqual(findings.map((one) => ({ finding: one, more: 0 })))
  })
})
