import { describe, expect, it, vi } from 'vitest'
import { json, send, startCrm } from '../../test/crm.ts'
import { startHost } from '../../test/host.ts'
import { customerLookup } from '../index.ts'

const anna = { phone: '+31612345678', name: 'Anna' }

/** A CRM that gives out tokens and takes the last one. */
async function startTokenCrm(token: object = {}) {
  let given = 0
  const crm = await startCrm((request, response) => {
    if (request.url === '/token') {
      given += 1
      json({ access_token: `token-${given}`, token_type: 'Bearer', ...token })(request, response)
    } else if (request.headers.authorization === `Bearer token-${given}`) json(anna)(request, response)
    else send(response, 401, {})
  })
  const paths = () => crm.requests.map(({ path }) => path)
  return { crm, paths, end: () => (given += 1) }
}

function lookup(url: string, oauth: object = {}) {
  const http = {
    url: `${url}/customers?phone={e164}`,
    oauth: { tokenUrl: `${url}/token`, clientId: 'preanswer', clientSecret: 'sword&fish', ...oauth },
  }
  return customerLookup({ http, fields: { number: 'phone', name: 'name' }, cache: { hitMs: 1, staleMs: 1, missMs: 1 } })
}

describe('http.oauth', () => {
  it('gets a token with the credentials of the client, and uses it again', async () => {
    const { crm, paths } = await startTokenCrm()
    const host = await startHost(lookup(crm.url, { scope: 'api' }))
    expect((await host.call()).customer).toEqual({ name: 'Anna' })
    await host.call('+31687654321')
    expect(paths()).toEqual(['/token', '/customers?phone=%2B31612345678', '/customers?phone=%2B31687654321'])
    const [token] = crm.requests
    expect(token).toMatchObject({ method: 'POST' })
    expect(Object.fromEntries(new URLSearchParams(token?.body))).toEqual({
      grant_type: 'client_credentials',
      client_id: 'preanswer',
      client_secret: 'sword&fish',
      scope: 'api',
    })
  })

  it('gets one token for many calls at once', async () => {
    const { crm, paths } = await startTokenCrm()
    const host = await startHost(lookup(crm.url))
    await Promise.all(Array.from({ length: 20 }, (_, index) => host.call(`+316123456${10 + index}`)))
    expect(paths().filter((path) => path === '/token')).toHaveLength(1)
  })

  it('gets another one when a token is refused', async () => {
    const { crm, paths, end } = await startTokenCrm()
    const host = await startHost(lookup(crm.url))
    await host.call('+31687654321')
    end()
    expect((await host.call()).customer).toEqual({ name: 'Anna' })
    expect(paths().filter((path) => path === '/token')).toHaveLength(2)
  })

  it('gets another one before a token ends', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const { crm, paths } = await startTokenCrm({ expires_in: 3_600 })
    const host = await startHost(lookup(crm.url))
    await host.call()
    vi.advanceTimersByTime(3_569_000)
    await host.call()
    expect(paths().filter((path) => path === '/token')).toHaveLength(1)
    vi.advanceTimersByTime(1_000)
    await host.call()
    expect(paths().filter((path) => path === '/token')).toHaveLength(2)
    vi.useRealTimers()
  })

  it.each([
    { how: 'refuses the client', status: 400, body: '{}', note: 'source-refuses' },
    { how: 'is down', status: 500, body: '{}', note: 'source-down' },
    { how: 'gives no token', status: 200, body: '{}', note: 'answer-unreadable' },
    {
      how: 'gives something that is no token',
      status: 200,
      body: '{"access_token":"a\\nb"}',
      note: 'answer-unreadable',
    },
    { how: 'is not there', status: 404, body: '', note: 'answer-unreadable' },
  ])('answers a call when the server of tokens $how', async ({ status, body, note }) => {
    const crm = await startCrm((_, response) => send(response, status, { 'content-type': 'application/json' }, body))
    const host = await startHost(lookup(crm.url))
    expect((await host.call()).tap).toMatchObject({ outcome: 'unchanged', notes: [note] })
    expect(host.logged()).not.toContain('fish')
  })

  it('does not go on when the new token is refused too', async () => {
    const crm = await startCrm((request, response) =>
      request.url === '/token' ? json({ access_token: 'a' })(request, response) : send(response, 401, {}),
    )
    const host = await startHost(lookup(crm.url))
    expect((await host.call()).tap.notes).toEqual(['source-refuses'])
    expect(crm.requests.map(({ path }) => path)).toHaveLength(4)
  })
})
