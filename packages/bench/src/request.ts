import { createHmac, randomUUID } from 'node:crypto'
import { dialedNumber, goldCallers, secret } from './job.ts'

/** A webhook as the platform sends it. */
export interface SignedRequest {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Callers of three languages, one of four of them known. */
export const callers = ['+31612345678', goldCallers[0], '+447400123456', '+4915112345678'] as const

/** An `assistant-request` in snake case, signed now. */
export function signedRequest(callId: string, caller: string): SignedRequest {
  const body = JSON.stringify({
    message: {
      type: 'assistant-request',
      timestamp: new Date().toISOString(),
      call: { id: callId, type: 'inbound_phone_call', status: 'ringing' },
      phone_number: { number: dialedNumber, name: 'De Linde' },
      customer: { number: caller },
    },
  })
  const timestamp = String(Math.floor(Date.now() / 1000))
  const digest = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')
  return {
    headers: {
      'content-type': 'application/json',
      'x-webhook-event': 'assistant-request',
      'x-webhook-timestamp': timestamp,
      'x-webhook-signature': `sha256=${digest}`,
    },
    body,
  }
}

/** Makes calls without end: all callers in turn, every call with an id of its own. */
export function callSequence(): () => SignedRequest {
  // random once, then counted: the generator shares the machine with what it measures
  const prefix = randomUUID().slice(0, 24)
  let count = 0
  return function nextCall() {
    count += 1
    const caller = callers[count % callers.length] ?? callers[0]
    return signedRequest(`${prefix}${count.toString(16).padStart(12, '0')}`, caller)
  }
}
