import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { rules } from './rules.ts'

describe('rules', () => {
  it('stand in the README, each with its sentence', async () => {
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
    const [table = ''] = /^\| code [\s\S]*?\n\n/m.exec(readme) ?? []
    const rows = [...table.matchAll(/^\| `([\w-]+)` +\| (.+?) +\|$/gm)].map(([, code, rule]) => [code, rule])
    expect(rows).toEqual(Object.entries(rules).map(([code, { rule }]) => [code, rule]))
  })
})
