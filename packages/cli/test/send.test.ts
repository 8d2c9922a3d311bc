import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createFolder, preanswer, startHost } from './command.ts'

const secret = 'a-secret-of-this-test'
const call = ['--from', '+31612345603', '--to', '+31201234567']

/** A server that is no host. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`
}

/** An address at which nothing listens any more. */
async function freeAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}/webhook`
}

describe('preanswer send', () => {
  it('signs and posts a call that a host answers, in each dialect, and tells likely causes of a refusal', async () => {
    const assistant = {
      firstMessage: 'Hello.',
      llm: { provider: 'openai', model: 'gpt-5.4' },
      stt: { provider: 'deepgram', model: 'nova-3', language: 'en' },
      tts: { provider: 'elevenlabs', voiceId: 'v' },
    }
    const cwd = await createFolder({ 'preanswer.config.json': { secrets: secret, assistant } })
    const { origin } = await startHost([], { cwd })
    const url = `${origin}/webhook`

    for (const dialect of ['camel', 'snake', 'legacy']) {
      const run = await preanswer(['send', url, ...call, '--dialect', dialect], { env: { PREANSWER_SECRET: secret } })
      expect({ ...run, stdout: run.stdout.split('\n', 1)[0] }).toEqual({
        exitCode: 0,
        stderr: '',
        stdout: expect.stringMatching(/^200 OK in [\d.]+ ms$/),
      })
    }
    for (const { parameters, cause } of [
      { parameters: [url, ...call, '--secret', 'another-secret'], cause: /secret differs/ },
      { parameters: [url, ...call, '--secret', ''], cause: /not signed/ },
      { parameters: [`${origin}/webhok`, ...call, '--secret', secret], cause: /another path/ },
    ]) {
      const { exitCode, stdout, stderr } = await preanswer(['send', ...parameters])
      expect(exitCode).toBe(1)
      expect(stderr).toMatch(cause)
      expect(stdout + stderr).not.toMatch(/another-secret|a-secret/)
    }
  })

  it('posts the body of a file byte for byte', async () => {
    const body = '{ "message" : {"type":"status-update"} }\n'
    const cwd = await createFolder({ 'event.json': body })
    const seen: unknown[] = []
    const url = await serve(async (request, response) => {
      let text = ''
      for await (const chunk of request) text += chunk
      seen.push({ text, event: request.headers['x-webhook-event'], type: request.headers['content-type'] })
      response.end('{}')
    })
    expect(await preanswer(['send', url, '--event', 'event.json'], { cwd })).toMatchObject({ exitCode: 0 })
    expect(seen).toEqual([{ text: body, event: 'status-update', type: 'application/json' }])
  })

  it.each([
    { status: 401, headers: { date: 'Thu, 01 Jan 2026 00:00:00 GMT' }, cause: /clocks/ },
    { status: 301, headers: { location: 'https://example.com/' }, cause: /redirect/ },
    { status: 502, headers: {}, cause: /proxy/ },
    { status: 503, headers: { 'content-type': 'application/problem+json' }, cause: /stopped/ },
    { status: 500, headers: {}, cause: /log/ },
  ])('tells the likely cause of $status', async ({ status, headers, cause }) => {
    const url = await serve((_request, response) => response.writeHead(status, headers).end('not JSON'))
    const { exitCode, stdout, stderr } = await preanswer(['send', url, ...call, '--secret', secret])
    expect(exitCode).toBe(1)
    expect(stdout).toContain(`${status} `)
    expect(stdout).toContain('not JSON')
    expect(stderr).toMatch(cause)
  })

  it('tells when nothing listens, or when the connection is cut', async () => {
    const cut = await serve((request) => request.socket.destroy())
    const runs = await Promise.all([
      preanswer(['send', await freeAddress(), ...call]),
      preanswer(['send', cut, ...call]),
    ])
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([1, 1])
    expect(runs[0]?.stderr).toMatch(/ECONNREFUSED.*preanswer start/)
    expect(runs[1]?.stderr).toMatch(/cut/)
  })

  it.each(['127.0.0.1:3000/webhook', 'ftp://127.0.0.1/webhook', 'http://user:password@127.0.0.1/webhook'])(
    'exits 2 for %s',
    async (url) => {
      expect(await preanswer(['send', url, ...call])).toMatchObject({ exitCode: 2, stdout: '' })
    },
  )
})
