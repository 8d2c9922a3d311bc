import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { signatureHeaders } from '../../src/sign.ts'
import { createFolder, startHost } from '../command.ts'
import { detached, holding, people } from './people.ts'

const secret = 'a-secret-of-this-test-run'

/** All that a host tells besides its responses: what must name nobody. */
export interface Told {
  logs: string
  metrics: string
  alerts: string
  refusals: string
  health: string
  traces: string
}

/** A host to which the test sends what it likes. */
export interface Sending {
  /** Posts a signed webhook; what it is answered is for the platform */
  post(body: string): Promise<void>
  /** Sends what is not taken; the answer is kept among the refusals */
  refuse(path: string, body: string | undefined, headers: OutgoingHttpHeaders | 'signed'): Promise<void>
}

export interface Run {
  readonly told: Told
  /** What the platform, and those to whom events are passed on, were sent */
  readonly passed: { responses: string; forwarded: string }
  /** How many answers there were of each status */
  readonly statuses: Readonly<Record<number, number>>
}

/** Runs a host with careless plugins and everything that watches it, until `send` is done, and keeps what it tells. */
export async function runHost(send: (to: Sending) => Promise<void>): Promise<Run> {
  const told: Told = { logs: '', metrics: '', alerts: '', refusals: '', health: '', traces: '' }
  const passed = { responses: '', forwarded: '' }
  const statuses: Record<number, number> = {}
  const receiver = await listen((body) => {
    told.alerts += body
    return { status: 200 }
  })
  const target = await listen((body, attempt) => {
    passed.forwarded += body
    // somebody who says it all again
    const headers = { location: `http://127.0.0.1:9/${encodeURIComponent(body.slice(0, 200))}` }
    return { status: [200, 307, 400][attempt % 3] ?? 200, headers, body }
  })
  const folder = await createFolder({ 'preanswer.config.json': configOf(receiver, target) })
  const { origin, output, logged, kill, exitCode } = await startHost([], { cwd: folder })

  async function ask(url: string, body?: string, given: OutgoingHttpHeaders | 'signed' = {}): Promise<string> {
    const headers = given === 'signed' ? signatureHeaders(body ?? '', secret, Date.now()) : given
    const { status, text } = await exchange(url, body, { 'content-type': 'application/json', ...headers })
    statuses[status] = (statuses[status] ?? 0) + 1
    return text
  }

  await send({
    async post(body) {
      const response = await ask(`${origin}/webhook`, body, 'signed')
      passed.responses += response
    },
    async refuse(path, body, headers) {
      const refusal = await ask(origin + path, body, headers)
      told.refusals += refusal
    },
  })
  const last = { eventType: 'assistant-request', fromCaller: detached.number }
  await ask(`${origin}/webhook`, JSON.stringify(last), 'signed')
  await logged(/"a plugin left an error behind/)
  const [, metricsUrl = ''] = await logged(/metrics at (http:[^"]+)/)
  told.metrics = await ask(metricsUrl)
  for (const path of ['/healthz', '/readyz', '/metrics']) told.health += await ask(origin + path)
  kill('SIGTERM')
  await exitCode
  told.logs = output.stdout + output.stderr
  told.traces = readFileSync(join(folder, 'traces.jsonl'), 'utf8')
  return { told, passed, statuses }
}

function configOf(alerts: string, forward: string): object {
  const use = (file: string) => fileURLToPath(new URL(file, import.meta.url))
  const fails = { use: use('./failing.ts'), with: { detached: detached.number, holding: holding.number } }
  return {
    secrets: secret,
    forward,
    // leaves 500 ms, so that a call can miss its deadline within a test
    marginMs: 4_500,
    metrics: { port: 0 },
    alerts: { url: alerts, everyMs: 1_000, refusedSignatures: { count: 5 } },
    log: { callers: 'pseudonym' },
    plugins: [
      { use: use('./leaking.ts'), with: { people }, budgetMs: 100, breaker: false },
      { ...fails, name: 'failing', breaker: false },
      { ...fails, name: 'breaking', breaker: { failures: 5 } },
    ],
  }
}

async function exchange(url: string, body: string | undefined, headers: OutgoingHttpHeaders) {
  const outgoing = request(url, { agent: false, ...(body === undefined ? {} : { method: 'POST' }), headers })
  outgoing.end(body)
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage]
  const text = JSON.stringify(incoming.headers) + (await textOf(incoming))
  return { status: incoming.statusCode ?? 0, text }
}

interface Answer {
  readonly status: number
  readonly headers?: OutgoingHttpHeaders
  readonly body?: string
}

/** A server that answers as it is told, and its address. */
async function listen(answer: (body: string, attempt: number) => Answer): Promise<string> {
  let attempts = 0
  const server = createServer(async (incoming, outgoing) => {
    const { status, headers, body } = answer(await textOf(incoming), attempts++)
    outgoing.writeHead(status, headers).end(body)
  }).listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of incoming.setEncoding('utf8')) text += chunk
  return text
}
