import { describe, expect, it } from 'vitest'
import { amsterdam, cap, problemsOf, startLines, utrecht, whole } from '../test/lines.ts'
import { entry, secret } from '../test/webhook.ts'

describe('a strict host', () => {
  it('names all problems of all lines at once, each with its path', async () => {
    const error = await problemsOf([
      { numbers: [amsterdam], timeZone: 'Europe/Amsterdamm', changes: { cap: { with: { seconds: 'ten' } } } },
      { numbers: [utrecht] },
      { numbers: ['030 123 45 67'], langauge: 'nl', plugins: [cap({ seconds: 1.5 })] },
    ])
    expect(error.code).toBe('PREANSWER_CONFIG_INVALID')
    expect(error.issues.map(({ path }) => path.join('.')).toSorted()).toEqual([
      'lines.0.changes.cap.with.seconds',
      'lines.0.timeZone',
      'lines.2.langauge',
      'lines.2.numbers.0',
      'lines.2.plugins.0.name',
      'lines.2.plugins.0.with.seconds',
    ])
  })

  it.each([
    { lines: [{}], path: ['lines', 0, 'numbers'], why: 'a line has no number' },
    { lines: [{ numbers: [] }], path: ['lines', 0, 'numbers'], why: 'a list of numbers is empty' },
    { lines: [{ numbers: ['0201234567'] }], path: ['lines', 0, 'numbers', 0], why: 'a number is national' },
    { lines: [{ numbers: [31201234567] }], path: ['lines', 0, 'numbers', 0], why: 'a number has lost its quotes' },
    { lines: [{ numbers: ['*'] }], path: ['lines', 0, 'numbers', 0], why: 'a beginning has no digit' },
    { lines: [{ numbers: ['+31*20'] }], path: ['lines', 0, 'numbers', 0], why: 'a star is in the middle' },
    { lines: ['amsterdam'], path: ['lines', 0], why: 'a line is a text' },
    { lines: { numbers: [amsterdam] }, path: ['lines'], why: 'lines are no list' },
    {
      lines: [{ name: 'Den Haag', numbers: [amsterdam] }],
      path: ['lines', 0, 'name'],
      why: 'a name is not kebab-case',
    },
    {
      lines: [{ numbers: [utrecht, amsterdam] }, { numbers: [amsterdam] }],
      path: ['lines', 1, 'numbers', 0],
      why: 'two lines have one number',
    },
    {
      lines: [{ numbers: ['+3120*'] }, { numbers: ['+3130*', '+3120*'] }],
      path: ['lines', 1, 'numbers', 1],
      why: 'two lines have one beginning',
    },
    {
      lines: [
        { name: 'a', numbers: [utrecht] },
        { name: 'a', numbers: [amsterdam] },
      ],
      path: ['lines', 1, 'name'],
      why: 'two lines have one name',
    },
    { lines: [{ name: 'default', numbers: [utrecht] }], path: ['lines', 0, 'name'], why: 'a line is called default' },
    {
      lines: [{ numbers: [utrecht], changes: { cpa: {} } }],
      path: ['lines', 0, 'changes', 'cpa'],
      why: 'no entry has it',
    },
    {
      lines: [{ numbers: [utrecht], changes: { cap: { use: 'other' } } }],
      path: ['lines', 0, 'changes', 'cap', 'use'],
      why: 'a change asks for another plugin',
    },
    {
      lines: [{ numbers: [utrecht], changes: { hello: { with: { a: 1 } } } }],
      path: ['lines', 0, 'changes', 'hello', 'with'],
      why: 'a plugin without options gets some',
    },
    {
      lines: [{ numbers: [utrecht], changes: { hello: { onFailure: { reject: 'No.' } } } }],
      path: ['lines', 0, 'changes', 'hello', 'onFailure', 'reject'],
      why: 'a change asks of an entry what it cannot do',
    },
    { lines: [{ numbers: [utrecht], secrets: 'short' }], path: ['lines', 0, 'secrets'], why: 'a secret is too short' },
    {
      lines: [{ numbers: [utrecht], plugins: [cap({ seconds: 1 })] }],
      path: ['lines', 0, 'plugins', 0, 'name'],
      why: 'an entry of the line has the name of a shared one',
    },
  ])('refuses lines when $why', async ({ lines, path }) => {
    const { issues } = await problemsOf(lines)
    expect(issues.map((issue) => issue.path)).toEqual([path])
  })

  it('tells the names that a change may have, and the nearest', async () => {
    const { issues } = await problemsOf([{ numbers: [utrecht], changes: { helo: false } }])
    expect(issues[0]?.hint).toBe('did you mean hello? they are hello, cap')
  })

  it('names the problems of lines beside those of the host', async () => {
    const { issues } = await problemsOf([{ numbers: ['1'] }], { timeZone: 'Nowhere' })
    expect(issues.map(({ path }) => path)).toEqual([['timeZone'], ['lines', 0, 'numbers', 0]])
  })

  it('names set-ups that fail, plans that are too long, and needs that nobody provides any more', async () => {
    const slow = entry('slow', (hooks) => hooks.contribute.tap({ budgetMs: 4_500 }, () => null))
    const bad = entry('bad', () => {
      throw new Error('no such file')
    })
    const { issues } = await problemsOf([
      { numbers: [amsterdam], plugins: [slow] },
      { numbers: [utrecht], plugins: [bad] },
      {
        numbers: ['+3110*'],
        changes: { cap: { budgetMs: 3_990 } },
        plugins: [entry('early', (hooks) => hooks.screen.tap(() => null))],
      },
    ])
    expect(issues.map(({ path }) => path)).toEqual([
      ['lines', 0],
      ['lines', 0, 'plugins', 0, 'budgetMs'],
      ['lines', 1, 'plugins', 0],
      ['lines', 2],
      ['lines', 2, 'changes', 'cap', 'budgetMs'],
    ])
  })

  it('refuses a line that leaves callers without an answer which the host has', async () => {
    const { issues } = await problemsOf(
      [{ numbers: [amsterdam], fallback: { firstMessage: 'Hello.' } }, { numbers: [utrecht] }],
      { savedAssistant: false, fallback: whole },
    )
    expect(issues.map(({ path }) => path)).toEqual([['lines', 0, 'fallback']])
  })

  it('takes a host without secrets where every line has its own', async () => {
    const trusting = { secrets: undefined }
    await expect(startLines([{ numbers: [amsterdam], secrets: secret }], trusting)).resolves.toBeDefined()
    const { issues } = await problemsOf([{ numbers: [amsterdam], secrets: secret }, { numbers: [utrecht] }], trusting)
    expect(issues.map(({ path }) => path)).toEqual([['secrets']])
  })

  it('counts what was known before as its own, and says nothing twice', async () => {
    const known = [{ path: ['lines', 0, 'timeZone'], message: 'is known' }]
    const lines = [{ numbers: [amsterdam], timeZone: 'Nowhere' }]
    const error = await startLines(lines, {}, { strict: true, issues: known }).catch((reason) => reason)
    expect(error.issues).toEqual(known)
  })
})
