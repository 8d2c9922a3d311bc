import { describe, expect, it, onTestFinished } from 'vitest'
import { type Routes, reply, startUpstream } from './index.ts'

async function started(routes: Routes) {
  const upstream = await startUpstream(routes)
  onTestFinished(() => upstream.close())
  return upstream
}

describe('startUpstream', () => {
  it('answers what is planned, and keeps what it was asked', async () => {
    const upstream = await started({ 'POST /customers': reply.json({ name: 'Anna' }) })
    const response = await fetch(`${upstream.url}/customers?phone=%2B31`, { method: 'POST', body: 'hello' })
    expect(await response.json()).toEqual({ name: 'Anna' })
    expect(upstream.requests).toMatchObject([{ method: 'POST', path: '/customers', body: 'hello' }])
    expect(upstream.requests[0]?.query.get('phone')).toBe('+31')
    expect(upstream.complaints()).toEqual([])
  })

  it('answers each request as a function of it', async () => {
    const upstream = await started({
      'GET /customers': (request, response) => reply.json({ asked: request.query.get('id') })(request, response),
    })
    expect(await (await fetch(`${upstream.url}/customers?id=7`)).json()).toEqual({ asked: '7' })
  })

  it('complains of a request that nobody planned, and of a route that nothing asked for', async () => {
    const upstream = await started({ 'GET /customers': reply.json([]) })
    expect((await fetch(`${upstream.url}/contacts`)).status).toBe(501)
    expect(upstream.complaints()).toEqual([
      expect.stringContaining('GET /contacts'),
      expect.stringContaining('GET /customers'),
    ])
  })

  it('does something else instead, and goes back to the plan', async () => {
    const upstream = await started({ 'GET /customers': reply.json([]) })
    upstream.instead(reply.status(503))
    expect((await fetch(`${upstream.url}/customers`)).status).toBe(503)
    upstream.instead(undefined)
    expect((await fetch(`${upstream.url}/customers`)).status).toBe(200)
  })
})

describe('reply', () => {
  it.each([
    { name: 'reset', answer: reply.reset },
    { name: 'cut', answer: reply.cut },
  ])('$name ends the connection', async ({ answer }) => {
    const { url } = await started({ 'GET /': answer })
    await expect(fetch(url).then((response) => response.text())).rejects.toThrow()
  })

  it('text is sent as it is', async () => {
    const { url } = await started({ 'GET /': reply.text('{"name":') })
    await expect(fetch(url).then((response) => response.json())).rejects.toThrow(SyntaxError)
  })

  it('hang never answers', async () => {
    const upstream = await started({ 'GET /': reply.hang })
    const aborter = new AbortController()
    const answer = fetch(upstream.url, { signal: aborter.signal })
    await expect.poll(() => upstream.requests.length).toBe(1)
    aborter.abort()
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('slow answers after a while', async () => {
    const { url } = await started({ 'GET /': reply.slow(20, reply.json({ late: true })) })
    expect(await (await fetch(url)).json()).toEqual({ late: true })
  })
})
