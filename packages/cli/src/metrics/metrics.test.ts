import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { claimError, createHost, definePlugin, type Hooks, type HostConfig } from '@preanswer/core'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createMetrics } from './metrics.ts'
import { startMetricsServer } from './serve.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
const json = { 'content-type': 'application/json' }

function webhook(type: string, id?: string) {
  const body = JSON.stringify({ message: { type, call: { id }, customer: { number: '+447700900456' } } })
  return { headers: json, body, trusted: true }
}

function entry(name: string, setup: (hooks: Hooks) => void) {
  return definePlugin({ name, setup })()
}

/** A host with metrics; `samples` reads what is asked for, by the labels. */
async function startHost(config: Partial<HostConfig> = {}, lines = 100) {
  const metrics = createMetrics({ process: false, lines })
  const { onExchange, onRefusal } = metrics
  const host = await createHost(
    { unsigned: true, ...config },
    { log: silent, onExchange, onRefusal, claimErrors: true },
  )
  metrics.watch(host)
  const samples = async (name: string) => samplesOf(await metrics.text(), name)
  return { host, metrics, samples }
}

function samplesOf(text: string, name: string): Record<string, number> {
  const found = [...text.matchAll(/^(\w+)(?:\{(.*)\})? (\S+)$/gm)].filter(([, of]) => of === `preanswer_${name}`)
  return Object.fromEntries(found.map(([, , labels = '', value]) => [labels.replaceAll('"', ''), Number(value)]))
}

describe('the metrics', () => {
  it('count calls by line, dialect and the kind of the response', async () => {
    const refusing = entry('refusing', (hooks) =>
      hooks.screen.tap(({ call }) => (call.dialedNumber === undefined ? undefined : { reject: 'No.' })),
    )
    const { host, samples } = await startHost({ plugins: [refusing] })
    await host.answer(webhook('assistant-request'))
    await host.answer(webhook('assistant-request'))
    const body = JSON.stringify({ message: { type: 'assistant-request', phoneNumber: { number: '+31201234567' } } })
    await host.answer({ headers: json, body, trusted: true })
    await host.close()
    expect(await samples('calls_total')).toEqual({
      'line=default,dialect=snake,response=default': 2,
      'line=default,dialect=camel,response=rejection': 1,
    })
    expect(await samples('answer_seconds_count')).toEqual({
      'line=default,dialect=snake': 2,
      'line=default,dialect=camel': 1,
    })
  })

  it('count answers that missed their deadline', async () => {
    const { host, samples } = await startHost({ marginMs: 500 })
    await host.answer(webhook('assistant-request'))
    expect(await samples('deadline_missed_total')).toEqual({})
    await host.answer({ ...webhook('assistant-request'), arrivedAt: performance.now() - 4_600 })
    await host.close()
    expect(await samples('deadline_missed_total')).toEqual({ 'line=default,dialect=snake': 1 })
    expect(await samples('deadline_seconds')).toEqual({ 'line=default,dialect=snake': 4.5 })
    const { 'le=4,line=default,dialect=snake': within4 } = await samples('answer_seconds_bucket')
    expect(within4).toBe(1)
  })

  it('count taps by entry, hook and outcome, and time those that ran', async () => {
    const busy = entry('busy', (hooks) => {
      hooks.identify.tap(() => ({ country: 'GB' }))
      hooks.contribute.tap(() => {
        throw new Error('no')
      })
      hooks.observe.tap(() => {})
    })
    const { host, samples } = await startHost({ plugins: [busy] })
    await host.answer(webhook('assistant-request'))
    await host.answer({ ...webhook('assistant-request'), arrivedAt: performance.now() - 5_000 })
    await host.close()
    expect(await samples('taps_total')).toEqual({
      'entry=busy,hook=identify,outcome=used': 1,
      'entry=busy,hook=contribute,outcome=failed': 1,
      'entry=busy,hook=observe,outcome=unchanged': 2,
      'entry=busy,hook=identify,outcome=skipped': 1,
      'entry=busy,hook=contribute,outcome=skipped': 1,
    })
    expect(await samples('tap_seconds_count')).toEqual({
      'entry=busy,hook=identify': 1,
      'entry=busy,hook=contribute': 1,
      'entry=busy,hook=observe': 2,
    })
  })

  it('count other events, what was passed on, and what was not', async () => {
    const target = createServer((request, response) => {
      request.resume().on('end', () => response.writeHead(request.headers['x-webhook-id'] === 'bad' ? 400 : 200).end())
    }).listen(0, '127.0.0.1')
    onTestFinished(() => void target.close())
    await once(target, 'listening')
    const forward = `http://127.0.0.1:${(target.address() as AddressInfo).port}/`
    const { host, samples } = await startHost({ forward })
    await host.answer(webhook('status-update'))
    await host.answer({ ...webhook('status-update'), headers: { ...json, 'x-webhook-id': 'bad' } })
    await host.close()
    expect(await samples('events_total')).toEqual({
      'line=default,dialect=snake,event=status-update,response=forwarded': 2,
    })
    expect(await samples('forwarded_events_total')).toEqual({ 'result=delivered': 1, 'result=given-up': 1 })
  })

  it('count second deliveries, late results and what is in flight', async () => {
    let finish = () => {}
    const late = entry('late', (hooks) =>
      hooks.contribute.tap(
        { budgetMs: 5 },
        () => new Promise<undefined>((resolve) => (finish = () => resolve(undefined))),
      ),
    )
    const { host, samples } = await startHost({ plugins: [late] })
    const answering = host.answer(webhook('assistant-request', 'one'))
    expect(await samples('in_flight')).toEqual({ '': 1 })
    await answering
    finish()
    await host.answer(webhook('assistant-request', 'one'))
    await host.close()
    expect(await samples('in_flight')).toEqual({ '': 0 })
    expect(await samples('repeated_deliveries_total')).toEqual({ '': 1 })
    expect(await samples('late_results_total')).toEqual({ 'line=default,entry=late': 1 })
  })

  it('count what entries left behind', async () => {
    const left: boolean[] = []
    const leaky = entry('leaky', (hooks) =>
      hooks.contribute.tap(() => void setImmediate(() => left.push(claimError(new Error('of nobody'))))),
    )
    const { host, samples } = await startHost({ plugins: [leaky, entry('tidy', () => {})] })
    await host.answer(webhook('assistant-request'))
    await vi.waitFor(() => expect(left).toEqual([true]))
    await host.close()
    expect(await samples('detached_errors_total')).toEqual({
      'line=default,entry=leaky': 1,
      'line=default,entry=tidy': 0,
    })
  })

  it('show which taps are skipped for failing, are tried again, and are well again', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    onTestFinished(() => void vi.useRealTimers())
    let answer = (): Promise<undefined> => Promise.reject(new Error('down'))
    const failing = entry('failing', (hooks) => hooks.contribute.tap(() => answer()))
    const { host, samples } = await startHost({
      plugins: [failing],
      breaker: { failures: 2, windowMs: 60_000, coolDownMs: 5_000 },
    })
    const ring = () => host.answer(webhook('assistant-request'))
    const states = [await samples('breaker_state')]
    await ring()
    await ring()
    states.push(await samples('breaker_state'))
    vi.advanceTimersByTime(5_000)
    // asked while the tap is tried
    answer = async () => {
      states.push(await samples('breaker_state'))
      return undefined
    }
    await ring()
    states.push(await samples('breaker_state'))
    await host.close()
    const series = 'line=default,entry=failing,hook=contribute'
    expect(states).toEqual([{}, { [series]: 2 }, { [series]: 1 }, { [series]: 0 }])
  })

  it('show which entries are not set up', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const down = () => Promise.reject(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }))
    const setup = vi.fn<(hooks: Hooks) => void | Promise<void>>(down)
    const { host, samples } = await startHost({ plugins: [definePlugin({ name: 'crm', setup })()] })
    expect(await samples('entry_degraded')).toEqual({ 'line=default,entry=crm': 1 })
    setup.mockImplementation(() => {})
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await samples('entry_degraded')).toEqual({ 'line=default,entry=crm': 0 })
    await host.close()
  })

  it('name the line of an entry and of a breaker, and count the lines whose config is wrong', async () => {
    const failing = entry('failing', (hooks) => hooks.contribute.tap(() => Promise.reject(new Error('down'))))
    const { host, samples } = await startHost({
      breaker: { failures: 1 },
      lines: [
        { name: 'own', numbers: ['+31201234567'], plugins: [failing] },
        { name: 'wrong', numbers: ['+31301234567'], timeZone: 'Nowhere' },
      ],
    })
    const body = JSON.stringify({ message: { type: 'assistant-request', phone_number: { number: '+31201234567' } } })
    await host.answer({ headers: json, body, trusted: true })
    await host.close()
    expect(await samples('breaker_state')).toEqual({ 'line=own,entry=failing,hook=contribute': 2 })
    expect(await samples('entry_degraded')).toEqual({ 'line=own,entry=failing': 0 })
    expect(await samples('lines_in_fallback')).toEqual({ '': 1 })
  })

  it('count lines beyond so many together', async () => {
    const late = entry('late', () => {})
    const numbers = ['+31201234567', '+31301234567', '+31101234567']
    const lines = numbers.map((number, index) => ({ name: `line-${index}`, numbers: [number], plugins: [late] }))
    const { host, samples } = await startHost({ lines }, 2)
    for (const number of numbers) {
      const body = JSON.stringify({ message: { type: 'assistant-request', phone_number: { number } } })
      await host.answer({ headers: json, body, trusted: true })
    }
    await host.close()
    expect(await samples('calls_total')).toEqual({
      'line=line-0,dialect=snake,response=default': 1,
      'line=(other),dialect=snake,response=default': 2,
    })
    expect(await samples('late_results_total')).toEqual({ 'line=line-0,entry=late': 0, 'line=(other),entry=late': 0 })
  })

  it('count refusals by code, each code from the start', async () => {
    const { host, samples } = await startHost()
    expect((await samples('refusals_total'))['code=PREANSWER_UNTRUSTED']).toBe(0)
    await host.answer({ ...webhook('assistant-request'), trusted: false, headers: {} })
    expect((await samples('refusals_total'))['code=PREANSWER_UNTRUSTED']).toBe(1)
  })

  it('have the process in them where that is asked for', async () => {
    expect(await createMetrics({ process: true, lines: 100 }).text()).toContain('nodejs_eventloop_lag_seconds')
    expect(await createMetrics({ process: false, lines: 100 }).text()).not.toMatch(/nodejs_|process_/)
  })
})

describe('startMetricsServer', () => {
  it('shows them at their path as text, and nothing else', async () => {
    const { metrics } = await startHost()
    const options = { log: silent, address: '127.0.0.1', port: 0, path: '/internal/metrics' }
    const { url, close } = await startMetricsServer(metrics, options)
    const shown = await fetch(url)
    expect(shown.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect(await shown.text()).toContain('# TYPE preanswer_calls_total counter')
    expect(await fetch(url, { method: 'POST' })).toMatchObject({ status: 404 })
    expect(await fetch(new URL('/metrics', url))).toMatchObject({ status: 404 })
    await close()
    await expect(fetch(url)).rejects.toThrow()
  })
})
