import type { LineStatus, Plan } from '@preanswer/core'
import { describe, expect, it } from 'vitest'
import { describeLines } from './lines-table.ts'

function planOf(entry: string): Plan {
  const hook = { hook: 'contribute', counts: 'slowest', budgetMs: 5, taps: [{ entry, budgetMs: 5 }] } as const
  return { limitMs: 5_000, marginMs: 1_000, availableMs: 4_000, neededMs: 5, hooks: [hook] }
}

function line(name: string, entry = 'greeting', numbers = ['+31201234567']): LineStatus {
  return { name, numbers, status: 'ready', issues: [], plan: planOf(entry) }
}

describe('describeLines', () => {
  it('shows nothing but the plan where there is only the default line', () => {
    const text = describeLines([line('default', 'greeting', [])], process.stdout)
    expect(text).toMatch(/^hook +taps.*\ncontribute +greeting 5 +slowest +5 ms\n\n5 ms needed of 4000 ms/)
    expect(text).not.toContain('default')
  })

  it('shows each plan once, and of many lines and numbers the first', () => {
    const lines = Array.from({ length: 10_000 }, (_, index) =>
      line(`line-${index}`, index % 2 === 0 ? 'even' : 'odd', ['+3120*', '+3130*', '+3110*', '+3140*']),
    )
    const text = describeLines(lines, process.stdout)
    expect(text.match(/^line-/gm)).toHaveLength(50)
    expect(text).toMatch(/^line-1 +\+3120\*, \+3130\*, \+3110\* and 1 more +– +– +2$/m)
    expect(text).toContain('\nand 9950 more lines\n')
    expect(text).toContain('plan 2, of line-1, line-3, line-5, line-7, line-9 and 4995 more')
    expect(text.match(/ms needed/g)).toHaveLength(2)
  })
})
