import { createHost, definePlugin, type Hooks, type HostConfig } from '@preanswer/core'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { divideConfig } from '../config/command.ts'
import { createAlerts } from './alerts.ts'

const json = { 'content-type': 'application/json' }
const body = JSON.stringify({ message: { type: 'assistant-request', customer: { number: '+447700900456' } } })
const whole = {
  firstMessage: 'Hello.',
  llm: { provider: 'openai', model: 'gpt-5.4' },
  stt: { provider: 'deepgram', model: 'nova-3', language: 'en' },
  tts: { provider: 'elevenlabs', voiceId: 'someone' },
}

/** A host with alerts that go into a log only. */
async function startHost(config: HostConfig, asked: object = {}) {
  const lines: object[] = []
  const write = (fields: object, message: string) => void lines.push({ ...fields, message })
  const log = { debug: write, info: write, warn: write, error: write }
  const { alerts } = divideConfig({ alerts: asked }).command
  if (alerts === undefined) throw new Error('the alerts are wrong')
  const { onExchange, onRefusal, watch, close } = createAlerts(alerts, log)
  const silent = { debug() {}, info() {}, warn() {}, error() {} }
  const host = await createHost(config, { log: silent, onExchange, onRefusal })
  watch(host)
  return { host, lines, close, watch }
}

describe('createAlerts', () => {
  it('alerts of a fallback, with its line', async () => {
    const { host, lines } = await startHost({ unsigned: true, savedAssistant: false, fallback: whole })
    await host.answer({ headers: json, body, trusted: true })
    await host.close()
    expect(lines).toEqual([
      { alert: 'fallback', entries: [], lines: ['default'], suppressed: 0, message: expect.any(String) },
    ])
  })

  it.each([
    { spentMs: 4_100, expected: ['deadline-missed'], when: 'after the deadline' },
    { spentMs: 100, expected: [], when: 'in time' },
  ])('of a call that is answered $when alerts $expected', async ({ spentMs, expected }) => {
    const { host, lines } = await startHost({ unsigned: true })
    await host.answer({ headers: json, body, trusted: true, arrivedAt: performance.now() - spentMs })
    await host.close()
    expect(lines.map((line) => 'alert' in line && line.alert)).toEqual(expected)
  })

  it('alerts of a breaker when it opens, not for each call that it skips', async () => {
    const failing = definePlugin({
      name: 'failing',
      setup: (hooks) => hooks.contribute.tap(() => Promise.reject(new Error('down'))),
    })
    const breaker = { failures: 2, windowMs: 60_000, coolDownMs: 60_000 }
    const { host, lines, close } = await startHost({ unsigned: true, plugins: [failing()], breaker })
    for (let count = 0; count < 5; count += 1) await host.answer({ headers: json, body, trusted: true })
    await host.close()
    await close()
    expect(lines).toMatchObject([{ alert: 'breaker-open', entries: ['failing'], lines: ['default'], suppressed: 0 }])
  })

  it('alerts once of a plugin that is given up, and not of one that is tried again', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const down = () => Promise.reject(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }))
    const setup = vi.fn<(hooks: Hooks) => void | Promise<void>>(down)
    const crm = definePlugin({ name: 'crm', setup })
    const { host, lines } = await startHost({ unsigned: true, plugins: [crm()] }, { everyMs: 1_000 })
    await vi.advanceTimersByTimeAsync(5_000)
    expect(lines).toEqual([])
    // it comes back in the end, with more than fits into the plan
    setup.mockImplementation((hooks) => hooks.contribute.tap({ budgetMs: 60_000 }, () => null))
    await vi.advanceTimersByTimeAsync(60_000)
    await host.close()
    expect(lines).toMatchObject([{ alert: 'given-up', entries: ['crm'], lines: [] }])
  })

  it('alerts again of a plugin that is given up again after a reload', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const down = () => Promise.reject(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }))
    const tooLong = (hooks: Hooks) => hooks.contribute.tap({ budgetMs: 60_000 }, () => null)
    const setup = vi.fn<(hooks: Hooks) => void | Promise<void>>(down)
    const config = { unsigned: true, plugins: [definePlugin({ name: 'crm', setup })()] }
    const { host, lines } = await startHost(config, { everyMs: 1_000 })
    for (const count of [1, 2]) {
      setup.mockImplementation(tooLong)
      await vi.advanceTimersByTimeAsync(60_000)
      expect(lines).toHaveLength(count)
      setup.mockImplementation(down)
      await host.reload(config)
      await vi.advanceTimersByTimeAsync(2_000)
    }
    await host.close()
  })

  it('alerts once of a plugin whose workers are given up', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const { host, lines, close, watch } = await startHost({ unsigned: true })
    const counts = { failures: 5, late: 0, skipped: 0, detached: 0, breakers: [] }
    const scoring = { name: 'scoring', plugin: 'scoring', line: 'default', ...counts }
    const workers = { state: 'given-up', ready: 0, lost: 5, reason: 'exited' } as const
    watch({ health: () => ({ ...host.health(), entries: [{ ...scoring, workers }] }) })
    await vi.advanceTimersByTimeAsync(5_000)
    await host.close()
    await close()
    expect(lines).toMatchObject([{ alert: 'given-up', entries: ['scoring'], lines: [], suppressed: 0 }])
  })

  it('alerts once of a line whose config is wrong', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const { host, lines, close } = await startHost({
      unsigned: true,
      lines: [{ name: 'wrong', numbers: ['+31201234567'], timeZone: 'Nowhere' }],
    })
    await vi.advanceTimersByTimeAsync(5_000)
    await host.close()
    await close()
    const alerts = lines.filter((line) => 'alert' in line)
    expect(alerts).toMatchObject([{ alert: 'line-in-fallback', entries: [], lines: ['wrong'], suppressed: 0 }])
  })

  it.each([
    { refused: 4, expected: 0, when: 'are not enough for a burst' },
    { refused: 5, expected: 1, when: 'are a burst' },
    { refused: 14, expected: 2, when: 'are two bursts' },
  ])('tells nothing of single refusals: $refused $when', async ({ refused, expected }) => {
    const { host, lines, close } = await startHost(
      { secrets: 'a-secret-of-the-tests' },
      { refusedSignatures: { count: 5 } },
    )
    for (let count = 0; count < refused; count += 1) await host.answer({ headers: json, body })
    for (let count = 0; count < 20; count += 1) await host.answer({ headers: json, body: '{' })
    await close()
    expect(lines.map((line) => 'alert' in line && line.alert)).toEqual(Array(expected).fill('refused-signatures'))
  })

  it.each([
    { apartMs: 15_001, expected: 0, when: 'over more than a minute are no burst' },
    { apartMs: 15_000, expected: 1, when: 'within a minute are one' },
  ])('forgets refusals after a while: five $when', async ({ apartMs, expected }) => {
    vi.useFakeTimers({ toFake: ['performance'] })
    onTestFinished(() => void vi.useRealTimers())
    const { host, lines } = await startHost({ secrets: 'a-secret-of-the-tests' }, { refusedSignatures: { count: 5 } })
    for (let count = 0; count < 5; count += 1) {
      await host.answer({ headers: json, body })
      vi.advanceTimersByTime(apartMs)
    }
    expect(lines).toHaveLength(expected)
  })

  it('leaves out kinds that nobody asked for', async () => {
    const { host, lines } = await startHost(
      { unsigned: true, savedAssistant: false, fallback: whole },
      { kinds: ['deadline-missed'] },
    )
    await host.answer({ headers: json, body, trusted: true })
    await host.close()
    expect(lines).toEqual([])
  })
})
