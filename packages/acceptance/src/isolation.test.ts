import { fileURLToPath } from 'node:url'
import { createHost, type Entry, type Host } from '@preanswer/core'
import { analysisPlan } from '@preanswer/plugin-analysis-plan'
import { businessHours } from '@preanswer/plugin-business-hours'
import { languageByCountryCode } from '@preanswer/plugin-language-by-country-code'
import { vipModel } from '@preanswer/plugin-vip-model'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { secret } from './webhook.ts'

/** Time enough for a worker on a machine that is busy. */
const budgetMs = 900

const entries: readonly Entry[] = [
  languageByCountryCode({ languages: { en: { firstMessage: 'Good day.' }, fr: { firstMessage: 'Bonjour.' } } }),
  vipModel({
    tiers: { gold: { callers: ['+442079460011'], patch: { llm: { model: 'gpt-5.4' }, maxDurationSeconds: 1800 } } },
  }),
  businessHours({ hours: { 'mon-fri': ['09:00-17:00'] }, closed: { patch: { firstMessage: 'We are closed.' } } }),
  analysisPlan({
    schema: { type: 'object', properties: { reason: { type: 'string', description: 'why they rang' } } },
  }),
].map((entry) => ({ ...entry, budgetMs }))

const packages = ['language-by-country-code', 'vip-model', 'business-hours', 'analysis-plan'].map(
  (name) => `@preanswer/plugin-${name}`,
)

const base = {
  secrets: secret,
  timeZone: 'Europe/Amsterdam',
  assistant: { llm: { provider: 'openai', model: 'gpt-5.4-mini', prompt: 'You answer the phone.' } },
} as const

const options = {
  log: { debug() {}, info() {}, warn() {}, error() {} },
  baseDir: fileURLToPath(new URL('.', import.meta.url)),
}

describe('the bundled plugins in workers', () => {
  let inline: Host
  let isolated: Host

  beforeAll(async () => {
    const inWorkers = entries.map(
      (entry, index): Entry => ({ ...entry, use: packages[index] ?? '', isolate: 'worker' }),
    )
    inline = await createHost({ ...base, plugins: entries }, options)
    isolated = await createHost({ ...base, plugins: inWorkers }, options)
  }, 60_000)

  afterAll(async () => {
    await Promise.all([inline.close(), isolated.close()])
  })

  it.each([
    { what: 'a known caller by day', caller: '+442079460011', at: '2026-03-25T10:00:00Z' },
    { what: 'a stranger at night', caller: '+33123456789', at: '2026-03-25T22:00:00Z' },
    { what: 'a withheld number', caller: '', at: '2026-03-25T10:00:00Z' },
  ])('give the same bytes as inline for $what', async ({ what, caller, at }) => {
    const call = { id: what, type: 'inbound_phone_call', status: 'ringing' }
    const message = {
      type: 'assistant-request',
      call,
      phone_number: { number: '+31201234567' },
      customer: { number: caller },
    }
    const request = {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ message }),
      trusted: true,
      receivedAt: Date.parse(at),
    }
    const [one, other] = await Promise.all([inline.answer(request), isolated.answer(request)])
    expect(other.body).toBe(one.body)
    expect(other.body).toContain('assistant')
    const described = ({ trace }: typeof one) =>
      trace?.taps.map(({ entry, outcome, notes, set }) => ({ entry, outcome, notes, set }))
    expect(described(other)).toEqual(described(one))
  })
})
