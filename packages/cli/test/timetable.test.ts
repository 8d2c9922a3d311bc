import { describe, expect, it } from 'vitest'
import { createFolder, preanswer } from './command.ts'

const config = `
unsigned: true
language: en
timeZone: Europe/Amsterdam
plugins:
  - use: business-hours
    with:
      hours: { mon-fri: ['09:00-17:00'] }
      holidays: { country: US }
      exemptCallers: ['+31612345603']
      closed: { reject: We are closed. }
`

describe('preanswer timetable', () => {
  it('shows a week on the clock of the line, with its holidays', async () => {
    const cwd = await createFolder({ 'preanswer.config.yaml': config })
    const { exitCode, stdout, stderr } = await preanswer(['timetable', '--week', '2026-W52'], { cwd })
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toMatch(/^2026-W52, line default, a caller without a number, by the clock of Europe\/Amsterdam\n/)
    expect(stdout).toMatch(/^Thu 24 Dec {2}(?:A ){9}(?:B ){8}(?:A ){6}A$/m)
    expect(stdout).toMatch(/^Fri 25 Dec {2}(?:C ){23}C {2}Christmas Day$/m)
    expect(stdout).toMatch(/^C {2}turned away by business-hours, holiday, in en: "We are closed\."$/m)
  })

  it('prints the same as JSON, for a caller who is somebody', async () => {
    const cwd = await createFolder({ 'preanswer.config.yaml': config })
    const from = ['--from', '+31612345603', '--line', '+31201234567']
    const { stdout } = await preanswer(['timetable', '--week', '2026-W52', ...from, '--json'], { cwd })
    const { days } = JSON.parse(stdout)
    expect(days[4]).toMatchObject({ date: '2026-12-25', remarks: ['Christmas Day'] })
    expect(days[4].hours[12]).toMatchObject({ hour: 12, kind: 'default', notes: [] })
    expect(stdout).not.toContain('+31612345603')
  })

  it.each([
    ['--week', 'next'],
    ['--from', 'somebody'],
  ])('exits 2 for %s %s', async (...words) => {
    const cwd = await createFolder({ 'preanswer.config.yaml': config })
    const { exitCode, stdout, stderr } = await preanswer(['timetable', ...words], { cwd })
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).not.toBe('')
  })
})
