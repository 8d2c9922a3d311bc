import { describe, expect, it } from 'vitest'
import { readFixture } from '../../test/fixtures.ts'
import { camel } from './camel.ts'
import { snake } from './snake.ts'

const receivedAt = 1_767_688_264_000

describe('decode: the call', () => {
  it.each([
    { dialect: camel, type: 'inboundPhoneCall', kind: 'inbound' },
    { dialect: camel, type: 'outboundPhoneCall', kind: 'outbound' },
    { dialect: camel, type: 'webCall', kind: 'web' },
    { dialect: camel, type: 'videoCall', kind: 'unknown' },
    { dialect: snake, type: 'inbound_phone_call', kind: 'inbound' },
    { dialect: snake, type: 'outbound_phone_call', kind: 'outbound' },
    { dialect: snake, type: 'web_call', kind: 'web' },
    { dialect: snake, type: 'video_call', kind: 'unknown' },
    { dialect: snake, type: 5, kind: 'unknown' },
    { dialect: snake, type: undefined, kind: 'unknown' },
  ])('of type $type is $kind', ({ dialect, type, kind }) => {
    const body = { message: { type: 'assistant-request', call: { type } } }
    expect(dialect.decode(body, receivedAt)).toEqual({ name: 'assistant-request', call: { kind, receivedAt } })
  })

  it('keeps an opaque id, and takes an odd one for none', () => {
    const idOf = (id: unknown) => snake.decode({ message: { type: 'x', call: { id } } }, receivedAt).call.id
    expect(idOf('call-_+4915228817386_Qw3rTyUiOp')).toBe('call-_+4915228817386_Qw3rTyUiOp')
    for (const odd of ['', 5, null, {}, ['a'], 'x'.repeat(501)]) expect(idOf(odd)).toBeUndefined()
  })
})

describe('decode: tool calls', () => {
  it.each([
    {
      name: 'tool-calls.camel',
      dialect: camel,
      toolCalls: [
        {
          id: 'tool_5c1f0a9e7d3b',
          name: 'zoek_afspraak',
          arguments: { geboortedatum: '1987-04-19', postcode: '7411 TH' },
        },
      ],
    },
    {
      name: 'tool-calls.camel.multiple',
      dialect: camel,
      toolCalls: [
        {
          id: 'tool_a81d2c90ef45',
          name: 'verplaats_afspraak',
          arguments: { afspraakId: 'A-20391', naar: '2026-01-13T09:40' },
        },
        { id: 'tool_b07e6f31ac92', name: 'stuur_bevestiging', arguments: {} },
      ],
    },
    {
      name: 'tool-calls.snake',
      dialect: snake,
      toolCalls: [{ id: 'tool_9f2e4b7c1d05', name: 'find_pet', arguments: { phone: '+447700900456' } }],
    },
    {
      name: 'tool-calls.voicedock.web-call',
      dialect: snake,
      toolCalls: [{ id: 'tool_0d7c5b3a1f28', name: 'opening_hours', arguments: { location: 'DC' } }],
    },
  ])('of $name', ({ name, dialect, toolCalls }) => {
    expect(dialect.decode(readFixture(name), receivedAt)).toMatchObject({ name: 'tool-calls', toolCalls })
  })

  it.each([
    { given: { a: { b: [1] } }, expected: { a: { b: [1] } }, what: 'an object' },
    { given: '{"a":{"b":[1]}}', expected: { a: { b: [1] } }, what: 'one in a JSON string' },
    { given: '', expected: {}, what: 'an empty string' },
    { given: '{"a":', expected: {}, what: 'half a JSON string' },
    { given: '[1]', expected: {}, what: 'a list in a string' },
    { given: 'null', expected: {}, what: 'null in a string' },
    { given: [1], expected: {}, what: 'a list' },
    { given: null, expected: {}, what: 'null' },
    { given: undefined, expected: {}, what: 'nothing' },
    { given: `${'{"a":'.repeat(30_000)}1${'}'.repeat(30_000)}`, expected: {}, what: '30,000 levels in a string' },
    { given: `${'{"a":'.repeat(65)}1${'}'.repeat(65)}`, expected: {}, what: '65 levels in a string' },
  ])('reads arguments from $what', ({ given, expected }) => {
    const called = { id: 'tool_1', function: { name: 'find', arguments: given } }
    const event = snake.decode({ message: { type: 'tool-calls', tool_call_list: [called] } }, receivedAt)
    expect(event).toMatchObject({ toolCalls: [{ id: 'tool_1', name: 'find', arguments: expected }] })
    expect(event.name === 'tool-calls' && event.toolCalls[0]?.arguments).toEqual(expected)
  })

  it('leaves out what has no id, as no result could be given', () => {
    const list = [null, 5, {}, { id: '' }, { id: 5 }, { id: 'tool_1' }]
    const event = camel.decode({ message: { type: 'tool-calls', toolCallList: list } }, receivedAt)
    expect(event).toMatchObject({ toolCalls: [{ id: 'tool_1', name: '', arguments: {} }] })
    for (const odd of [null, 'x', {}, 5]) {
      expect(camel.decode({ message: { type: 'tool-calls', toolCallList: odd } }, 0)).toMatchObject({ toolCalls: [] })
    }
  })
})

describe('decode: status updates', () => {
  it.each([
    { name: 'status-update.camel.in-progress', dialect: camel, expected: { status: 'in-progress' } },
    { name: 'status-update.camel.ended', dialect: camel, expected: { status: 'ended' } },
    {
      name: 'status-update.camel.ended-with-error',
      dialect: camel,
      expected: { status: 'ended-with-error', error: 'TTS provider returned 401' },
    },
    { name: 'status-update.snake.in-progress', dialect: snake, expected: { status: 'in-progress' } },
    {
      name: 'status-update.snake.ended-with-error',
      dialect: snake,
      expected: { status: 'ended-with-error', error: 'LLM provider rate limited' },
    },
    {
      name: 'status-update.voicedock.ended',
      dialect: snake,
      expected: { status: 'ended', endReason: 'user_hangup' },
    },
    {
      name: 'status-update.voicedock.unlisted-status',
      dialect: snake,
      expected: { status: 'transferred', endReason: 'transferred' },
    },
  ])('of $name', ({ name, dialect, expected }) => {
    const { call, ...event } = dialect.decode(readFixture(name), receivedAt)
    expect(event).toEqual({ name: 'status-update', ...expected })
  })

  it.each(['rejected', 'insufficient-credits', 'in_progress', 'a status of tomorrow'])(
    'keeps the unlisted status %s',
    (status) => {
      const message = { type: 'status-update', call: { status } }
      expect(snake.decode({ message }, receivedAt)).toMatchObject({ status })
    },
  )
})

describe('decode: reports', () => {
  it.each([
    {
      name: 'end-of-call-report.camel',
      dialect: camel,
      expected: {
        durationSeconds: 229,
        summary: 'De beller verplaatste een controleafspraak naar dinsdag 13 januari om 09:40.',
        analysis: { onderwerp: 'afspraak verplaatsen', afgehandeld: true, tevredenheid: 9 },
      },
    },
    { name: 'end-of-call-report.camel.no-analysis', dialect: camel, expected: { durationSeconds: 6 } },
    {
      name: 'end-of-call-report.voicedock',
      dialect: snake,
      expected: {
        durationSeconds: 275,
        summary: 'Caller asked about visiting hours and left a message for Dr. Imani.',
        transcript: [
          { role: 'system', content: 'You answer the front desk line.' },
          { role: 'assistant', content: 'Front desk, this is Alex.' },
          { role: 'user', content: 'What are the visiting hours?' },
          { role: 'assistant', content: 'Visiting hours are two to six.' },
        ],
        analysis: { topic: 'visiting hours' },
        recordingUrl: 'https://recordings.example.net/71d2c3b4.mp3?sig=FIXTURE',
        startedAt: '2026-09-21T13:15:09.000Z',
        endedAt: '2026-09-21T13:19:44.000Z',
        endReason: 'user_hangup',
        metadata: { crm_id: 'DC-118' },
      },
    },
    {
      name: 'end-of-call-report.voicedock.web-call',
      dialect: snake,
      expected: {
        durationSeconds: 198,
        summary: 'Visitor asked for opening hours.',
        transcript: [{ role: 'user', content: 'When are you open?' }],
        endReason: 'max_duration',
      },
    },
  ])('of $name', ({ name, dialect, expected }) => {
    const { call, ...event } = dialect.decode(readFixture(name), receivedAt)
    expect(event).toEqual({ name: 'end-of-call-report', ...expected })
  })

  it('carries the metadata of the assistant, and nothing else of it', () => {
    const { call, ...event } = snake.decode(readFixture('end-of-call-report.snake'), receivedAt)
    expect(event).toMatchObject({ durationSeconds: 241, metadata: { crm_id: 'HV-4471', variant: 'B' } })
    expect(JSON.stringify(event)).not.toContain('llm_config')
  })

  it('takes what is odd for absent', () => {
    const message = {
      type: 'end-of-call-report',
      duration_seconds: '241',
      summary: 5,
      messages: 'none',
      analysis: [1],
      recording_url: null,
      started_at: 5,
      ended_at: {},
      end_reason: ['hangup'],
      assistant: { metadata: 'text' },
    }
    const { call, ...event } = snake.decode({ message }, receivedAt)
    expect(event).toEqual({ name: 'end-of-call-report' })
    const messages = [null, {}, { role: 'user' }, { role: 5, content: 'a' }, { role: 'user', content: 'b', at: 1 }]
    expect(snake.decode({ message: { ...message, messages } }, receivedAt)).toMatchObject({
      transcript: [{ role: 'user', content: 'b' }],
    })
  })
})
