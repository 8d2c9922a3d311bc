import type { CheckedConfig, Host, Verification, Webhook } from '@preanswer/core'
import { curlCommand, simulateCommand } from './commands.ts'
import type { Remembered } from './memory.ts'
import type { RequestView } from './view.ts'

/** What came in with a remembered call, and how to send it again. */
export function requestOf(call: Remembered, config: CheckedConfig, origin: string): RequestView {
  if ('exchange' in call) {
    const { request, caller, dialedNumber, receivedAt } = call.exchange.detail
    const numbers = { caller, dialedNumber, dialect: call.exchange.dialect }
    const view = requestView({ ...numbers, body: request.body, receivedAt }, config, origin)
    return { ...view, headers: showable(request.headers) }
  }
  const body = Buffer.from(call.refused.body).toString()
  const { simulate: _, ...view } = requestView({ body, receivedAt: call.at, dialect: 'snake' }, config, origin)
  return { ...view, headers: showable(call.refused.headers) }
}

/** A call that could be sent. */
export interface Sendable {
  readonly caller?: string | undefined
  readonly dialedNumber?: string | undefined
  readonly dialect: string
  readonly body: string
  /** ms since the Unix epoch */
  readonly receivedAt: number
}

export function requestView(call: Sendable, config: CheckedConfig, origin: string): RequestView {
  const url = origin + config.server.path
  return {
    headers: {},
    body: call.body,
    curl: curlCommand({ url, body: call.body, config }),
    simulate: simulateCommand(call),
  }
}

/** How a remembered webhook was verified, as the secrets are now. */
export function verificationOf(call: Remembered, host: Pick<Host, 'diagnose'>): Verification | undefined {
  if ('exchange' in call) {
    const { request, receivedAt } = call.exchange.detail
    const { checks, cause: _, ...verification } = host.diagnose(request, receivedAt)
    // it was taken, be it for where it came from, of which nothing is kept: only what speaks for it is of interest
    return { ...verification, trusted: true, checks: checks.filter(({ passed }) => passed) }
  }
  // what was no webhook was not verified either
  return call.code === 'PREANSWER_UNTRUSTED' ? host.diagnose(call.refused, call.at) : undefined
}

/** Signatures are cut short, and tokens left out: what is shown proves nothing to anybody. */
function showable(headers: Webhook['headers']): Record<string, string> {
  const shown = Object.entries(headers).map(([name, value]): [string, string] => {
    const text = [value ?? []].flat().join(', ')
    if (name === 'x-webhook-signature') return [name, `${text.slice(0, 15)}…`]
    return [name, /auth|cookie|token|secret|key|password/i.test(name) ? '[hidden]' : text]
  })
  return Object.fromEntries(shown)
}
