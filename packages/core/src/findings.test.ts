import { describe, expect, it } from 'vitest'
import { configSchema } from './config.ts'
import type { Snapshot } from './draft.ts'
import type { Finding } from './errors.ts'
import { findConcerns, missingParts } from './findings.ts'
import type { HookName } from './hook-table.ts'

const llm = { provider: 'openai', model: 'gpt-5.4' }
const stt = { provider: 'deepgram', model: 'nova-3', language: 'nl' }
const tts = { provider: 'elevenlabs', voiceId: 'anna' }
const whole: Snapshot = { firstMessage: 'Dag', llm, stt, tts, analysisPlan: {} }

/** Nothing is left to say about it. */
const quiet = { secrets: 'a real secret', assistant: whole, forward: 'https://example.net/hook' }

type Taps = Partial<Record<HookName, number>>

describe('findConcerns', () => {
  it('finds nothing where nothing is wrong', () => {
    expect(find(quiet, { contribute: 1, screen: 1, review: 1 })).toEqual([])
  })

  it.each<{ code: string; when: string; config: object; taps?: Taps; expected: string[] }>([
    {
      code: 'events-end-here',
      when: 'nothing is forwarded',
      config: { ...quiet, forward: undefined },
      expected: ['warning forward'],
    },

    {
      code: 'unsigned',
      when: 'unsigned webhooks are taken',
      config: { ...quiet, unsigned: true },
      expected: ['warning unsigned'],
    },
    { code: 'unsigned', when: 'unsigned webhooks are not taken', config: { ...quiet, unsigned: false }, expected: [] },

    {
      code: 'development-secret',
      when: 'one of the secrets is',
      config: { ...quiet, secrets: ['a real secret', 'development-x'] },
      expected: ['warning secrets'],
    },
    {
      code: 'development-secret',
      when: 'a bearer token is',
      config: { ...quiet, auth: { bearer: 'development-x' } },
      expected: ['warning auth'],
    },
    {
      code: 'development-secret',
      when: 'a path token is',
      config: { ...quiet, auth: { pathToken: ['development-x'] } },
      expected: ['warning auth'],
    },
    {
      code: 'development-secret',
      when: 'a secret is, beside a real token',
      config: { ...quiet, secrets: 'development-x', auth: { bearer: 'a real token' } },
      expected: ['warning secrets'],
    },
    {
      code: 'development-secret',
      when: 'all are real',
      config: { ...quiet, auth: { bearer: 'a real token' } },
      expected: [],
    },

    {
      code: 'block-without-snapshot',
      when: 'a plugin patches and nothing is known',
      config: { ...quiet, assistant: undefined },
      taps: { contribute: 1 },
      expected: ['warning assistant'],
    },
    {
      code: 'block-without-snapshot',
      when: 'a plugin reviews and a block is not known',
      config: { ...quiet, assistant: { ...whole, analysisPlan: undefined } },
      taps: { review: 1 },
      expected: ['warning assistant'],
    },
    {
      code: 'block-without-snapshot',
      when: 'a realtime model needs no voice',
      config: { ...quiet, assistant: { ...whole, tts: null } },
      taps: { contribute: 1 },
      expected: [],
    },
    {
      code: 'block-without-snapshot',
      when: 'no plugin patches',
      config: { ...quiet, assistant: undefined },
      taps: { screen: 1, identify: 1 },
      expected: [],
    },
    {
      code: 'block-without-snapshot',
      when: 'the platform has saved nothing',
      config: { ...quiet, assistant: undefined, fallback: whole, savedAssistant: false },
      taps: { contribute: 1 },
      expected: [],
    },

    {
      code: 'no-whole-fallback',
      when: 'there is none',
      config: { ...quiet, assistant: undefined, savedAssistant: false },
      expected: ['error fallback'],
    },
    {
      code: 'no-whole-fallback',
      when: 'the assistant lacks something',
      config: { ...quiet, assistant: { ...whole, stt: undefined }, savedAssistant: false },
      expected: ['error assistant'],
    },
    {
      code: 'no-whole-fallback',
      when: 'a fallback stands in for what the assistant lacks, and no plugin patches',
      config: { ...quiet, assistant: {}, fallback: whole, savedAssistant: false },
      expected: [],
    },
    {
      code: 'no-whole-fallback',
      when: 'patches are laid upon an assistant that lacks something',
      config: { ...quiet, assistant: {}, fallback: whole, savedAssistant: false },
      taps: { contribute: 1 },
      expected: ['warning assistant'],
    },
    {
      code: 'no-whole-fallback',
      when: 'the fallback lacks something beside a whole assistant',
      config: { ...quiet, fallback: {}, savedAssistant: false },
      taps: { contribute: 1 },
      expected: ['error fallback'],
    },
    {
      code: 'no-whole-fallback',
      when: 'the assistant is whole',
      config: { ...quiet, savedAssistant: false },
      taps: { contribute: 1 },
      expected: [],
    },
    {
      code: 'no-whole-fallback',
      when: 'the platform has its own',
      config: { ...quiet, assistant: undefined },
      expected: [],
    },

    {
      code: 'legacy-without-fallback',
      when: 'another dialect is expected',
      config: { ...quiet, assistant: undefined },
      expected: ['warning fallback'],
    },
    {
      code: 'legacy-without-fallback',
      when: 'legacy is expected',
      config: { ...quiet, assistant: { llm }, defaultDialect: 'legacy' },
      expected: ['error assistant'],
    },
    {
      code: 'legacy-without-fallback',
      when: 'a fallback is whole',
      config: { ...quiet, assistant: undefined, fallback: whole, defaultDialect: 'legacy' },
      taps: { contribute: 1 },
      expected: [],
    },
    {
      code: 'legacy-without-fallback',
      when: 'patches are laid upon an assistant that lacks something',
      config: { ...quiet, assistant: { llm }, fallback: whole, defaultDialect: 'legacy' },
      taps: { contribute: 1 },
      expected: ['warning assistant'],
    },

    {
      code: 'legacy-rejections',
      when: 'a plugin screens',
      config: { ...quiet, defaultDialect: 'legacy' },
      taps: { screen: 1 },
      expected: ['warning plugins'],
    },
    {
      code: 'legacy-rejections',
      when: 'a plugin reviews',
      config: { ...quiet, defaultDialect: 'legacy' },
      taps: { review: 1 },
      expected: ['warning plugins'],
    },
    {
      code: 'legacy-rejections',
      when: 'no plugin rejects',
      config: { ...quiet, defaultDialect: 'legacy' },
      taps: { contribute: 1 },
      expected: [],
    },
    {
      code: 'legacy-rejections',
      when: 'another dialect is expected',
      config: quiet,
      taps: { screen: 1 },
      expected: [],
    },
  ])('$code, when $when: $expected', ({ code, config, taps, expected }) => {
    const found = find(config, taps).filter((finding) => finding.code === code)
    expect(found.map(({ severity, path }) => `${severity} ${path?.join('.')}`)).toEqual(expected)
  })

  it('says one thing once: without a saved assistant legacy is no case of its own', () => {
    const codes = find({ ...quiet, assistant: undefined, savedAssistant: false, defaultDialect: 'legacy' }).map(
      ({ code }) => code,
    )
    expect(codes).toEqual(['no-whole-fallback'])
  })

  it('quotes no secret', () => {
    const found = find({ secrets: 'development-hush', auth: { bearer: 'development-hush' }, unsigned: true })
    expect(JSON.stringify(found)).not.toContain('hush')
  })
})

describe('missingParts', () => {
  it.each([
    { snapshot: undefined, expected: ['firstMessage', 'llm', 'stt', 'tts'] },
    { snapshot: {}, expected: ['firstMessage', 'llm', 'stt', 'tts'] },
    { snapshot: whole, expected: [] },
    { snapshot: { ...whole, tts: null }, expected: [] },
    {
      snapshot: { ...whole, llm: { provider: 'x' }, stt: { language: 'nl' }, tts: {} },
      expected: ['llm.model', 'stt.provider', 'stt.model', 'tts.provider', 'tts.voiceId'],
    },
  ])('of $snapshot are $expected', ({ snapshot, expected }) => {
    expect(missingParts(snapshot)).toEqual(expected)
  })
})

function find(config: object, taps: Taps = {}): Finding[] {
  return findConcerns({ ...configSchema.parse(config), plugins: [] }, (hook) => taps[hook] ?? 0)
}
