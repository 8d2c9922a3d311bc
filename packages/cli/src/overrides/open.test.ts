import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Logger } from '@preanswer/core'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import {
  overridesFileOf,
  readOverrides,
  type SavedOverride,
  withOverride,
  withoutOverride,
  writeOverrides,
} from './file.ts'
import { openOverrides } from './open.ts'

const now = Date.now()
const sales: SavedOverride = {
  line: 'sales',
  state: 'closed',
  reject: 'Closed.',
  from: now - 60_000,
  until: now + 3_600_000,
}
const salesShown = { line: 'sales', state: 'closed', until: sales.until }
const everyLine: SavedOverride = { line: 'all', state: 'open', from: now, until: now + 60_000 }

async function createStateDir(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'preanswer-overrides-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return join(folder, '.preanswer')
}

/** The messages of a log, with their levels. */
function keep() {
  const lines: string[] = []
  const at = (level: string) => (_fields: object, message: string) => void lines.push(`${level}: ${message}`)
  const log: Logger = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
  return { log, lines }
}

describe('openOverrides', () => {
  it.each([
    { when: 'before it was said', at: sales.from - 1, line: 'sales', state: undefined },
    { when: 'from then on', at: sales.from, line: 'sales', state: 'closed' },
    { when: 'to its end', at: sales.until - 1, line: 'sales', state: 'closed' },
    { when: 'after it', at: sales.until, line: 'sales', state: undefined },
    { when: 'while all lines have another', at: now, line: 'sales', state: 'closed' },
    { when: 'while all lines have one', at: now, line: 'support', state: 'open' },
    { when: 'after that', at: everyLine.until, line: 'support', state: undefined },
  ])('says of the line $line $when: $state', async ({ at, line, state }) => {
    const stateDir = await createStateDir()
    await writeOverrides(overridesFileOf(stateDir), [everyLine, sales])
    const { overrideFor } = await openOverrides(stateDir, keep().log)
    expect(overrideFor({ name: line }, at)?.state).toBe(state)
  })

  it('has none where nothing was ever said, and nothing to say about it', async () => {
    const { log, lines } = keep()
    const { active } = await openOverrides(await createStateDir(), log)
    expect({ active: active(), lines }).toEqual({ active: [], lines: [] })
  })

  it('tells what counts, and what was cleared', async () => {
    const stateDir = await createStateDir()
    const { log, lines } = keep()
    const { active, refresh } = await openOverrides(stateDir, log)
    for (const overrides of [[sales], [sales], []]) {
      await writeOverrides(overridesFileOf(stateDir), overrides)
      await refresh()
      expect(active()).toEqual(overrides.map(() => salesShown))
    }
    expect(lines).toEqual(['info: an override counts', 'info: an override was cleared'])
  })

  it.each(['', 'null', '{"version":1', '{"version":2,"overrides":[]}', '{"version":1,"overrides":[{"line":"sales"}]}'])(
    'goes on with what counted before when the file holds %j',
    async (text) => {
      const stateDir = await createStateDir()
      const { log, lines } = keep()
      await writeOverrides(overridesFileOf(stateDir), [sales])
      const { active, refresh } = await openOverrides(stateDir, log)
      await writeFile(overridesFileOf(stateDir), text)
      await refresh()
      expect(active()).toEqual([salesShown])
      expect(lines.at(-1)).toMatch(/^warn: /)
      expect((await openOverrides(stateDir, log)).active()).toEqual([])
    },
  )

  it('notices by itself that the file was written, and that it is gone', async () => {
    const stateDir = await createStateDir()
    const { active, follow } = await openOverrides(stateDir, keep().log)
    onTestFinished(follow())
    await writeOverrides(overridesFileOf(stateDir), [sales])
    await vi.waitFor(() => expect(active()).toEqual([salesShown]), { timeout: 10_000 })
    await rm(overridesFileOf(stateDir))
    await vi.waitFor(() => expect(active()).toEqual([]), { timeout: 10_000 })
  })
})

describe('writeOverrides', () => {
  it('leaves one file, which is for its owner only', async () => {
    const file = overridesFileOf(await createStateDir())
    await writeOverrides(file, [sales])
    await writeOverrides(file, [everyLine])
    expect(await readOverrides(file)).toEqual([everyLine])
    expect(await readdir(join(file, '..'))).toEqual(['.gitignore', 'overrides.json'])
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600)
  })
})

describe('withOverride', () => {
  const support: SavedOverride = { ...everyLine, line: 'support' }
  it.each([
    { what: 'stands beside those of other lines', before: [support], said: sales, after: [support, sales] },
    { what: 'replaces that of its line', before: [{ ...support, line: 'sales' }], said: sales, after: [sales] },
    { what: 'of all lines replaces every one', before: [sales, support], said: everyLine, after: [everyLine] },
    {
      what: 'of a line leaves that of all lines to the others',
      before: [everyLine],
      said: sales,
      after: [everyLine, sales],
    },
    {
      what: 'takes with it those that are over',
      before: [{ ...support, until: sales.from }],
      said: sales,
      after: [sales],
    },
  ])('an override $what', ({ before, said, after }) => {
    expect(withOverride(before, said)).toEqual(after)
  })
})

describe('withoutOverride', () => {
  it.each([
    { line: 'sales', left: [everyLine] },
    { line: 'support', left: [everyLine, sales] },
    { line: 'all', left: [] },
  ])('for $line leaves $left.length of two', ({ line, left }) => {
    expect(withoutOverride([everyLine, sales], line)).toEqual(left)
  })
})
