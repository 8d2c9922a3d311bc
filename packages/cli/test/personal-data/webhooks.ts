import type { Person } from './people.ts'

const dialed = '+31201234567'

/** A call of this person, in one of the three dialects. */
export function callOf({ number }: Person, index: number): object {
  const id = `call-of-${number}`
  const calls = [
    { message: { type: 'assistant-request', call: { id }, phone_number: { number: dialed }, customer: { number } } },
    { message: { type: 'assistant-request', call: { id }, phoneNumber: { number: dialed }, customer: { number } } },
    { eventType: 'assistant-request', fromCaller: number, toAssistant: dialed },
  ]
  return calls[index % calls.length] as object
}

/** What the platform tells during and after such a call: names and numbers in every field. */
export function eventOf({ number, firstName, lastName }: Person, index: number, said: string): object {
  const name = `${firstName} ${lastName}`
  const of = { call: { id: number, status: name }, phone_number: { number: dialed, name }, customer: { number, name } }
  const fn = { name: `call-${number}`, arguments: { phone: number, [name]: said } }
  const events = [
    { message: { type: 'status-update', ...of, status: name, error: `${said} ${number}`, end_reason: name } },
    { message: { type: 'tool-calls', ...of, tool_call_list: [{ id: number, type: 'function', function: fn }] } },
    { message: { type: 'end-of-call-report', ...of, summary: said, messages: [{ role: name, content: said }] } },
    { eventType: 'end-of-call-report', callId: number, fromCaller: number, transcriptText: said, summaryText: name },
    { message: { type: name, ...of } },
    { message: { type: number, ...of, [number]: name } },
  ]
  return events[index % events.length] as object
}
