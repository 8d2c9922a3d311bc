import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const unit = readFileSync(new URL('preanswer.service', import.meta.url), 'utf8')
const dockerfile = readFileSync(new URL('Dockerfile', import.meta.url), 'utf8')
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'preanswer-unit-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

/** systemd-analyze wants the program to exist. */
function verify(text: string) {
  const file = join(folder, 'preanswer.service')
  writeFileSync(file, text.replace('/usr/bin/node', process.execPath))
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' })
  const complaints = stderr.split('\n').filter((line) => line.includes('preanswer.service'))
  return { status, complaints }
}

describe('preanswer.service', () => {
  it.skipIf(!hasSystemd)('is a unit that systemd takes without complaint', () => {
    expect(verify(unit)).toEqual({ status: 0, complaints: [] })
  })

  it.skipIf(!hasSystemd)('is checked by a test that would see a mistake', () => {
    expect(verify(unit.replace('DynamicUser=yes', 'DynamicUsr=yes')).complaints).not.toEqual([])
  })

  it('does not start a wrong config again and gives a drain its time', () => {
    expect(unit).toMatch(/^RestartPreventExitStatus=78$/m)
    expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])).toBeGreaterThan(16 + 5)
  })
})

describe('Dockerfile', () => {
  it('asks for health with a command that runs', () => {
    const line = /CMD (\["node", "-e",.*\])$/m.exec(dockerfile)?.[1] ?? '[]'
    const [, ...parameters] = JSON.parse(line) as string[]
    // nothing listens there: the command itself has to say so by its exit status
    const { status, stderr } = spawnSync(process.execPath, parameters, { env: { PORT: '1' }, encoding: 'utf8' })
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' })
  })

  it('runs node itself as a user without rights', () => {
    expect(dockerfile).toMatch(/^USER node$/m)
    expect(dockerfile).toMatch(/^CMD \["node", /m)
  })
})
