import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createHost } from '@preanswer/core'
import { reply, ring, type SimulatedCall, simulateCall, startUpstream } from '@preanswer/testing'
import { testCalls } from '@preanswer/testing/vitest'
import { readConfig } from 'preanswer'
import { afterAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'

const customers = [
  { phone: '+31612345601', firstName: 'Sanne', locale: 'nl', plan: 'plus', lastOrder: { number: 'W-10423' } },
  { phone: '0612345602', firstName: 'Emma', locale: 'fr', plan: 'free', lastOrder: { number: 'W-10377' } },
]

/** The shop's API: everybody whose number has the same last nine digits. */
const api = await startUpstream({
  'GET /customers': (request, response) => {
    const digits = request.query.get('phone')?.slice(-9) ?? ''
    reply.json(customers.filter(({ phone }) => phone.endsWith(digits)))(request, response)
  },
})
process.env.SHOP_API = api.url

const folder = fileURLToPath(new URL('.', import.meta.url))
const { config, baseDir } = await readConfig(join(folder, 'preanswer.config.ts'))

/** Who rings, when, and what they hear. */
const calls = [
  {
    who: 'somebody',
    caller: '+31612345678',
    at: '2026-03-25T10:00:00+01:00',
    hears: 'U spreekt met een AI-assistent. Goedemorgen, dit is Wielwerk. Waarmee kan ik u helpen?',
    seconds: 900,
  },
  {
    who: 'somebody in the experiment',
    caller: '+31612345679',
    at: '2026-03-25T10:00:00+01:00',
    hears: 'U spreekt met een AI-assistent. Wielwerk, zegt u het maar!',
    seconds: 900,
  },
  {
    who: 'a customer with Plus',
    caller: '+31612345601',
    at: '2026-03-25T10:00:00+01:00',
    hears: 'U spreekt met een AI-assistent. Goedemorgen Sanne, dit is Wielwerk. Belt u over bestelling W-10423?',
    seconds: 1800,
  },
  {
    who: 'the same at night',
    caller: '+31612345601',
    at: '2026-03-25T22:30:00+01:00',
    hears: 'U spreekt met een AI-assistent. Goedenavond Sanne, dit is Wielwerk. Belt u over bestelling W-10423?',
    seconds: 1800,
  },
  {
    who: 'a customer who speaks French, with a Dutch number',
    caller: '+31612345602',
    at: '2026-03-25T22:30:00+01:00',
    turnedAwayWith: 'Notre service client est fermé. Il rouvre demain à 8 heures.',
  },
  {
    who: 'somebody two minutes before closing time',
    caller: '+31612345678',
    at: '2026-03-25T21:58:00+01:00',
    hears: 'U spreekt met een AI-assistent. Goedenavond, dit is Wielwerk. Waarmee kan ik u helpen?',
    seconds: 420,
  },
  {
    who: 'somebody who withholds the number, after closing time',
    caller: null,
    at: '2026-03-25T22:00:00+01:00',
    turnedAwayWith: 'Onze klantenservice is gesloten. U kunt ons morgen om acht uur weer bellen.',
  },
  {
    who: 'a German caller',
    caller: '+4930123456',
    at: '2026-03-25T10:00:00+01:00',
    hears: 'Sie sprechen mit einem KI-Assistenten. Guten Morgen, hier ist Wielwerk. Wie kann ich Ihnen helfen?',
    seconds: 900,
  },
  {
    who: 'a British caller after closing time',
    caller: '+442079460011',
    at: '2026-03-25T22:00:00+01:00',
    turnedAwayWith: 'Our help desk is closed. It opens again tomorrow at eight.',
  },
  {
    who: 'somebody on the morning of a public holiday',
    caller: '+31612345678',
    at: '2026-04-27T11:00:00+02:00',
    turnedAwayWith: "Onze klantenservice is gesloten. U kunt ons vandaag om twaalf uur 's middags weer bellen.",
  },
  {
    who: 'somebody on the afternoon of it',
    caller: '+31612345678',
    at: '2026-04-27T12:00:00+02:00',
    hears: 'U spreekt met een AI-assistent. Goedemiddag, dit is Wielwerk. Waarmee kan ik u helpen?',
    seconds: 900,
  },
  {
    who: 'somebody when the clocks have gone back, an hour early',
    caller: '+4930123456',
    at: '2026-10-25T11:00:00+01:00',
    turnedAwayWith: 'Unser Kundendienst ist geschlossen. Sie erreichen uns wieder heute um 12 Uhr.',
  },
  {
    who: 'somebody in the night of Black Friday',
    caller: '+31612345678',
    at: '2026-11-28T02:30:00+01:00',
    hears: 'U spreekt met een AI-assistent. Goedenavond, dit is Wielwerk. Waarmee kan ik u helpen?',
    seconds: 900,
  },
  {
    who: 'a known nuisance',
    caller: '+31687650000',
    at: '2026-03-25T10:00:00+01:00',
    turnedAwayWith: 'Wij kunnen uw oproep nu niet aannemen. Mailt u ons alstublieft.',
  },
]

function ringShop(call: SimulatedCall) {
  return simulateCall(config.plugins ?? [], { config, baseDir, ...call })
}

const morning = Date.parse('2026-03-25T10:00:00+01:00')

beforeEach(() => {
  // holidays are known for the years around today
  vi.setSystemTime('2026-01-15')
  api.instead(undefined)
})
afterAll(() => api.close())

describe('examples/web-shop', () => {
  testCalls(ringShop, calls, { readme: new URL('README.md', import.meta.url) })

  it('changes recogniser, voice and greeting together', async () => {
    const { response } = await ringShop({ caller: '+4930123457', receivedAt: morning })
    expect(response.assistant).toMatchObject({
      first_message: 'Sie sprechen mit einem KI-Assistenten. Wielwerk, was kann ich für Sie tun?',
      stt_config: { provider: 'deepgram', model: 'nova-3', language: 'de' },
      tts_config: { provider: 'elevenlabs', voice_id: 'shop-voice-de' },
      metadata: { 'short-greeting': 'short' },
    })
  })

  it('gives a customer with Plus the better model, and no experiment', async () => {
    const { response } = await ringShop({ caller: '+31612345601', receivedAt: morning })
    expect(response.assistant).toMatchObject({ llm_config: { model: 'gpt-5.4' } })
    expect(response.assistant).not.toHaveProperty('metadata')
  })

  it('takes a customer for somebody while the API is down', async () => {
    api.instead(reply.reset)
    const { response } = await ringShop({ caller: '+31612345601', receivedAt: morning })
    expect(response).toMatchObject({ assistant: { first_message: expect.any(String) }, max_duration_seconds: 900 })
  })

  it('turns away who rings for the sixth time within ten minutes, and nobody who withholds the number', async () => {
    const host = await createHost({ ...config, unsigned: true }, { baseDir })
    onTestFinished(() => host.close())
    const answers = { known: [] as boolean[], withheld: [] as boolean[] }
    for (let count = 0; count < 6; count += 1) {
      for (const [who, caller] of Object.entries({ known: '+31612345678', withheld: null })) {
        const { rejection } = await ring(host, { caller, receivedAt: morning + count * 60_000 })
        answers[who as keyof typeof answers].push(rejection !== undefined)
      }
    }
    expect(answers).toEqual({
      known: [false, false, false, false, false, true],
      withheld: [false, false, false, false, false, false],
    })
  })
})
