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
      closed:
        reject: { en: We are closed., nl: Wij zijn gesloten. }
  - use: vip-model
    with: { tiers: { gold: { callers: ['+31612345603'], patch: { maxDurationSeconds: 900 } } } }
`
const atNoon = ['--at', '2026-03-25T12:00:00+01:00']
const atNight = ['--at', '2026-03-25T22:00:00Z']
const numbers = ['--from', '+31612345603', '--to', '+31201234567']

describe('preanswer simulate', () => {
  it.each([
    { dialect: 'snake', response: { max_duration_seconds: 900 } },
    { dialect: 'camel', response: { maxDurationSeconds: 900 } },
  ])('prints exactly response and trace with --json, in the dialect $dialect', async ({ dialect, response }) => {
    const cwd = await createFolder({ 'preanswer.config.yaml': config })
    const run = await preanswer(['simulate', ...numbers, ...atNoon, '--dialect', dialect, '--json'], { cwd })
    expect({ ...run, stdout: JSON.parse(run.stdout) }).toEqual({
      exitCode: 0,
      stderr: '',
      stdout: { response, trace: expect.objectContaining({ dialect, event: 'assistant-request' }) },
    })
  })

  it('prints the response and a table of the taps for people', async () => {
    const cwd = await createFolder({ 'preanswer.config.yaml': config })
    const { exitCode, stdout } = await preanswer(['simulate', ...numbers, ...atNoon], { cwd })
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^\{\n {2}"max_duration_seconds": 900\n\}\n/)
    expect(stdout).toMatch(/^hook +entry +outcome +ms +budget +set$/m)
    expect(stdout).toMatch(/^contribute +vip-model +used +[\d.]+ +5 +maxDurationSeconds$/m)
  })

  it('lets the call ring when --at says', async () => {
    const cwd = await createFolder({ 'preanswer.config.yaml': config })
    const { stdout } = await preanswer(['simulate', ...numbers, ...atNight, '--json'], { cwd })
    expect(JSON.parse(stdout)).toMatchObject({
      response: { error: 'We are closed.' },
      trace: { response: { kind: 'rejection' } },
    })
  })

  it('is seen by no plugin that observes calls', async () => {
    const plugin = `export const watching = Object.assign(() => {}, {
      [Symbol.for('preanswer.plugin')]: { apiVersion: 0, definition: {
        name: 'watching',
        setup: (hooks) => hooks.observe.tap(() => process.stderr.write('observed')),
      } },
    })`
    const files = { 'preanswer.config.json': { unsigned: true, plugins: [{ use: './watching.js' }] } }
    const cwd = await createFolder({ ...files, 'watching.js': plugin, 'package.json': { type: 'module' } })
    const { exitCode, stderr } = await preanswer(['simulate', ...numbers, '--json'], { cwd })
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  })

  it('takes withheld for a caller without a number', async () => {
    const cwd = await createFolder({ 'preanswer.config.yaml': config })
    const run = await preanswer(['simulate', '--from', 'withheld', '--to', '+31201234567', ...atNoon, '--json'], {
      cwd,
    })
    expect(JSON.parse(run.stdout).response).toEqual({})
    expect(run.stderr).toBe('')
  })

  it('takes the body of a webhook from a file or from stdin', async () => {
    const body = { eventType: 'assistant-request', fromCaller: '+31612345603', toAssistant: '+31201234567' }
    const cwd = await createFolder({ 'preanswer.config.yaml': config, 'event.json': body })
    const fromFile = await preanswer(['simulate', '--event', 'event.json', ...atNight, '--json'], { cwd })
    const input = JSON.stringify(body)
    const fromStdin = await preanswer(['simulate', '--event', '-', ...atNight, '--json'], { cwd, input })
    for (const { stdout } of [fromFile, fromStdin]) expect(JSON.parse(stdout).trace.dialect).toBe('legacy')
  })

  it('exits 1 with the refusal when the body is no webhook', async () => {
    const cwd = await createFolder({ 'preanswer.config.yaml': config })
    const { exitCode, stdout } = await preanswer(['simulate', '--event', '-', '--json'], {
      cwd,
      input: '{"no": "event"}',
    })
    expect(exitCode).toBe(1)
    expect(JSON.parse(stdout)).toEqual({ response: expect.objectContaining({ status: 400 }), trace: null })
  })

  it('says that a number which is not in E.164 counts as withheld, without printing it', async () => {
    const cwd = await createFolder({ 'preanswer.config.yaml': config })
    const { exitCode, stderr } = await preanswer(['simulate', '--from', '0612345603', '--to', '+31201234567'], { cwd })
    expect(exitCode).toBe(0)
    expect(stderr).toMatch(/--from .*E\.164/)
    expect(stderr).not.toContain('0612345603')
  })

  describe('with --expect', () => {
    const expected = { max_duration_seconds: 900 }

    it.each([
      { what: 'the response', content: expected },
      { what: 'what simulate --json prints', content: { response: expected, trace: null } },
    ])('exits 0 where it is $what', async ({ content }) => {
      const cwd = await createFolder({ 'preanswer.config.yaml': config, 'expected.json': content })
      const run = await preanswer(['simulate', ...numbers, ...atNoon, '--expect', 'expected.json'], { cwd })
      expect(run).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('is the expected one') })
    })

    it.each([
      { what: 'another value', content: { max_duration_seconds: 600 }, change: { before: 600, after: 900 } },
      { what: 'less, as all of it counts', content: {}, change: { after: 900 } },
    ])('exits 1 with the difference where it is $what', async ({ content, change }) => {
      const cwd = await createFolder({ 'preanswer.config.yaml': config, 'expected.json': content })
      const parameters = ['simulate', ...numbers, ...atNoon, '--expect', 'expected.json']
      const run = await preanswer(parameters, { cwd })
      expect(run.exitCode).toBe(1)
      expect(run.stdout).toMatch(/not the expected one:\nmax_duration_seconds\n( {2}- 600\n)? {2}\+ 900\n$/)
      const { exitCode, stdout } = await preanswer([...parameters, '--json'], { cwd })
      expect([exitCode, JSON.parse(stdout).changes]).toEqual([1, [{ path: 'max_duration_seconds', ...change }]])
    })

    it.each([
      { what: 'missing', file: 'nowhere.json', exitCode: 1 },
      { what: 'no JSON', file: 'preanswer.config.yaml', exitCode: 2 },
    ])('exits $exitCode where the file is $what', async ({ file, exitCode }) => {
      const cwd = await createFolder({ 'preanswer.config.yaml': config })
      const run = await preanswer(['simulate', ...numbers, ...atNoon, '--expect', file], { cwd })
      expect(run).toMatchObject({ exitCode, stdout: '', stderr: expect.stringContaining(file) })
    })
  })

  it.each([
    { parameters: [], what: 'no call' },
    { parameters: ['--from', '+31612345603'], what: 'half a call' },
    { parameters: ['--event', 'x.json', ...numbers], what: 'two calls' },
    { parameters: [...numbers, '--at', '2026-03-25'], what: 'a date without a time' },
    { parameters: [...numbers, '--at', '2026-03-25T09:00'], what: 'a time without its offset' },
    { parameters: [...numbers, '--dialect', 'klingon'], what: 'an unknown dialect' },
    { parameters: [...numbers, '--colour'], what: 'an unknown option' },
  ])('exits 2 for $what', async ({ parameters }) => {
    const { exitCode, stdout, stderr } = await preanswer(['simulate', ...parameters])
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).not.toBe('')
  })
})
