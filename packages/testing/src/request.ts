/** The shapes in which the platform sends a webhook. */
export type DialectName = 'legacy' | 'camel' | 'snake'

/** What the call in a request body is like. */
export interface RequestOptions {
  /** E.164, or anything else that a network may send; `null` for a withheld number */
  readonly caller: string | null
  readonly dialedNumber: string
  /** ms since the Unix epoch */
  readonly at: number
  /** The platform's id of the call; the legacy dialect has none */
  readonly callId: string
}

/** An `assistant-request` as the platform sends it in a dialect. */
export function requestBody(dialect: DialectName, { caller, dialedNumber, at, callId }: RequestOptions): object {
  const customer = { number: caller ?? 'anonymous' }
  const timestamp = new Date(at).toISOString()
  switch (dialect) {
    case 'legacy':
      return { eventType: 'assistant-request', fromCaller: customer.number, toAssistant: dialedNumber }
    case 'camel': {
      const call = { id: callId, type: 'inboundPhoneCall', status: 'ringing' }
      return {
        message: { type: 'assistant-request', timestamp, call, phoneNumber: { number: dialedNumber }, customer },
      }
    }
    case 'snake': {
      const call = { id: callId, type: 'inbound_phone_call', status: 'ringing' }
      return {
        message: { type: 'assistant-request', timestamp, call, phone_number: { number: dialedNumber }, customer },
      }
    }
  }
}
