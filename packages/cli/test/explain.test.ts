import { describe, expect, it } from 'vitest'
import { createFolder, preanswer, startHost } from './command.ts'

const config = `
unsigned: true
language: en
timeZone: Europe/Amsterdam
plugins:
  - use: business-hours
    with:
      hours: { mon-fri: ['09:00-17:00'] }
      holidays: { country: US }
      closed: { reject: We are closed. }
`
const onChristmas = ['--from', '+31612345603', '--to', '+31201234567', '--at', '2026-12-25T10:00:00Z']

describe('preanswer explain', () => {
  it('says first what was decided, and then who said what', async () => {
    const cwd = await createFolder({ 'preanswer.config.yaml': config })
    const { exitCode, stdout, stderr } = await preanswer(['explain', ...onChristmas], { cwd })
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toMatch(
      /^The caller was turned away by business-hours: holiday, Christmas Day\.\nFri 25 Dec 2026, 11:00/,
    )
    expect(stdout).toMatch(
      /^ {2}screen +business-hours +.* rejected \(holiday\)\n {4}→ \{"reject":"We are closed\."\}$/m,
    )
    expect(stdout).not.toContain('+31612345603')
  })

  it('prints the same as JSON, for a webhook in a file too', async () => {
    const event = { message: { type: 'assistant-request', phone_number: { number: '+31201234567' } } }
    const cwd = await createFolder({ 'preanswer.config.yaml': config, 'event.json': event })
    const { stdout } = await preanswer(['explain', '--event', 'event.json', '--at', '2026-12-24T10:00:00Z', '--json'], {
      cwd,
    })
    expect(JSON.parse(stdout)).toMatchObject({
      decision: 'The assistant saved on the platform answers as it is: no plugin changed anything.',
      call: { caller: 'withheld', line: 'default' },
      response: { kind: 'default', fields: [], dropped: [] },
    })
  })

  it('tells of a recorded call, as it was answered then', async () => {
    const cwd = await createFolder({ 'preanswer.config.yaml': `${config}record: {}\n` })
    const env = { PREANSWER_RECORD_KEY: 'ab'.repeat(32) }
    const { origin, logged, kill, exitCode } = await startHost([], { cwd, env })
    await preanswer(['override', 'default', 'closed', '--say', 'Closed today.'], { cwd, env })
    const customer = { number: '+31612345603' }
    const body = JSON.stringify({ message: { type: 'assistant-request', customer } })
    await fetch(`${origin}/webhook`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    const [, id = ''] = await logged(/"exchange":"([\da-f-]{8})/)
    kill('SIGTERM')
    await exitCode
    const { stdout } = await preanswer(['explain', id], { cwd, env })
    expect(stdout).toMatch(/^The caller was turned away by an operator, for now: closed\.\n.* {2}\+31•••••••03 {2}/)
    expect(stdout).toMatch(/^ {2}the caller hears "Closed today\."$/m)
    expect(stdout).not.toContain(customer.number)
  })

  it('exits 1 for what is no webhook, and 2 without a call', async () => {
    const cwd = await createFolder({ 'preanswer.config.yaml': config, 'event.json': '{}' })
    expect((await preanswer(['explain', '--event', 'event.json'], { cwd })).exitCode).toBe(1)
    expect((await preanswer(['explain'], { cwd })).exitCode).toBe(2)
    expect((await preanswer(['explain', 'abcd', '--from', '+31612345603'], { cwd })).exitCode).toBe(2)
  })
})
