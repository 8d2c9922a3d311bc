import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createFolder, preanswer, startHost } from './command.ts'

const config = `
unsigned: true
language: nl
timeZone: Europe/Amsterdam
plugins:
  - use: business-hours
    with:
      hours: [{ opens: '09:00', closes: '17:00', validThrough: '2020-01-01' }]
      closed: { reject: Wij zijn altijd gesloten. }
  - use: language-by-country-code
`
const state = '.preanswer/overrides.json'
const closed = [
  'override',
  'default',
  'closed',
  '--until',
  '2h',
  '--say',
  'Vandaag dicht.',
  '--say-en',
  'Closed today.',
]
const ringing = JSON.stringify({
  message: {
    type: 'assistant-request',
    phone_number: { number: '+31201234567' },
    customer: { number: '+442079460011' },
  },
})
const british = ['--from', '+442079460011', '--to', '+31201234567']

describe('preanswer override', () => {
  it('counts at once on a host that runs, for each caller in their language, until it is cleared', async () => {
    const cwd = await createFolder({ 'preanswer.config.yaml': config })
    const { origin, logged } = await startHost([], { cwd })
    const ring = async (): Promise<unknown> => {
      const headers = { 'content-type': 'application/json' }
      const answered = await fetch(`${origin}/webhook`, { method: 'POST', headers, body: ringing })
      return answered.json()
    }
    expect(await ring()).toEqual({ error: 'Wij zijn altijd gesloten.' })
    expect(await preanswer(closed, { cwd })).toMatchObject({ exitCode: 0, stderr: '' })
    await logged(/"line":"default","state":"closed"/)
    expect(await ring()).toEqual({ error: 'Closed today.' })
    expect(await (await fetch(`${origin}/readyz`)).json()).toEqual({
      status: 'ready',
      overrides: [{ line: 'default', state: 'closed', until: expect.any(String) }],
    })
    await preanswer(['override', 'all', 'open'], { cwd })
    await logged(/"line":"all","state":"open"/)
    expect(await ring()).not.toHaveProperty('error')
    await preanswer(['override', 'clear', 'all'], { cwd })
    await logged(/"line":"all","state":"open","msg":"an override was cleared"/)
    expect(await ring()).toEqual({ error: 'Wij zijn altijd gesloten.' })
  })

  it('outlives the host, and is in what start logs, what check prints and what simulate answers', async () => {
    const cwd = await createFolder({ 'preanswer.config.yaml': config })
    await preanswer(closed, { cwd })
    const { logged } = await startHost([], { cwd })
    await logged(/"line":"default","state":"closed","until":"[^"]+","msg":"an override counts"/)
    const { stdout: checked } = await preanswer(['check'], { cwd })
    expect(checked).toMatch(/^note {2}override\n.*default is closed until /m)
    const { stdout } = await preanswer(['simulate', ...british, '--json'], { cwd })
    expect(JSON.parse(stdout)).toMatchObject({
      response: { error: 'Closed today.' },
      trace: { response: { rejectedBy: 'override', reason: 'closed' } },
    })
  })

  it('says until when, on the clock of the line', async () => {
    const cwd = await createFolder({ 'preanswer.config.yaml': config })
    const { stdout } = await preanswer(['override', 'default', 'open', '--until', 'tomorrow 08:00'], { cwd })
    expect(stdout).toMatch(/^Line default is open until \w{3} \d+ \w{3} \d{4}, 08:00 \(Europe\/Amsterdam\)\.\n$/)
  })

  it('says what callers hear in the language of the line, and in others', async () => {
    const cwd = await createFolder({ 'preanswer.config.yaml': config })
    await preanswer([...closed, '--say-pt-BR=Fechado.'], { cwd })
    const { stdout } = await preanswer(['override', 'list', '--json'], { cwd })
    const reject = { nl: 'Vandaag dicht.', en: 'Closed today.', 'pt-BR': 'Fechado.' }
    expect(JSON.parse(stdout)).toMatchObject([{ line: 'default', state: 'closed', reject }])
  })

  it('lists what counts, and what is left after a line is cleared', async () => {
    const cwd = await createFolder({ 'preanswer.config.yaml': config })
    const run = async (...words: string[]) => (await preanswer(['override', ...words], { cwd })).stdout
    expect(await run('list')).toBe('No override counts now.\n')
    await run('all', 'open', '--until', '1h')
    await run('default', 'closed', '--until', '2h', '--say', 'Dicht.')
    expect(await run('list')).toMatch(/^line +state +until +says\nall +open .*\ndefault +closed .* "Dicht\."\n$/)
    expect(await run('clear', 'default')).toMatch(
      /^Line default is as the plugins say again\.\nAll lines are open until /,
    )
    expect(await run('clear', 'default')).toMatch(/^Line default is under no override of its own\.\nAll lines /)
    expect(await run('clear', 'all')).toBe('All lines are as the plugins say again.\n')
  })

  it('works beside a config that does not start, and in place of a file that cannot be read', async () => {
    const cwd = await createFolder({ 'preanswer.config.yaml': `${config}\nlangauge: nl\n`, [state]: '{"version":' })
    const { exitCode, stdout, stderr } = await preanswer(['override', 'default', 'open'], { cwd })
    expect({ exitCode, stdout: stdout.slice(0, 20) }).toEqual({ exitCode: 0, stdout: 'Line default is open' })
    expect(stderr).toContain(state)
    expect(JSON.parse(await readFile(join(cwd, state), 'utf8'))).toMatchObject({ overrides: [{ line: 'default' }] })
  })

  it('costs a running host nothing when its file breaks', async () => {
    const cwd = await createFolder({ 'preanswer.config.yaml': config })
    await preanswer(closed, { cwd })
    const { origin, logged } = await startHost([], { cwd })
    await writeFile(join(cwd, state), 'no JSON')
    await logged(/"level":"warn".*the overrides cannot be read/)
    expect(await (await fetch(`${origin}/readyz`)).json()).toMatchObject({ overrides: [{ line: 'default' }] })
  })

  it.each([
    { words: ['default', 'closed'], why: 'nothing is said to callers' },
    { words: ['default', 'closed', '--say', ' '], why: 'blanks are said to callers' },
    { words: ['default', 'closed', '--say-x1', 'Hi'], why: 'a text is in no language' },
    { words: ['default', 'open', '--say', 'Hi'], why: 'an assistant speaks' },
    { words: ['default', 'shut'], why: 'a line is closed or open' },
    { words: ['sales', 'open'], why: 'there is no such line' },
    { words: ['clear', 'sales'], why: 'there is no such line to clear' },
    { words: ['default', 'open', '--until', 'later'], why: 'later is no time' },
    { words: ['default'], why: 'nothing is said of the line' },
  ])('exits 2 and changes nothing where $why', async ({ words }) => {
    const cwd = await createFolder({ 'preanswer.config.yaml': config })
    const { exitCode, stdout, stderr } = await preanswer(['override', ...words], { cwd })
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).not.toBe('')
    expect(existsSync(join(cwd, state))).toBe(false)
  })
})
