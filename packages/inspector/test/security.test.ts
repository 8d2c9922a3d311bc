import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { buildPage } from '../ui/build.js'
import { send } from './raw.ts'
import { serveInTest, token } from './serving.ts'

await buildPage()
const signedIn = { authorization: `Bearer ${token}` }
const json = { 'content-type': 'application/json' }

describe('the inspector: names', () => {
  it.each([
    { host: '127.0.0.1:3000', status: 200 },
    { host: '[::1]:3000', status: 200 },
    { host: '192.0.2.7', status: 200 },
    { host: 'localhost:3000', status: 200 },
    { host: 'inspector.localhost', status: 200 },
    { host: 'INSPECTOR.example.com', status: 200 },
    { host: 'evil.example', status: 403 },
    { host: 'localhost.evil.example', status: 403 },
    { host: '127.0.0.1.evil.example', status: 403 },
    { host: 'evil.inspector.example.com', status: 403 },
    { host: 'evillocalhost', status: 403 },
    { host: 'user@localhost', status: 403 },
    { host: 'localhost/@evil.example', status: 403 },
    { host: 'a b', status: 403 },
  ])('at the host $host answers $status', async ({ host, status }) => {
    const { origin } = await serveInTest([], { inspector: { hosts: ['inspector.example.com'] } })
    const page = await send(origin, { path: '/inspector/', headers: { host } })
    const api = await send(origin, { path: '/inspector/api/calls', headers: { host, ...signedIn } })
    expect([page.status, api.status]).toEqual([status, status])
  })

  it.each([
    { from: 'https://evil.example', site: 'cross-site', status: 403 },
    { from: 'null', site: 'cross-site', status: 403 },
    { from: 'http://127.0.0.1:1', site: 'same-site', status: 403 },
    { from: 'file://', site: undefined, status: 403 },
    { from: undefined, site: 'cross-site', status: 403 },
    { from: undefined, site: 'same-origin', status: 200 },
    { from: undefined, site: undefined, status: 200 },
    { from: 'https://inspector.example.com', site: 'same-origin', status: 200 },
  ])('from a page of $from ($site) answers $status', async ({ from, site, status }) => {
    const { origin } = await serveInTest([], { inspector: { hosts: ['inspector.example.com'] } })
    const headers = {
      ...signedIn,
      ...(from === undefined ? {} : { origin: from }),
      ...(site === undefined ? {} : { 'sec-fetch-site': site, 'sec-fetch-mode': 'cors' }),
    }
    expect((await send(origin, { path: '/inspector/api/calls', headers })).status).toBe(status)
  })
})

describe('the inspector: the token', () => {
  it.each(['calls', 'calls/1', 'calls/1/request', 'host', 'week', 'events', 'session'])(
    'is asked for before %s is told',
    async (path) => {
      const { origin } = await serveInTest()
      const proofs: Record<string, string>[] = [
        {},
        { authorization: 'Bearer of somebody else' },
        { cookie: `preanswer-inspector-${new URL(origin).port}=9999999999999.x` },
      ]
      const responses = proofs.map((headers) => send(origin, { path: `/inspector/api/${path}`, headers }))
      expect((await Promise.all(responses)).map(({ status }) => status)).toEqual([401, 401, 401])
    },
  )

  it('is asked for before a call is tried', async () => {
    const { origin } = await serveInTest()
    const question = { method: 'POST', path: '/inspector/api/ask', headers: json, body: '{"body":"{}"}' }
    expect((await send(origin, question)).status).toBe(401)
  })

  it('is traded for a cookie that no script reads and no other site sends', async () => {
    const { origin } = await serveInTest()
    const signIn = (given: unknown, headers = {}) =>
      send(origin, {
        method: 'POST',
        path: '/inspector/api/session',
        headers: { ...json, ...headers },
        body: JSON.stringify({ token: given }),
      })
    expect(await Promise.all([signIn('wrong'), signIn(1), signIn(undefined)])).toMatchObject(
      Array(3).fill({ status: 401 }),
    )
    const { status, headers } = await signIn(token)
    const [cookie = ''] = headers['set-cookie'] ?? []
    expect(status).toBe(200)
    expect(cookie).toMatch(/; path=\/; expires=.*; samesite=strict; httponly$/)
    expect(cookie).not.toContain(token)
    const [session = ''] = cookie.split(';')
    const calls = (given: string) => send(origin, { path: '/inspector/api/calls', headers: { cookie: given } })
    expect((await calls(session)).status).toBe(200)
    const later = session.replace(/=(\d+)/, (_all, at) => `=${Number(at) + 1}`)
    expect((await calls(later)).status).toBe(401)
  })

  it('gives a cookie for TLS only where the page came by TLS', async () => {
    const { origin } = await serveInTest([], { inspector: { hosts: ['inspector.example.com'] } })
    const headers = { ...json, host: 'inspector.example.com', origin: 'https://inspector.example.com' }
    const body = JSON.stringify({ token })
    const signedIn = await send(origin, { method: 'POST', path: '/inspector/api/session', headers, body })
    expect(signedIn.headers['set-cookie']?.[0]).toMatch(/; secure/)
  })

  it('lets nobody stay for ever', async () => {
    const { origin } = await serveInTest()
    const body = JSON.stringify({ token })
    const { headers } = await send(origin, { method: 'POST', path: '/inspector/api/session', headers: json, body })
    const [cookie = ''] = headers['set-cookie'] ?? []
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 13 * 3_600_000)
    expect((await send(origin, { path: '/inspector/api/calls', headers: { cookie } })).status).toBe(401)
  })

  it('is not taken from a form, as another site may send one', async () => {
    const { origin } = await serveInTest()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const form = { method: 'POST', path: '/inspector/api/session', headers, body: `token=${token}` }
    expect((await send(origin, form)).status).toBe(401)
  })
})

describe('the inspector: what it sends', () => {
  it.each(['/inspector', '/inspector/', '/inspector/api/calls', '/inspector/nothing', '/inspector/api/session'])(
    'at %s allows scripts and styles of its own and nothing else',
    async (path) => {
      const { origin } = await serveInTest()
      const { headers } = await send(origin, { path })
      const policy = String(headers['content-security-policy'])
      expect(policy).toContain("default-src 'none'")
      expect(policy).not.toMatch(/unsafe|\*|https?:|data:/)
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
      })
    },
  )

  it.each([
    '/inspector/../package.json',
    '/inspector/%2e%2e/package.json',
    '/inspector/..%2fpackage.json',
    '/inspector/..\\package.json',
    '/inspector/assets/../../index.js',
    '/inspector//etc/passwd',
    '/inspector/%00',
    '/inspector/index.html/',
    '/inspector/api/calls/..%2f..%2fhost',
  ])('is nothing at %s', async (path) => {
    const { origin } = await serveInTest()
    const { status, body } = await send(origin, { path, headers: signedIn })
    expect({ status: status === 404 || status === 400, body: /version|root:/.test(body) }).toEqual({
      status: true,
      body: false,
    })
  })

  it('leaves every other path to the host', async () => {
    const { origin, ring } = await serveInTest()
    expect((await ring()).status).toBe(200)
    expect((await send(origin, { path: '/inspectors' })).status).toBe(404)
  })

  it('keeps what it tells out of every cache', async () => {
    const { ask } = await serveInTest()
    expect((await ask('calls')).headers.get('cache-control')).toBe('no-store')
  })
})

describe('the inspector: a sender', () => {
  it('hears nothing of why its signature was refused', async () => {
    const { ring, ask } = await serveInTest()
    const bodies = await Promise.all(
      ['of somebody else', 'a-secret-of-the-tests\n'].map(async (key) => (await ring({ key })).text()),
    )
    expect(new Set(bodies).size).toBe(1)
    await sleep(0)
    expect(await (await ask('calls')).json()).toMatchObject(Array(2).fill({ kind: 'refused' }))
  })
})
