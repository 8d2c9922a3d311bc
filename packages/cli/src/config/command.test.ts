import { describe, expect, it } from 'vitest'
import { divideConfig } from './command.ts'

const token = 'a-token-that-nobody-guesses'

describe('divideConfig', () => {
  it('gives the core its keys, and the command its own with their defaults', () => {
    const { config, command, issues } = divideConfig({ unsigned: true, plugins: [], metrics: {}, alerts: {} })
    expect({ config, issues }).toEqual({ config: { unsigned: true, plugins: [] }, issues: [] })
    expect(command).toEqual({
      metrics: { port: 9464, path: '/metrics', process: true, lines: 100 },
      alerts: {
        kinds: ['refused-signatures', 'breaker-open', 'given-up', 'line-in-fallback', 'fallback', 'deadline-missed'],
        everyMs: 300_000,
        timeoutMs: 5_000,
        refusedSignatures: { count: 20, withinMs: 60_000 },
      },
      log: { callers: 'none' },
      stateDir: '.preanswer',
    })
  })

  it('watches nothing where nobody asks for it', () => {
    expect(divideConfig({ unsigned: true }).command).toEqual({ log: { callers: 'none' }, stateDir: '.preanswer' })
  })

  it.each([
    { config: { metrcs: {} }, path: ['metrcs'], hint: 'did you mean metrics?', what: 'a key that nobody knows' },
    { config: { langauge: 'nl' }, path: ['langauge'], hint: 'did you mean language?', what: "a key of the core's" },
    { config: { metrics: { prot: 1 } }, path: ['metrics', 'prot'], hint: 'did you mean port?', what: 'a key inside' },
    { config: { metrics: true }, path: ['metrics'], what: 'no object' },
    { config: { metrics: { port: 65_536 } }, path: ['metrics', 'port'], what: 'no port' },
    { config: { metrics: { path: 'metrics' } }, path: ['metrics', 'path'], what: 'no path' },
    {
      config: { metrics: { port: 3000 } },
      path: ['metrics', 'port'],
      hint: 'server',
      what: 'the port of the webhooks',
    },
    { config: { metrics: { port: 'server', host: '::1' } }, path: ['metrics', 'host'], what: 'a host without a port' },
    { config: { metrics: { port: 'server', path: '/readyz' } }, path: ['metrics', 'path'], what: 'a path taken twice' },
    {
      config: { metrics: { port: 'server', path: '/webhook' } },
      path: ['metrics', 'path'],
      what: 'the path of webhooks',
    },
    { config: { server: { path: '/healthz' } }, path: ['server', 'path'], what: 'the path of a health check' },
    { config: { alerts: { url: 'example.net' } }, path: ['alerts', 'url'], what: 'an address without its scheme' },
    {
      config: { alerts: { url: 'https://me:secret@a.example' } },
      path: ['alerts', 'url'],
      what: 'an address with a password',
    },
    { config: { alerts: { url: 'file:///etc' } }, path: ['alerts', 'url'], what: 'an address of a file' },
    { config: { alerts: { kinds: ['fallbacks'] } }, path: ['alerts', 'kinds', 0], what: 'an unknown kind' },
    { config: { alerts: { kinds: [] } }, path: ['alerts', 'kinds'], what: 'no kind at all' },
    { config: { alerts: { bearer: 'of-nobody' } }, path: ['alerts', 'bearer'], what: 'a token for no address' },
    { config: { alerts: { everyMs: 10 } }, path: ['alerts', 'everyMs'], what: 'alerts without a pause' },
    { config: { log: { callers: 'numbers' } }, path: ['log', 'callers'], what: 'numbers in the log' },
    { config: { log: { callers: 'pseudonym', key: 'short' } }, path: ['log', 'key'], what: 'a key to be guessed' },
    { config: { inspector: {} }, path: ['inspector', 'token'], what: 'an inspector for everybody' },
    { config: { inspector: { token: 'short' } }, path: ['inspector', 'token'], what: 'a token to be guessed' },
    {
      config: { inspector: { token, path: '/webhook' } },
      path: ['inspector', 'path'],
      what: 'an inspector in the place of the webhooks',
    },
    {
      config: { inspector: { token, path: '/a' }, server: { path: '/a/b' } },
      path: ['inspector', 'path'],
      what: 'an inspector above the webhooks',
    },
    {
      config: { inspector: { token, path: '/metrics' }, metrics: { port: 'server' } },
      path: ['inspector', 'path'],
      what: 'an inspector in the place of the metrics',
    },
    {
      config: { inspector: { token, hosts: ['https://a.example'] } },
      path: ['inspector', 'hosts', 0],
      what: 'an address for a name',
    },
    { config: { log: { key: 'k'.repeat(40) } }, path: ['log', 'key'], what: 'a key that is not used' },
  ])('refuses $what', ({ config, path, hint = '' }) => {
    const { issues } = divideConfig(config)
    expect(issues.map((issue) => issue.path)).toEqual([path])
    expect(issues[0]?.hint ?? '').toContain(hint)
  })

  it.each([undefined, null, 'text', [], { plugins: 'text' }, { secrets: 1 }])('leaves %j to the core', (config) => {
    expect(divideConfig(config)).toMatchObject({ config, issues: [] })
  })

  it.each([
    { config: { metrics: { port: 'server' } }, codes: ['metrics-beside-webhooks'], what: 'public metrics' },
    { config: { alerts: { url: 'http://alerts.example/x' } }, codes: ['alerts-in-the-clear'], what: 'open alerts' },
    { config: { alerts: { url: 'http://127.0.0.1:9/x' } }, codes: [], what: 'nothing about alerts on this machine' },
    { config: { alerts: { url: 'https://alerts.example/x' } }, codes: [], what: 'nothing about what is encrypted' },
  ])('warns of $what', ({ config, codes }) => {
    expect(divideConfig(config).findings.map(({ code }) => code)).toEqual(codes)
  })
})
