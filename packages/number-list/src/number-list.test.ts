import { mkdir, mkdtemp, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { FileSource, ListFinding } from './list-file.ts'
import { type InlineSource, type NumberList, openNumberList } from './number-list.ts'

let folder: string
let logged: { level: 'info' | 'warn'; message: string }[]
let reported: ListFinding[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'preanswer-list-'))
  logged = []
  reported = []
})
afterEach(async () => {
  vi.useRealTimers()
  await rm(folder, { recursive: true })
})

describe('openNumberList', () => {
  it('knows inline numbers and prefixes without a file', async () => {
    const list = await open(
      { value: 'gold', numbers: ['+31612345678'] },
      { value: 'silver', prefixes: ['+3161', '+32'] },
    )
    const asked = ['+31612345678', '+31612345679', '+3227654321', '+4930123456'].map(list.valueOf)
    expect(asked).toEqual(['gold', 'silver', 'silver', undefined])
    expect(list.size).toBe(3)
    expect(logged).toEqual([])
  })

  it('knows the numbers of files, and reads them in the order of the sources', async () => {
    await write('gold.csv', 'phone;name\r\n+31612345678;A. Jansen\r\n+31600000001;B. Jansen\r\n')
    await write('staff.txt', '+31600000001\n+3188*\n')
    const list = await open(file('gold.csv', 'gold'), file('staff.txt', 'staff'), {
      value: 'vip',
      numbers: ['+31612345678'],
    })
    const asked = ['+31612345678', '+31600000001', '+31881234567', '+31687654321'].map(list.valueOf)
    expect(asked).toEqual(['vip', 'gold', 'staff', undefined])
  })

  it('has the values of one file from a column', async () => {
    await write('customers.csv', 'segment,phone\nGold,06-12345678\nsilver,+32470123456\nlead,+31687654321\n')
    const value = { column: 'segment', values: ['gold', 'silver'] }
    const list = await open({ file: { path: 'customers.csv', column: 'phone', country: 'NL' }, value, at: [] })
    expect(['+31612345678', '+32470123456', '+31687654321'].map(list.valueOf)).toEqual(['gold', 'silver', undefined])
    expect(reported).toEqual([])
  })

  it('reports what it had to refuse, and an empty file', async () => {
    await write('gold.csv', 'phone\n+31612345678\n3.16E+10\n0612345678\n')
    await write('deny.txt', '# nobody yet\n')
    await open(file('gold.csv', 'gold'), file('deny.txt', 'deny'))
    expect(reported).toEqual([
      expect.objectContaining({ code: 'rows-refused', path: ['gold'], message: expect.stringContaining('gold.csv') }),
      expect.objectContaining({ code: 'list-empty', path: ['deny'], message: expect.stringContaining('deny.txt') }),
    ])
    expect(JSON.stringify([reported, logged])).not.toMatch(/61234/)
  })

  it.each([
    { what: 'a file that is not there', path: 'nowhere.csv', content: '' },
    { what: 'a folder', path: '.', content: '' },
    { what: 'a workbook', path: 'list', content: 'PK\x03\x04' },
    { what: 'a file without a readable number', path: 'list', content: '3.16E+10\n3.17E+10\n' },
    { what: 'a file without the column', path: 'list', content: 'mobile\n+31612345678\n', column: 'phone' },
    { what: 'a country that is none', path: 'list', content: '0612345678\n', country: 'XX' },
  ])('refuses $what, and names the file', async ({ path, content, column, country }) => {
    await write('list', content)
    const opening = open({ file: { path, column, country }, value: 'gold', at: [] })
    await expect(opening).rejects.toMatchObject({ name: 'ListProblem', message: expect.stringContaining(path) })
  })

  it('refuses more values than it can tell apart', async () => {
    const sources = Array.from({ length: 257 }, (_, index) => ({ value: `tier ${index}`, numbers: ['+31612345678'] }))
    await expect(open(...sources)).rejects.toThrow(RangeError)
  })
})

describe('a list whose file changes', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  })

  it.each([
    { how: 'is written in place', change: (next: string) => write('list.csv', next) },
    {
      how: 'is replaced by a rename, as editors do',
      async change(next: string) {
        await write('list.csv.new', next)
        await rename(join(folder, 'list.csv.new'), join(folder, 'list.csv'))
      },
    },
    {
      how: 'is gone for a while',
      async change(next: string) {
        await unlink(join(folder, 'list.csv'))
        await until('warn', 1)
        await write('list.csv', next)
      },
    },
  ])('has the new numbers when it $how', async ({ change }) => {
    await write('list.csv', '+31612345678\n+31600000001\n')
    const list = await open(file('list.csv', 'gold'))
    await change('+31612345678\n+31600000002\n')
    await until('info', 2)
    expect(['+31612345678', '+31600000001', '+31600000002'].map(list.valueOf)).toEqual(['gold', undefined, 'gold'])
  })

  it('has the new numbers when a link leads elsewhere, as in a volume of Kubernetes', async () => {
    await write('v1/list.csv', '+31600000001\n')
    await write('v2/list.csv', '+31600000002\n')
    await symlink('v1', join(folder, 'data'))
    await symlink('data/list.csv', join(folder, 'list.csv'))
    const list = await open(file('list.csv', 'gold'))
    await symlink('v2', join(folder, 'next'))
    await rename(join(folder, 'next'), join(folder, 'data'))
    await until('info', 2)
    expect(['+31600000001', '+31600000002'].map(list.valueOf)).toEqual([undefined, 'gold'])
  })

  const numbers = Array.from({ length: 100 }, (_, index) => `+3160000${1000 + index}`)

  it.each([
    { what: 'is gone', change: () => unlink(join(folder, 'list.csv')) },
    { what: 'is empty', change: () => write('list.csv', '') },
    { what: 'is cut off', change: () => write('list.csv', numbers.slice(0, 49).join('\n')) },
    { what: 'is no text', change: () => write('list.csv', Buffer.alloc(2_000)) },
    { what: 'has lost its digits', change: () => write('list.csv', numbers.map(() => '3.16E+10').join('\n')) },
    { what: 'has a quote that nothing closes', change: () => write('list.csv', `"${numbers.join('\n')}`) },
    {
      what: 'is a folder',
      async change() {
        await unlink(join(folder, 'list.csv'))
        await mkdir(join(folder, 'list.csv'))
      },
    },
  ])('stays as it was when the file $what, and warns', async ({ change }) => {
    await write('list.csv', numbers.join('\n'))
    const list = await open(file('list.csv', 'gold'))
    await change()
    await until('warn', 1)
    expect(numbers.map(list.valueOf)).toEqual(numbers.map(() => 'gold'))
    expect(logged.map(({ level }) => level)).toEqual(['info', 'warn'])
  })

  it.each([
    { what: 'half of the numbers are gone', maxShrink: undefined, before: 100, after: 50 },
    { what: 'most are gone, and that is allowed', maxShrink: 0.9, before: 100, after: 10 },
    { what: 'all are gone, and that is allowed', maxShrink: 1, before: 100, after: 0 },
    { what: 'most of a few are gone', maxShrink: undefined, before: 9, after: 1 },
  ])('is read again when $what', async ({ maxShrink, before, after }) => {
    await write('list.csv', numbers.slice(0, before).join('\n'))
    const list = await open({ file: { path: 'list.csv', maxShrink }, value: 'gold', at: [] })
    await write('list.csv', numbers.slice(0, after).join('\n'))
    await until('info', 2)
    expect(list.size).toBe(after)
  })

  it('is not read while the file still changes', async () => {
    await write('list.csv', '+31600000001\n')
    const list = await open(file('list.csv', 'gold'))
    for (const round of [2, 3, 4]) {
      await write('list.csv', `+3160000000${round}\n`)
      await look()
    }
    expect(logged).toHaveLength(1)
    await until('info', 2)
    expect(list.valueOf('+31600000004')).toBe('gold')
  })

  it('warns of what it had to refuse', async () => {
    await write('list.csv', '+31600000001\n')
    await open(file('list.csv', 'gold'))
    await write('list.csv', '+31600000001\n3.16E+10\n')
    await until('warn', 1)
    expect(logged.map(({ level }) => level)).toEqual(['info', 'info', 'warn'])
  })

  it('loses no lookup while it is swapped under load', async () => {
    const stays = Array.from({ length: 20_000 }, (_, index) => `+4915${10_000_000 + index * 7}`)
    const versions = ['+31600000001', '+31600000002'].map((number) => [...stays, number].join('\n'))
    await write('list.csv', versions[0] ?? '')
    const list = await open(file('list.csv', 'gold'))
    let [asked, lost, swaps] = [0, 0, 0]
    let before = list.valueOf('+31600000001')
    const ask = () => {
      for (let count = 0; count < 500; count += 1) {
        asked += 1
        if (list.valueOf(stays[asked % stays.length] ?? '') !== 'gold') lost += 1
        // one of the two is there, never both and never none
        const now = list.valueOf('+31600000001')
        if ((now === undefined) === (list.valueOf('+31600000002') === undefined)) lost += 1
        if (now !== before) swaps += 1
        before = now
      }
      next = setImmediate(ask)
    }
    let next = setImmediate(ask)
    onTestFinished(() => clearImmediate(next))
    for (const round of [1, 2, 3, 4]) {
      await write('list.csv', versions[round % 2] ?? '')
      await until('info', round + 1)
    }
    await vi.waitFor(() => expect(swaps).toBe(4))
    expect(lost).toBe(0)
    expect(asked).toBeGreaterThan(stays.length)
  })

  it('watches no longer once it is closed', async () => {
    await write('list.csv', '+31600000001\n')
    const list = await open(file('list.csv', 'gold'))
    list.close()
    expect(vi.getTimerCount()).toBe(0)
    expect(list.valueOf('+31600000001')).toBe('gold')
  })

  it('watches nothing when one of its files cannot be read', async () => {
    await write('list.csv', '+31600000001\n')
    await expect(open(file('list.csv', 'gold'), file('nowhere.csv', 'gold'))).rejects.toThrow()
    expect(vi.getTimerCount()).toBe(0)
  })
})

async function open(...sources: (InlineSource | FileSource)[]): Promise<NumberList> {
  const write = (level: 'info' | 'warn') => (_: object, message: string) => {
    logged.push({ level, message })
  }
  const list = await openNumberList(sources, {
    baseDir: folder,
    log: { info: write('info'), warn: write('warn') },
    report: (finding) => reported.push(finding),
  })
  onTestFinished(() => list.close())
  return list
}

function file(path: string, value: string): FileSource {
  return { file: { path }, value, at: [value] }
}

async function write(name: string, content: string | Buffer): Promise<void> {
  const path = join(folder, name)
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(path, content)
}

/** Lets the list look at its files until it has logged so many lines of a level. */
async function until(level: 'info' | 'warn', count: number): Promise<void> {
  while (logged.filter((line) => line.level === level).length < count) await look()
}

/** One look at each file, and what follows from it. */
async function look(): Promise<void> {
  await vi.advanceTimersByTimeAsync(2_000)
  // the next look is due once this one has ended
  await vi.waitUntil(() => vi.getTimerCount() > 0, { interval: 1, timeout: 10_000 })
}
