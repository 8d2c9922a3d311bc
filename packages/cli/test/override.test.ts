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
const ownersOnly = 'unsigned: true\nlanguage: nl\ntimeZone: Europe/Amsterdam\n'
const texts = ['--say', 'Vandaag dicht.', '--say-en', 'Closed today.']
const saved = (...overrides: readonly object[]) => {
  const times = { from: Date.now() - 60_000, until: Date.now() + 3_600_000 }
  return { version: 1, overrides: overrides.map((override) => ({ ...times, ...override })) }
}
const closed = { line: 'default', state: 'closed', reject: { nl: 'Vandaag dicht.', en: 'Closed today.' } }
const everyLineOpen = { line: 'all', state: 'open' }
const british = ['--from', '+442079460011', '--to', '+31201234567']

describe('preanswer override', () => {
  it('counts at once on a host that runs, for each caller in their language, until it is cleared', async () => {
    const cwd = await createFolder({ 'preanswer.config.yaml': config })
    const { origin } = await startHost([], { cwd })
    expect(await ring(origin)).toEqual({ error: 'Wij zijn altijd gesloten.' })
    const { stdout, ...run } = await preanswer(['override', 'default', 'closed', ...texts], { cwd })
    expect(run).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toMatch(/\nThe host that runs here took it\.\n$/)
    expect(await ring(origin)).toEqual({ error: 'Closed today.' })
    expect(await (await fetch(`${origin}/readyz`)).json()).toEqual({
      status: 'ready',
      overrides: [{ line: 'default', state: 'closed', until: expect.any(String) }],
    })
    await preanswer(['override', 'clear', 'default'], { cwd })
    expect(await ring(origin)).toEqual({ error: 'Wij zijn altijd gesloten.' })
  })

  it('opens a line whose plugins say that it is closed, and no other', async () => {
    const lines = [{ name: 'sales', numbers: ['+31201111111'] }]
    const open = saved({ line: 'sales', state: 'open' })
    const cwd = await createFolder({
      'preanswer.config.yaml': `${config}lines: ${JSON.stringify(lines)}`,
      [state]: open,
    })
    const { origin } = await startHost([], { cwd })
    expect(await ring(origin, '+31201111111')).not.toHaveProperty('error')
    expect(await ring(origin)).toEqual({ error: 'Wij zijn altijd gesloten.' })
  })

  it('outlives the host, and is in what start logs, what check prints and what simulate answers', async () => {
    const cwd = await createFolder({ 'preanswer.config.yaml': config, [state]: saved(closed) })
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

  it('says until when on the clock of the line, and keeps what callers hear in each language', async () => {
    const cwd = await createFolder({ 'preanswer.config.yaml': ownersOnly })
    const words = ['default', 'closed', '--until', 'tomorrow 08:00', ...texts, '--say-pt-BR=Fechado.']
    const { stdout } = await preanswer(['override', ...words], { cwd })
    expect(stdout).toMatch(
      /^Line default is closed until \w{3} \d+ \w{3} \d{4}, 08:00 \(Europe\/Amsterdam\)\.\nNo host runs here: the next one takes it\.\n$/,
    )
    const { overrides } = JSON.parse(await readFile(join(cwd, state), 'utf8'))
    const reject = { ...closed.reject, 'pt-BR': 'Fechado.' }
    expect(overrides).toEqual([{ ...closed, reject, from: expect.any(Number), until: expect.any(Number) }])
  })

  it('lists what counts', async () => {
    const cwd = await createFolder({ 'preanswer.config.yaml': ownersOnly, [state]: saved(everyLineOpen, closed) })
    const { stdout } = await preanswer(['override', 'list'], { cwd })
    expect(stdout).toMatch(
      /^line +state +until +says\nall +open .*\ndefault +closed .* \{"nl":"Vandaag dicht\.",.*\}\n$/,
    )
    const { stdout: json } = await preanswer(['override', 'list', '--json'], { cwd })
    expect(JSON.parse(json)).toMatchObject([everyLineOpen, closed])
  })

  it.each([
    { line: 'default', says: /^Line default is as the plugins say again\.\nAll lines are open until / },
    { line: 'gone', says: /^Line gone is as the plugins say again\.\nAll lines are open until / },
    { line: '+31201234568', says: /^Line sales is under no override of its own\.\nAll lines are open until .*\n$/ },
    { line: 'all', says: /^All lines are as the plugins say again\.\nNo host runs here/ },
  ])('says what is left after $line is cleared', async ({ line, says }) => {
    const overrides = saved(everyLineOpen, closed, { ...closed, line: 'gone' })
    const lines = 'lines: [{ name: sales, numbers: ["+3120*"] }]'
    const cwd = await createFolder({ 'preanswer.config.yaml': ownersOnly + lines, [state]: overrides })
    expect((await preanswer(['override', 'clear', line], { cwd })).stdout).toMatch(says)
  })

  it('works beside a config that does not start, and in place of a file that cannot be read', async () => {
    const cwd = await createFolder({ 'preanswer.config.yaml': `${ownersOnly}langauge: nl\n`, [state]: '{"version":' })
    const { exitCode, stdout, stderr } = await preanswer(['override', 'default', 'open'], { cwd })
    expect({ exitCode, stdout: stdout.slice(0, 20) }).toEqual({ exitCode: 0, stdout: 'Line default is open' })
    expect(stderr).toContain(state)
    expect(JSON.parse(await readFile(join(cwd, state), 'utf8'))).toMatchObject({ overrides: [{ line: 'default' }] })
  })

  it('costs a running host nothing when its file breaks', async () => {
    const cwd = await createFolder({ 'preanswer.config.yaml': ownersOnly, [state]: saved(closed) })
    const { origin, logged } = await startHost([], { cwd })
    await writeFile(join(cwd, state), 'no JSON')
    await logged(/"level":"warn".*the overrides cannot be read/)
    expect(await ring(origin)).toEqual({ error: 'Vandaag dicht.' })
  })

  it.each([
    { words: ['default', 'closed'], why: 'nothing is said to callers' },
    { words: ['default', 'closed', '--say', ' '], why: 'blanks are said to callers' },
    { words: ['default', 'closed', '--say-x1', 'Hi'], why: 'a text is in no language' },
    { words: ['default', 'open', '--say', 'Hi'], why: 'an assistant speaks' },
    { words: ['default', 'shut'], why: 'a line is closed or open' },
    { words: ['sales', 'open'], why: 'there is no such line' },
    { words: ['+31201234567', 'open'], why: 'the name of the line means every line' },
    { words: ['clear', 'sales'], why: 'there is no such line to clear' },
    { words: ['default', 'open', '--until', 'later'], why: 'later is no time' },
    { words: ['default'], why: 'nothing is said of the line' },
  ])('exits 2 and changes nothing where $why', async ({ words }) => {
    const lines = 'lines: [{ name: all, numbers: ["+31201234567"] }]'
    const cwd = await createFolder({ 'preanswer.config.yaml': ownersOnly + lines })
    const { exitCode, stdout, stderr } = await preanswer(['override', ...words], { cwd })
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).not.toBe('')
    expect(existsSync(join(cwd, state))).toBe(false)
  })
})

/** A British caller rings. */
async function ring(origin: string, number = '+31201234567'): Promise<unknown> {
  const numbers = { phone_number: { number }, customer: { number: '+442079460011' } }
  const body = JSON.stringify({ message: { type: 'assistant-request', ...numbers } })
  const headers = { 'content-type': 'application/json' }
  return (await fetch(`${origin}/webhook`, { method: 'POST', headers, body })).json()
}
