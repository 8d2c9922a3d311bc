import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { run } from './command.ts'
import { root } from './workspace.ts'

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[]
      readonly title: string
      readonly status: string
    }[]
  }[]
}

describe('the kit, in tests of an author', { timeout: 120_000 }, () => {
  let tests: Report['testResults'][number]['assertionResults']
  beforeAll(async () => {
    const folder = join(root, 'packages/acceptance/fixtures/strict-kit')
    const vitest = join(root, 'node_modules/.bin/vitest')
    const { stdout } = await run(vitest, ['run', '--root', folder, '--reporter', 'json'], {
      cwd: folder,
      env: process.env,
    })
    const report: Report = JSON.parse(stdout)
    tests = report.testResults.flatMap(({ assertionResults }) => assertionResults)
  }, 120_000)

  const statusOf = (suite: string, check: string) =>
    tests.find(({ ancestorTitles, title }) => ancestorTitles.includes(suite) && title.startsWith(`${check}:`))?.status

  it('fails what goes against the plan, and passes the rest', () => {
    const named = tests.flatMap(({ title, status }) => {
      const [, expected] = /(passes|fails): /.exec(title) ?? []
      return expected === undefined ? [] : [{ title, expected, status }]
    })
    const words: Readonly<Record<string, string>> = { passes: 'passed', fails: 'failed' }
    expect(named.filter(({ expected, status }) => words[expected] !== status)).toEqual([])
    expect(named).toHaveLength(10)
  })

  it.each([
    { suite: 'by-chance', check: 'deterministic', status: 'failed' },
    { suite: 'by-chance', check: 'time-of-call', status: 'skipped' },
    { suite: 'by-chance', check: 'answers', status: 'passed' },
    { suite: 'own-clock', check: 'time-of-call', status: 'skipped' },
    { suite: 'own-clock', check: 'private', status: 'failed' },
  ])('reports $check of $suite as $status', ({ suite, check, status }) => {
    expect(statusOf(`conformance of ${suite}`, check)).toBe(status)
  })
})
