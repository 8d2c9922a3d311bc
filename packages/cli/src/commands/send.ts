import { STATUS_CODES } from 'node:http'
import { type ExitCode, exitCodes, Failure } from '../exit-codes.ts'
import { signatureHeaders } from '../sign.ts'
import { colorsOf, print } from '../terminal.ts'
import { eventName, readTestCall, type TestCallOptions } from '../test-call.ts'

export interface SendOptions extends Omit<TestCallOptions, 'at'> {
  /** Without one the webhook is not signed */
  readonly secret?: string
}

/** What the platform waits for `assistant-request`, and what this command waits. */
const platformLimitMs = 5_000
const waitMs = 15_000

/** Posts one signed webhook to a running host and prints what came back. Exit 1 unless that is a 200. */
export async function send(url: string, { secret: given, ...call }: SendOptions): Promise<ExitCode> {
  // PREANSWER_SECRET may be set to nothing
  const secret = given === '' ? undefined : given
  const target = parseTarget(url)
  const at = Date.now()
  const body = await readTestCall({ ...call, at })
  const event = eventName(body)
  const headers = {
    'content-type': 'application/json',
    ...(event === undefined ? {} : { 'x-webhook-event': event }),
    ...(secret === undefined ? {} : signatureHeaders(body, secret, at)),
  }
  const startedAt = performance.now()
  const request = { method: 'POST', headers, body, redirect: 'manual', signal: AbortSignal.timeout(waitMs) } as const
  const reply = await fetch(target, request)
    .then(async (response) => ({ response, text: await response.text() }))
    .catch((error: unknown) => {
      throw new Failure(exitCodes.failed, explainFailure(error, target))
    })
  const durationMs = performance.now() - startedAt

  const { green, red } = colorsOf(process.stdout)
  const { status } = reply.response
  const label = `${status} ${STATUS_CODES[status] ?? ''}`.trim()
  print(process.stdout, `${(status === 200 ? green : red)(label)} in ${durationMs.toFixed(1)} ms`, readable(reply.text))
  if (durationMs > platformLimitMs) print(process.stderr, `Too late: the platform waits ${platformLimitMs} ms.`)
  if (status === 200) return exitCodes.ok
  print(process.stderr, explainStatus(reply.response, secret !== undefined))
  return exitCodes.failed
}

function parseTarget(url: string): URL {
  const target = URL.canParse(url) ? new URL(url) : undefined
  if (target !== undefined && /^https?:$/.test(target.protocol) && target.username === '') return target
  throw new Failure(exitCodes.usage, 'Give the address of the webhook, like http://127.0.0.1:3000/webhook.')
}

function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2)
  } catch {
    return text
  }
}

function explainStatus({ status, headers }: Response, isSigned: boolean): string {
  const skewSeconds = (Date.now() - Date.parse(headers.get('date') ?? '')) / 1_000
  const causes: Record<number, string> = {
    400: 'The body is no webhook: it is not JSON, or it names no event.',
    401: isSigned
      ? Math.abs(skewSeconds) > 300
        ? `The two clocks are ${Math.round(Math.abs(skewSeconds))} s apart; a signature counts for 300 s. Set the clock.`
        : 'The secret differs from the one of the host, or something between changes the body. A secret that starts ' +
          'with `development-` counts on loopback only.'
      : 'The webhook was not signed. Give --secret, or set PREANSWER_SECRET.',
    404: 'The host serves another path: see `server.path` in its config, by default /webhook.',
    405: 'Something other than a preanswer host answers at this address.',
    413: 'The body is larger than the host takes.',
    415: 'Something between changes the headers of the request.',
    503: 'The host is being stopped.',
  }
  if (status >= 300 && status < 400) return 'Likely cause: a redirect. Give the address that it leads to.'
  const isHost = headers.get('content-type')?.startsWith('application/problem+json')
  if (!isHost && status >= 502 && status <= 504) return `Likely cause: the proxy in front does not reach the host.`
  return `Likely cause: ${causes[status] ?? 'an error in the host; see its log.'}`
}

function explainFailure(error: unknown, { host }: URL): string {
  const { name, cause } = error as { name?: string; cause?: { code?: string } }
  if (name === 'TimeoutError') return `No answer from ${host} within ${waitMs / 1_000} s.`
  const code = cause?.code ?? name ?? 'unknown'
  const causes: Record<string, string> = {
    ECONNREFUSED: 'nothing listens there. Is `preanswer start` running, and on this port?',
    ENOTFOUND: 'the name of the host is not known.',
    ECONNRESET: 'the connection was cut. Is this an https address, or the other way round?',
    UND_ERR_SOCKET: 'the connection was cut. Is this an https address, or the other way round?',
  }
  return `${host} was not reached (${code}). Likely cause: ${causes[code] ?? 'the network, or the certificate.'}`
}
