import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readFixture, requestNames } from '../../test/fixtures.ts'
import { detectDialect, dialects, peekDialedNumber } from './detect.ts'

const receivedAt = Date.parse('2026-01-06T08:31:04.512Z')

/** What each request says: dialect, event, kind of call, caller, dialed number. */
const expectations: Record<string, readonly [string, string, string, string?, string?]> = {
  'assistant-request.camel': ['camel', 'assistant-request', 'inbound', '+31612345603', '+31201234502'],
  'assistant-request.camel.empty-number': ['camel', 'assistant-request', 'inbound', undefined, '+31201234502'],
  'assistant-request.camel.no-customer': ['camel', 'assistant-request', 'inbound', undefined, '+31201234502'],
  'assistant-request.camel.pipeline': ['camel', 'assistant-request', 'inbound', '+32470004321', '+31201234502'],
  'assistant-request.camel.sip-uri-caller': ['camel', 'assistant-request', 'inbound', undefined, '+31201234502'],
  'assistant-request.camel.unknown-fields': [
    'camel',
    'assistant-request',
    'inbound',
    '+4915228817386',
    '+4930231250012',
  ],
  'assistant-request.camel.withheld': ['camel', 'assistant-request', 'inbound', undefined, '+31201234502'],
  'assistant-request.legacy': ['legacy', 'assistant-request', 'unknown', '+31612345601', '+31201234501'],
  'assistant-request.legacy.withheld': ['legacy', 'assistant-request', 'unknown', undefined, '+31201234501'],
  'assistant-request.snake': ['snake', 'assistant-request', 'inbound', '+447700900456', '+442079460011'],
  'assistant-request.snake.no-customer': ['snake', 'assistant-request', 'inbound', undefined, '+442079460011'],
  'assistant-request.snake.null-number': ['snake', 'assistant-request', 'inbound', undefined, '+442079460011'],
  'assistant-request.snake.pipeline': ['snake', 'assistant-request', 'inbound', '+31612345604', '+442079460011'],
  'assistant-request.snake.unknown-fields': [
    'snake',
    'assistant-request',
    'inbound',
    '+4915228817386',
    '+4930231250013',
  ],
  'assistant-request.voicedock': ['snake', 'assistant-request', 'inbound', '+12025550187', '+12025550143'],
  'assistant-request.voicedock.unlinked-number': [
    'snake',
    'assistant-request',
    'inbound',
    '+31612345606',
    '+31201234503',
  ],
  'assistant-request.voicedock.web-call': ['snake', 'assistant-request', 'web'],
  'edge.minimal-message': ['snake', 'assistant-request', 'unknown'],
  'edge.mixed-casing': ['snake', 'assistant-request', 'inbound', '+31612345608', '+31201234504'],
  'edge.status-updates-plural.legacy': ['legacy', 'status-update', 'unknown', '+32470001234', '+31201234501'],
  'edge.unknown-event.legacy': ['legacy', 'unknown', 'unknown'],
  'edge.unknown-event.voicedock': ['snake', 'unknown', 'inbound', '+12025550187', '+12025550143'],
  'edge.vapi-shaped': ['camel', 'assistant-request', 'inbound', '+12025550191', '+12025550190'],
  'end-of-call-report.camel': ['camel', 'end-of-call-report', 'inbound', '+31612345603', '+31201234502'],
  'end-of-call-report.camel.no-analysis': ['camel', 'end-of-call-report', 'inbound', undefined, '+31201234502'],
  'end-of-call-report.legacy': ['legacy', 'end-of-call-report', 'unknown', '+32470001234', '+31201234501'],
  'end-of-call-report.snake': ['snake', 'end-of-call-report', 'inbound', '+447700900456', '+442079460011'],
  'end-of-call-report.voicedock': ['snake', 'end-of-call-report', 'inbound', '+12025550187', '+12025550143'],
  'end-of-call-report.voicedock.outbound-voicemail': [
    'snake',
    'end-of-call-report',
    'outbound',
    '+31612345607',
    '+12025550143',
  ],
  'end-of-call-report.voicedock.web-call': ['snake', 'end-of-call-report', 'web'],
  'status-update.camel.ended': ['camel', 'status-update', 'inbound', '+31612345603', '+31201234502'],
  'status-update.camel.ended-with-error': ['camel', 'status-update', 'inbound', '+447700900123', '+31201234502'],
  'status-update.camel.in-progress': ['camel', 'status-update', 'inbound', '+31612345603', '+31201234502'],
  'status-update.legacy.ended': ['legacy', 'status-update', 'unknown', '+32470001234', '+31201234501'],
  'status-update.legacy.ended-with-debugging': ['legacy', 'status-update', 'unknown', '+31612345602', '+31201234501'],
  'status-update.legacy.in-progress': ['legacy', 'status-update', 'unknown', '+32470001234', '+31201234501'],
  'status-update.snake.ended-with-error': ['snake', 'status-update', 'inbound', '+31612345605', '+442079460011'],
  'status-update.snake.in-progress': ['snake', 'status-update', 'inbound', '+447700900456', '+442079460011'],
  'status-update.voicedock.ended': ['snake', 'status-update', 'inbound', '+12025550187', '+12025550143'],
  'status-update.voicedock.unlisted-status': ['snake', 'status-update', 'inbound', '+12025550188', '+12025550143'],
  'tool-calls.camel': ['camel', 'tool-calls', 'inbound', '+31612345603', '+31201234502'],
  'tool-calls.camel.multiple': ['camel', 'tool-calls', 'inbound', '+31612345603', '+31201234502'],
  'tool-calls.legacy': ['legacy', 'tool-calls', 'unknown', '+32470001234', '+31201234501'],
  'tool-calls.snake': ['snake', 'tool-calls', 'inbound', '+447700900456', '+442079460011'],
  'tool-calls.voicedock.web-call': ['snake', 'tool-calls', 'web'],
}

describe('detectDialect', () => {
  it('knows every request of the fixtures', () => {
    expect(requestNames).toEqual(Object.keys(expectations).sort())
  })

  it.each(Object.keys(expectations))('reads %s', (name) => {
    const body = readFixture(name)
    const { dialect, event } = decode(body)
    const { kind, caller, dialedNumber } = event.call
    expect([dialect, event.name, kind, caller, dialedNumber]).toEqual(padded(expectations[name]))
    expect(event.call.receivedAt).toBe(receivedAt)
    expect(Object.values(event.call)).not.toContain(undefined)
  })

  it.each([
    { message: { phone_number: {} }, expected: 'snake', why: 'a key in snake case' },
    { message: { phoneNumber: {} }, expected: 'camel', why: 'a key in camel case' },
    { message: { toolCallList: [] }, expected: 'camel', why: 'the list of tool calls' },
    { message: { tool_call_list: [] }, expected: 'snake', why: 'the list of tool calls' },
    { message: { durationSeconds: 0 }, expected: 'camel', why: 'a duration' },
    { message: { duration_seconds: 0 }, expected: 'snake', why: 'a duration' },
    { message: { recording_url: null }, expected: 'snake', why: 'a recording' },
    { message: { end_reason: null }, expected: 'snake', why: 'a reason' },
    { message: { started_at: '' }, expected: 'snake', why: 'a start' },
    { message: { ended_at: '' }, expected: 'snake', why: 'an end' },
    { message: { call: { type: 'web_call' } }, expected: 'snake', why: 'the type of the call' },
    { message: { call: { type: 'webCall' } }, expected: 'camel', why: 'the type of the call' },
    { message: { phoneNumber: {}, call: { type: 'web_call' } }, expected: 'snake', why: 'a tie, by type' },
    { message: { phone_number: {}, call: { type: 'webCall' } }, expected: 'camel', why: 'a tie, by type' },
    {
      message: { phoneNumber: {}, durationSeconds: 1, call: { type: 'web_call' } },
      expected: 'camel',
      why: 'the majority, against the type',
    },
    {
      message: { phone_number: {}, ended_at: '', call: { type: 'webCall' } },
      expected: 'snake',
      why: 'the majority, against the type',
    },
  ])('tells $expected by $why', ({ message, expected }) => {
    for (const fallback of ['legacy', 'camel', 'snake'] as const) {
      expect(detectDialect({ message: { type: 'x', ...message } }, fallback)?.dialect.name).toBe(expected)
    }
  })

  it.each([
    { message: {}, what: 'nothing' },
    { message: { call: { type: 'web' } }, what: 'a type without a casing' },
    { message: { call: { type: 5 } }, what: 'a type that is a number' },
    { message: { phone_number: {}, phoneNumber: {} }, what: 'as much of both' },
  ])('takes the default where a body shows $what', ({ message }) => {
    const body = { message: { type: 'assistant-request', ...message } }
    expect(detectDialect(body, 'camel')?.dialect.name).toBe('camel')
    expect(detectDialect(body, 'snake')?.dialect.name).toBe('snake')
    // the envelope is not the first generation's
    expect(detectDialect(body, 'legacy')?.dialect.name).toBe('snake')
  })

  it.each([
    null,
    5,
    'assistant-request',
    true,
    [],
    [{ message: { type: 'assistant-request' } }],
    {},
    { message: null },
    { message: 'assistant-request' },
    { message: [] },
    { message: {} },
    { message: { type: 5 } },
    { message: { type: { name: 'assistant-request' } } },
    { eventType: 5 },
    { type: 'assistant-request' },
  ])('finds no event in %j', (body) => {
    expect(detectDialect(body, 'snake')).toBeUndefined()
  })

  it('prefers the envelope to a flat event, and takes the flat one where the envelope has no type', () => {
    const both = { message: { type: 'tool-calls' }, eventType: 'status-update' }
    expect(detectDialect(both, 'snake')).toMatchObject({ dialect: { name: 'snake' }, type: 'tool-calls' })
    const flat = { message: {}, eventType: 'status-update' }
    expect(detectDialect(flat, 'snake')).toMatchObject({ dialect: { name: 'legacy' }, type: 'status-update' })
  })

  it('never throws on JSON, and what it finds can be decoded', () => {
    fc.assert(
      fc.property(anyBody(), fc.constantFrom('legacy', 'camel', 'snake'), (body, fallback) => {
        const found = detectDialect(body, fallback)
        if (found !== undefined) found.dialect.decode(body as Record<string, unknown>, receivedAt)
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('Dialect.decode', () => {
  it('never throws on a JSON object and gives a call that is plain data', () => {
    fc.assert(
      fc.property(anyRecord(), fc.constantFrom(...Object.values(dialects)), (body, dialect) => {
        const event = dialect.decode(body, receivedAt)
        expect(structuredClone(event)).toEqual(event)
        expect(['inbound', 'outbound', 'web', 'unknown']).toContain(event.call.kind)
        expect(event.call.caller ?? '+1234567').toMatch(/^\+[1-9]\d{6,14}$/)
        expect(event.call.dialedNumber ?? '+1234567').toMatch(/^\+[1-9]\d{6,14}$/)
      }),
      { numRuns: 2_000 },
    )
  })

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'])(
    'takes %s for no kind of call, no event and no key',
    (word) => {
      const message = { type: word, call: { id: word, type: word, status: word }, [word]: {}, phone_number: {} }
      for (const name of ['camel', 'snake'] as const) {
        const event = dialects[name].decode({ message }, receivedAt)
        expect(event).toEqual({ name: 'unknown', call: { id: word, kind: 'unknown', receivedAt } })
      }
      expect(dialects.legacy.decode({ eventType: word, callId: word }, receivedAt).name).toBe('unknown')
    },
  )

  it.each([
    { number: '+31612345601', expected: '+31612345601' },
    { number: '+31 6 1234-5601', expected: '+31612345601' },
    { number: 'tel:+31612345601', expected: '+31612345601' },
    { number: 'sip:+31612345601@sbc.example.net;user=phone', expected: '+31612345601' },
    { number: 'sip:104@pbx.example.net', expected: undefined },
    { number: 'sip:anonymous@anonymous.invalid', expected: undefined },
    { number: '0612345601', expected: undefined },
    { number: '06 1234 5601', expected: undefined },
    { number: '31612345601', expected: undefined },
    { number: '112', expected: undefined },
    { number: '+1', expected: undefined },
    { number: '+1234567890123456', expected: undefined },
    { number: 'anonymous', expected: undefined },
    { number: 'Unknown', expected: undefined },
    { number: 'PRIVATE', expected: undefined },
    { number: 'restricted', expected: undefined },
    { number: 'withheld', expected: undefined },
    { number: '', expected: undefined },
    { number: null, expected: undefined },
    { number: 31612345601, expected: undefined },
    { number: ['+31612345601'], expected: undefined },
  ])('in every dialect, the caller $number is $expected', ({ number, expected }) => {
    const customer = { number }
    const bodies = [
      { eventType: 'assistant-request', fromCaller: number },
      { message: { type: 'assistant-request', phoneNumber: {}, customer } },
      { message: { type: 'assistant-request', phone_number: {}, customer } },
    ]
    for (const body of bodies) {
      const { call } = decode(body).event
      expect(call.caller).toBe(expected)
      expect('caller' in call).toBe(expected !== undefined)
    }
  })
})

describe('peekDialedNumber', () => {
  it.each(requestNames)('finds in %s what decoding finds', (name) => {
    const body = readFixture(name)
    expect(peekDialedNumber(body) ?? undefined).toBe(decode(body).event.call.dialedNumber)
  })

  it.each([
    { message: { type: 'x', phone_number: { number: '+31201234501' }, phoneNumber: { number: '+31201234502' } } },
    {
      message: {
        type: 'x',
        phone_number: { number: '+31201234501' },
        phoneNumber: { number: '+31201234502' },
        durationSeconds: 1,
        call: { type: 'webCall' },
      },
    },
    { message: { type: 'x', phoneNumber: {} }, toAssistant: '+31201234501' },
    { eventType: 'x', toAssistant: '+31201234502', message: { phone_number: { number: '+31201234501' } } },
  ])('and decoding agree on %j, which names two', (body) => {
    expect(peekDialedNumber(body)).toBe('+31201234501')
    expect(decode(body).event.call.dialedNumber).toBe('+31201234501')
  })

  it('never throws', () => {
    fc.assert(fc.property(anyBody(), (body) => void peekDialedNumber(body)))
  })
})

function decode(body: Record<string, unknown>) {
  const found = detectDialect(body, 'snake')
  if (found === undefined) throw new Error('no event')
  return { dialect: found.dialect.name, event: found.dialect.decode(body, receivedAt) }
}

function padded(row: readonly unknown[] | undefined): unknown[] {
  return Array.from({ length: 5 }, (_, index) => row?.[index])
}

/** Any JSON, more often than not in the shape of a webhook. */
function anyBody(): fc.Arbitrary<unknown> {
  return fc.oneof(fc.jsonValue(), anyRecord())
}

/** A body with the keys that are read, each with anything, or with something like what belongs there. */
function anyRecord(): fc.Arbitrary<Record<string, unknown>> {
  const any = fc.jsonValue({ maxDepth: 3 })
  const some = (...likely: fc.Arbitrary<unknown>[]) => fc.option(fc.oneof(any, ...likely), { nil: undefined })
  const word = fc.oneof(fc.string(), fc.constantFrom('constructor', '__proto__', 'toString', 'web_call', 'webCall'))
  const type = some(
    fc.constantFrom('assistant-request', 'tool-calls', 'status-update', 'status-updates', 'end-of-call-report'),
    word,
  )
  const number = some(fc.record({ number: some(word, fc.stringMatching(/^\+\d{5,18}$/)) }))
  const calls = some(
    fc.array(
      some(
        fc.record({
          id: some(word),
          function: some(fc.record({ name: some(word), arguments: some(word, fc.json()) })),
          taskId: some(word),
          taskName: some(word),
          taskPayload: some(word, fc.json()),
        }),
      ),
    ),
  )
  const text = some(word, fc.string({ unit: 'binary', maxLength: 300 }))
  const message = fc.record({
    type,
    call: some(fc.record({ id: some(word), type: some(word), status: some(word) })),
    phone_number: number,
    phoneNumber: number,
    customer: number,
    tool_call_list: calls,
    toolCallList: calls,
    duration_seconds: some(fc.double()),
    durationSeconds: some(fc.double()),
    messages: some(fc.array(some(fc.record({ role: some(word), content: text })))),
    assistant: some(fc.record({ metadata: any })),
    analysis: any,
    error: text,
  })
  return fc.record({
    message: some(message),
    eventType: type,
    fromCaller: some(word),
    toAssistant: some(word),
    callId: some(word),
    tasksInitiated: calls,
    transcriptText: text,
    recordings: any,
    callLengthSeconds: any,
  })
}
